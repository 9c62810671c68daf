"""Ranges of time that can be chosen, the periods they mean, and the ones before and after.

Days are local days of the PBX's zone; only a ``Period`` has instants.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from telephony.formatting.locale_style import ENGLISH, LocaleStyle
from telephony.periods.calendar import ONE_DAY, day_words, months_earlier, shift_range, whole_months
from telephony.periods.period import Period, period_words
from telephony.periods.presets import Preset, preset_days
from telephony.periods.wall_clock import instant, wall_time

# No PBX of this kind is older, and calendar arithmetic cannot overflow in between.
FIRST_YEAR, LAST_YEAR = 2000, 2099
OUTSIDE_YEARS = f"it must be within the years {FIRST_YEAR} to {LAST_YEAR}"
# Five years with their leap days. One request must count them all within its deadline, and few
# systems store records for longer.
LONGEST_RANGE = timedelta(days=5 * 366)


@dataclass(frozen=True)
class PresetRange:
    """A range by name, such as the last 7 days."""

    preset: Preset


@dataclass(frozen=True)
class DayRange:
    """Local days, both included. Raises ValueError with words for the reader."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError("its end is before its start")
        _check_bounds(self.first, self.last, self.last - self.first + ONE_DAY)


@dataclass(frozen=True)
class MomentRange:
    """Local wall times, half-open, to the minute. Raises ValueError with words for the reader."""

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        if self.start.tzinfo or self.end.tzinfo:
            raise ValueError("its times must be local times, without a zone")
        if any(at.second or at.microsecond for at in (self.start, self.end)):
            raise ValueError("its times must be whole minutes")
        if self.end <= self.start:
            raise ValueError("its end is not after its start")
        _check_bounds(
            self.start.date(), (self.end - timedelta(minutes=1)).date(), self.end - self.start
        )


RangeChoice = PresetRange | DayRange | MomentRange


def _check_bounds(first: date, last: date, length: timedelta) -> None:
    if first.year < FIRST_YEAR or last.year > LAST_YEAR:
        raise ValueError(OUTSIDE_YEARS)
    if length > LONGEST_RANGE:
        raise ValueError("it is longer than 5 years, the longest range possible")


def resolve_range(choice: RangeChoice, now: datetime, zone: ZoneInfo) -> Period:
    """The period of a choice, as of ``now`` (aware) in ``zone``.

    A running week, month or year goes to its end, not to now. A local time that occurs twice
    means the first one, a local time that is skipped means the moment of the clock change.
    """
    if isinstance(choice, MomentRange):
        return _period(choice.start, choice.end, zone)
    first, last, _ = _days(choice, now, zone)
    return _period(_midnight(first), _midnight(last + ONE_DAY), zone)


def previous_period(choice: RangeChoice, now: datetime, zone: ZoneInfo) -> Period:
    """What ``choice`` is compared with: the range one step before it (see ``step_range``).

    While the choice is running, only as much is compared as has elapsed, up to the same local
    time: this month on the 15th at 10:20 with last month up to the 15th at 10:20, and on a 31st
    with all of a shorter month.
    """
    current, here = resolve_range(choice, now, zone), wall_time(now, zone)
    running = current.start <= now < current.end
    if isinstance(choice, MomentRange):
        back = _whole_days_around(choice)
        end = max(choice.start, here) if running else choice.end
        return _period(choice.start - back, end - back, zone)
    first, last, months = _days(choice, now, zone)
    before_first, before_last = shift_range(first, last, months, -1)
    start, limit = _midnight(before_first), _midnight(before_last + ONE_DAY)
    end = limit
    if running and months:
        end = months_earlier(here, months)
    elif running:
        end = here - (first - before_first)
    return _period(start, min(max(start, end), limit), zone)


def step_range(choice: RangeChoice, count: int, now: datetime, zone: ZoneInfo) -> RangeChoice:
    """The range ``count`` steps later (earlier when negative), as fixed dates; 0 only fixes them.

    A step is as many months for whole calendar months, the length for other days, and whole days
    for local times, so that a morning becomes another morning. A range that would leave the years
    offered stays as it is.
    """
    if isinstance(choice, MomentRange):
        try:
            by = _whole_days_around(choice) * count
            return MomentRange(choice.start + by, choice.end + by)
        except (ValueError, OverflowError):
            return choice
    first, last, months = _days(choice, now, zone)
    try:
        return DayRange(*shift_range(first, last, months, count))
    except (ValueError, OverflowError):
        return DayRange(first, last)


def range_words(
    choice: RangeChoice,
    now: datetime,
    zone: ZoneInfo,
    style: LocaleStyle = ENGLISH,
    *,
    whose_days: str = "",
) -> str:
    """The range for the reader: ``last 7 days (16–22 Nov 2026, Europe/Berlin)``.

    ``whose_days``: what to say in place of the zone.
    """
    period = resolve_range(choice, now, zone)
    dates = period_words(period, style)
    if not isinstance(choice, MomentRange):
        dates = day_words(*_days(choice, now, zone)[:2], style)
    whose = whose_days or zone.key
    notes = ["still running"] if period.start <= now < period.end else []
    if isinstance(choice, PresetRange):
        return f"{choice.preset.words} ({', '.join([dates, *notes, whose])})"
    return f"{dates} ({', '.join([*notes, whose])})"


def _days(choice: PresetRange | DayRange, now: datetime, zone: ZoneInfo) -> tuple[date, date, int]:
    """First and last local day, and how many calendar months they stand for (0: they are days)."""
    if isinstance(choice, DayRange):
        return choice.first, choice.last, whole_months(choice.first, choice.last)
    return preset_days(choice.preset, wall_time(now, zone).date())


def _whole_days_around(choice: MomentRange) -> timedelta:
    return -((choice.start - choice.end) // ONE_DAY) * ONE_DAY


def _period(start: datetime, end: datetime, zone: ZoneInfo) -> Period:
    return Period(instant(start, zone), instant(end, zone), zone)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min)
