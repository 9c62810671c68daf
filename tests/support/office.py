"""A made-up office whose calls a test can count for itself: the same legs on every machine.

``write`` puts them into what ``python -m demo_pbx --calls`` reads; ``counted`` gives the figures
of a group and a period as the report should have them. All times are wall times of ZONE.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from random import Random

ZONE = "Europe/Berlin"
# Clocks went forward on Sunday 29 March 2026, so "last 7 days" has 167 hours here.
NOW = "2026-04-01T10:20:00+02:00"
FIRST_DAY, LAST_DAY = date(2026, 2, 23), date(2026, 4, 1)

SALES, QUOTED, SUPPORT = "Sales & Söhne", "O'Neil", "サポート 1/2"
# Numbers of the first and the last extension; the middle one sits in Sales and in O'Neil's.
_MEMBERS = {SALES: (100, 113), QUOTED: (113, 120), SUPPORT: (121, 135)}
QUIET = "107"  # its only call was on the first day
_FIRST_NAMES = ("Zoë", "Łukasz", "Ann", "Søren", "Miguel", "Ève")
_LAST_NAMES = ("Brandt", "O'Hara", "Kraus & Co", "Ñuñez", "Weiß", "Ito")
HEADER = ("start", "extension", "name", "group", "direction", "area", "answered", "talk seconds")


@dataclass(frozen=True)
class Call:
    """One end of one call."""

    start: datetime
    extension: str
    group: str
    direction: str
    area: str
    answered: bool
    talk_us: int


@dataclass
class Figures:
    """What the report says of one extension, or the sum of several: calls and microseconds."""

    inbound_answered: int = 0
    inbound_unanswered: int = 0
    inbound_talk_us: int = 0
    outbound_answered: int = 0
    outbound_unanswered: int = 0
    outbound_talk_us: int = 0

    @property
    def calls(self) -> int:
        return self.inbound + self.outbound_answered + self.outbound_unanswered

    @property
    def inbound(self) -> int:
        return self.inbound_answered + self.inbound_unanswered

    @property
    def outbound(self) -> int:
        return self.outbound_answered + self.outbound_unanswered

    def add(self, call: Call) -> None:
        answer = "answered" if call.answered else "unanswered"
        self.__dict__[f"{call.direction}_{answer}"] += 1
        self.__dict__[f"{call.direction}_talk_us"] += call.talk_us

    @staticmethod
    def total(rows: Iterable[Figures]) -> Figures:
        whole = Figures()
        for row in rows:
            for name, value in asdict(row).items():
                whole.__dict__[name] += value
        return whole


def name_of(extension: str) -> str:
    """The display name of an extension; no two are alike."""
    number = int(extension)
    return f"{_FIRST_NAMES[number % 6]} {_LAST_NAMES[number // 6 % 6]}"


def members(*groups: str) -> list[str]:
    """The extensions of the groups, each once, by number."""
    ranges = (_MEMBERS[group] for group in groups)
    return [str(n) for n in sorted({n for first, last in ranges for n in range(first, last + 1)})]


@cache
def calls() -> tuple[Call, ...]:
    """Every leg, some of them on the very edges of a day."""
    random = Random(2026)  # noqa: S311  the same office on every machine
    return tuple(call for group in _MEMBERS for call in _of_group(group, random))


def write(folder: Path) -> Path:
    """The call log as a CSV file in the folder."""
    target = folder / "office.csv"
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        for call in calls():
            writer.writerow(
                (
                    call.start.isoformat(),
                    call.extension,
                    name_of(call.extension),
                    call.group,
                    call.direction,
                    call.area,
                    "yes" if call.answered else "no",
                    f"{call.talk_us / 1e6:.3f}",
                )
            )
    return target


def counted(
    *groups: str, start: datetime, end: datetime, area: str | None = None
) -> dict[str, Figures]:
    """Figures by extension for [start, end): calls count whatever group they name."""
    rows: defaultdict[str, Figures] = defaultdict(Figures)
    for extension in members(*groups):
        rows[extension] = Figures()
    for call in calls():
        wanted = call.extension in rows and area in (None, call.area)
        if wanted and start <= call.start < end:
            rows[call.extension].add(call)
    return dict(rows)


def calls_by_day(group: str, first: str, last: str) -> list[int]:
    """How many calls a group has on each of these days, both included."""
    day, end = (date.fromisoformat(one) for one in (first, last))
    found = []
    while day <= end:
        begin = datetime.combine(day, time())
        rows = counted(group, start=begin, end=begin + timedelta(days=1))
        found.append(Figures.total(rows.values()).calls)
        day += timedelta(days=1)
    return found


def days(first: str, last: str) -> dict[str, datetime]:
    """``start`` and ``end`` for ``counted`` of whole days, both included."""
    start, end = (datetime.fromisoformat(day) for day in (first, last))
    return {"start": start, "end": end + timedelta(days=1)}


def _of_group(group: str, random: Random) -> Iterator[Call]:
    first, last = _MEMBERS[group]
    for number in range(first, last + 1):
        busy = random.choice((1, 2, 4, 7))
        day = FIRST_DAY
        while day <= LAST_DAY:
            amount = random.randint(0, busy) if str(number) != QUIET else day == FIRST_DAY
            for _ in range(amount):
                # no night calls: an hour of 29 March does not exist, and none should need it
                second = random.randrange(6 * 3600, 22 * 3600)
                start = datetime.combine(day, datetime.min.time()) + timedelta(seconds=second)
                yield _call(start, number, group, random)
            day += timedelta(days=1)
    for edge in ("2026-03-25T00:00:00", "2026-03-31T23:59:59", "2026-04-01T00:00:00"):
        yield _call(datetime.fromisoformat(edge), last, group, random)


def _call(start: datetime, number: int, group: str, random: Random) -> Call:
    answered = random.random() < 0.75
    return Call(
        start=start,
        extension=str(number),
        group=group,
        direction=random.choice(("inbound", "inbound", "outbound")),
        area=random.choice(("external", "external", "internal")),
        answered=answered,
        talk_us=random.randrange(2_000, 900_000) * 1_000 if answered else 0,
    )
