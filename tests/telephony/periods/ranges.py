"""Ranges for tests: written as text, or drawn at random, also where clocks change."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

from hypothesis import strategies as st

from telephony.periods.period import Period
from telephony.periods.presets import Preset
from telephony.periods.ranges import DayRange, MomentRange, PresetRange
from tests.telephony.periods.clock_changes import changes, clocks_change

wall = datetime.fromisoformat
BERLIN = ZoneInfo("Europe/Berlin")
APIA = ZoneInfo("Pacific/Apia")
ZONES = [ZoneInfo(name) for name in sorted(available_timezones())]
MONDAY_MORNING = datetime(2026, 11, 23, 9, 20, tzinfo=UTC)  # 10:20 in Berlin


def local(text: str, zone: ZoneInfo = BERLIN) -> datetime:
    return wall(text).replace(tzinfo=zone).astimezone(UTC)


def days(first: str, last: str) -> DayRange:
    return DayRange(date.fromisoformat(first), date.fromisoformat(last))


def moments(start: str, end: str) -> MomentRange:
    return MomentRange(wall(start), wall(end))


def period(start: str, end: str, zone: ZoneInfo = BERLIN) -> Period:
    return Period(local(start, zone), local(end, zone), zone)


odd_zones = st.sampled_from(ZONES).filter(clocks_change)
day_ranges = st.builds(
    lambda first, length: DayRange(first, first + timedelta(days=length)),
    st.dates(date(2003, 1, 1), date(2036, 12, 1)),
    st.integers(0, 400),
)
moment_ranges = st.builds(
    lambda start, minutes: MomentRange(start, start + timedelta(minutes=minutes)),
    st.datetimes(wall("2003-01-01"), wall("2036-12-01")).map(
        lambda at: at.replace(second=0, microsecond=0)
    ),
    st.integers(1, 20_000),
)
presets = st.sampled_from(Preset).map(PresetRange)


@st.composite
def moments_near_changes(draw):
    """A zone and a now within two days of a moment at which its clocks change."""
    zone = draw(odd_zones)
    change = draw(st.sampled_from(changes(zone)[:200]))
    return zone, change.at + draw(st.timedeltas(timedelta(days=-2), timedelta(days=2)))
