"""Offices whose calls a test counts for itself: other groups, people and calls for each seed."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from pathlib import Path
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from demo_pbx.options import Options
from demo_pbx.serving import running
from server.current_context import using
from telephony.context import Context
from tests.support.clocks import SetClock
from tests.support.dashboard_settings import settings
from tests.support.office import HEADER, Call, Figures
from tests.support.pages import context_with

ZONES = ("Europe/Berlin", "America/New_York", "Asia/Kathmandu")
DAY = timedelta(days=1)
# For what a page says in words, which no zone changes: the office of one of them.
in_one_zone = pytest.mark.parametrize("served_office", ZONES[:1], indirect=True)
# The range of the tests lies before it, and eight weeks before that.
TODAY = date(2026, 4, 1)
_DAYS = 75


@dataclass(frozen=True)
class GeneratedOffice:
    """Calls at wall times of ``zone``, and the extensions of each group by its number.

    One extension is in two groups, and one has no calls in the last eight weeks but one.
    """

    zone: str
    calls: tuple[Call, ...]
    members: dict[str, tuple[str, ...]]

    @property
    def now(self) -> datetime:
        """Noon of ``TODAY``."""
        noon = datetime.combine(TODAY, time(12), ZoneInfo(self.zone))
        return noon.astimezone(UTC)

    def counted(self, extension: str, first: date, last: date, area: str | None = None) -> Figures:
        """The figures of one extension over whole days, both included."""
        found = Figures()
        for n in range((last - first).days + 1):
            for call in self._by_day[extension, first + n * DAY]:
                if area in (None, call.area):
                    found.add(call)
        return found

    @cached_property
    def _by_day(self) -> defaultdict[tuple[str, date], list[Call]]:
        days: defaultdict[tuple[str, date], list[Call]] = defaultdict(list)
        for call in self.calls:
            days[call.extension, call.start.date()].append(call)
        return days

    def of_group(self, group: str, first: date, last: date, area: str | None = None) -> Figures:
        """The sum over the extensions of a group."""
        each = (self.counted(one, first, last, area) for one in self.members[group])
        return Figures.total(each)


def generate(seed: int, zone: str) -> GeneratedOffice:
    """The same office for the same seed and zone, on every machine."""
    random = Random(f"{seed} {zone}")  # noqa: S311  the same office on every machine
    numbers = [str(100 + n) for n in range(random.randint(4, 7))]
    cut = random.randint(1, len(numbers) - 2)
    members = {
        "Sales": tuple(numbers[: cut + 1]),
        "Service": tuple(numbers[cut:]),
        "Alone": (numbers[-1],),
    }
    calls = [
        _call(day, number, group, random)
        for group, people in members.items()
        for number in people
        for busy in (random.choice((0.3, 3, 12)),)
        for day in (TODAY - n * DAY for n in range(_DAYS, -1, -1))
        for _ in range(round(random.expovariate(1 / busy)))
        if day != TODAY or random.random() < 0.5
    ]
    # everybody has a row in each of his groups, or he would not be in it
    first = TODAY - _DAYS * DAY
    calls += [
        _call(first, number, group, random)
        for group, people in members.items()
        for number in people
    ]
    return GeneratedOffice(zone, tuple(calls), members)


@contextmanager
def dashboard_of(office: GeneratedOffice, folder: Path) -> Iterator[Context]:
    """A dashboard over a demo PBX with these calls, at ``office.now``, and not installed yet.

    What it was asked stays in its memory: a test of how often the PBX is asked has its own.
    """
    log = folder / "calls.csv"
    with log.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        writer.writerows(map(_line, office.calls))
    clock = SetClock(office.now)
    options = replace(Options(), calls=log, timezone=office.zone)
    with (
        running(options, clock=clock.now) as pbx,
        context_with(settings(pbx.base_url, office.zone), clock) as served,
    ):
        yield served


def office_fixtures(first_seed: int, zones: Sequence[str] = ZONES) -> tuple[Any, Any]:
    """The fixtures ``served_office`` and ``office`` of a file of tests: one in each of the zones.

    No test changes one, so the tests of a file share it with its dashboard.
    """

    @pytest.fixture(scope="module", params=zones)
    def served_office(
        request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
    ) -> Iterator[tuple[GeneratedOffice, Context]]:
        made = generate(first_seed + ZONES.index(request.param), request.param)
        with dashboard_of(made, tmp_path_factory.mktemp("office")) as served:
            yield made, served

    @pytest.fixture
    def office(served_office: tuple[GeneratedOffice, Context]) -> Iterator[GeneratedOffice]:
        made, served = served_office
        with using(served):
            yield made

    return served_office, office


def _line(call: Call) -> tuple[str, ...]:
    name = f"Person {call.extension}"
    answered = "yes" if call.answered else "no"
    talk = f"{call.talk_us / 1e6:.3f}"
    start = call.start.isoformat()
    return start, call.extension, name, call.group, call.direction, call.area, answered, talk


def _call(day: date, number: str, group: str, random: Random) -> Call:
    # no night calls: an hour of the day of a clock change does not exist
    second = random.randrange(6 * 3600, 22 * 3600)
    answered = random.random() < 0.7
    return Call(
        start=datetime.combine(day, time()) + timedelta(seconds=second),
        extension=number,
        group=group,
        direction=random.choice(("inbound", "outbound")),
        area=random.choice(("external", "internal")),
        answered=answered,
        talk_us=random.randrange(2_000, 900_000) * 1_000 if answered else 0,
    )
