"""What the single calls of a demo PBX say of each extension: the oracle for pages and files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import strategies as st

from demo_pbx.legs import Leg
from demo_pbx.options import Options
from demo_pbx.serving import RunningPbx, running
from tests.support.clocks import SetClock
from tests.support.dashboard_settings import settings
from tests.support.pages import dashboard_with

ZONES = ("Europe/Berlin", "America/New_York", "Australia/Lord_Howe")
# For what a page says in words, which no zone changes: the PBX of one of them.
in_one_zone = pytest.mark.parametrize("pbx", ZONES[:1], indirect=True)
NOON = datetime(2026, 11, 18, 12, tzinfo=UTC)
# Clocks change in all three zones after this day and before NOON.
FIRST_DAY = date(2026, 10, 1)


@dataclass
class Counted:
    """The calls of one extension that were asked for, and its talk time [us]."""

    calls: int = 0
    talk_us: int = 0
    answered: dict[str, int] = field(default_factory=lambda: {"inbound": 0, "outbound": 0})
    offered: dict[str, int] = field(default_factory=lambda: {"inbound": 0, "outbound": 0})

    def add(self, leg: Leg) -> None:
        self.calls += 1
        self.talk_us += leg.talk_us
        self.answered[leg.direction] += leg.answered
        self.offered[leg.direction] += 1


@dataclass(frozen=True)
class Range:
    """Days of a link, both included."""

    first: date
    last: date

    @property
    def parameters(self) -> dict[str, str]:
        return {"from": self.first.isoformat(), "to": self.last.isoformat()}

    def limits(self, zone: ZoneInfo) -> tuple[datetime, datetime]:
        start, end = (
            datetime.combine(day, time(), zone) for day in (self.first, self.last + timedelta(1))
        )
        return start.astimezone(UTC), end.astimezone(UTC)


@contextmanager
def served(zone: str) -> Iterator[RunningPbx]:
    """A demo PBX of this zone at NOON, with a dashboard over it in this process."""
    clock = SetClock(NOON)
    options = Options(extensions=24, timezone=zone)
    with (
        running(options, clock=clock.now) as pbx,
        dashboard_with(settings(pbx.base_url, zone), clock),
    ):
        yield pbx


def pbx_in_each_zone(zones: Sequence[str] = ZONES) -> Any:
    """The fixture ``pbx`` of a file of tests: what ``served`` serves, once per zone."""

    @pytest.fixture(scope="module", params=zones)
    def pbx(request: pytest.FixtureRequest) -> Iterator[RunningPbx]:
        with served(request.param) as demo:
            yield demo

    return pbx


def ranges(longest: int = 10) -> st.SearchStrategy[Range]:
    """Ranges of up to so many days that are over at NOON."""
    return st.builds(
        lambda begin, days: Range(
            FIRST_DAY + timedelta(begin), FIRST_DAY + timedelta(begin + days - 1)
        ),
        st.integers(0, 36),
        st.integers(1, longest),
    )


def groups_of(pbx: RunningPbx) -> st.SearchStrategy[list[str]]:
    """One or two departments, a client's favourites not among them."""
    numbers = [one.number for one in pbx.groups if not one.name.startswith("___FAVORITES___")]
    return st.lists(st.sampled_from(numbers), min_size=1, max_size=2, unique=True)


def count(
    pbx: RunningPbx,
    groups: Sequence[str],
    days: Range,
    *,
    area: str = "all",
    direction: str = "both",
) -> dict[str, Counted]:
    """Each extension of the groups once, also those without calls."""
    found: dict[str, Counted] = {}
    limits = days.limits(pbx.options.zone)
    for group in groups:
        new = {member.number for member in pbx.members(group)} - found.keys()
        found |= {number: Counted() for number in new}
        for leg in pbx.legs(group, *limits):
            if (
                leg.extension in new
                and area in ("all", leg.area)
                and direction in ("both", leg.direction)
            ):
                found[leg.extension].add(leg)
    return found
