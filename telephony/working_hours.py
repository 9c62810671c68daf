"""Working hours: which stretches of which weekdays count, as a lens over hours and as text."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, NamedTuple

WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
"""Monday first, as ``datetime.weekday`` counts."""
DAY_MINUTES: Final = 24 * 60
_HOUR_MINUTES: Final = 60
_TEXT: Final = re.compile(r"([a-z]{3})(?:-([a-z]{3}))?((?:_[0-9:]{5}-[0-9:]{5})+)", re.ASCII)
_TIME: Final = re.compile(r"([01][0-9]|2[0-4]):([0-5][0-9])", re.ASCII)
_MINUTE: Final = timedelta(minutes=1)


class Stretch(NamedTuple):
    """A half-open stretch of a day, in minutes since its midnight on the wall clock."""

    start: int
    end: int


@dataclass(frozen=True)
class WorkingHours:
    """For each weekday, Monday first, its stretches: in order, none touching another. Hashable.

    Made by ``of``. Raises ValueError in words that can be shown when there is no stretch at all.
    """

    days: tuple[tuple[Stretch, ...], ...]

    def __post_init__(self) -> None:
        if not any(self.days):
            raise ValueError("holds no hour at all")

    @classmethod
    def of(cls, stretches: Iterable[tuple[int, Stretch]]) -> WorkingHours:
        """From weekdays (0 is Monday) and stretches, in any order; overlapping ones become one.

        Raises ValueError for a stretch that does not lie inside a day from left to right.
        """
        by_day: list[list[Stretch]] = [[] for _ in WEEKDAYS]
        for weekday, stretch in stretches:
            if not 0 <= stretch.start < stretch.end <= DAY_MINUTES:
                raise ValueError(
                    "does not end after it starts within one day; a night is two stretches, "
                    "22:00-24:00 and 00:00-06:00"
                )
            by_day[weekday].append(stretch)
        return cls(tuple(tuple(_joined(day)) for day in by_day))

    def count(self, start: datetime, minutes: int) -> bool:
        """Whether the hour that begins at ``start`` on the wall clock counts.

        It does when any of its ``minutes`` lies inside: the PBX counts whole hours only.
        """
        first = start.hour * _HOUR_MINUTES + start.minute
        last = min(first + minutes, DAY_MINUTES)
        return any(
            stretch.start < last and first < stretch.end for stretch in self.days[start.weekday()]
        )

    @property
    def cuts_hours(self) -> bool:
        """Whether some stretch begins or ends inside an hour, which then counts whole."""
        limits = (limit for day in self.days for stretch in day for limit in stretch)
        return any(limit % _HOUR_MINUTES for limit in limits)

    @property
    def once_a_day(self) -> bool:
        """No day has more than one stretch."""
        return all(len(day) <= 1 for day in self.days)

    @property
    def words(self) -> str:
        """``Mon–Fri 08:00–12:00 and 13:00–17:00, Sat 09:00–14:00``."""
        return ", ".join(
            f"{_days(first, last, '–').title()} "
            + " and ".join(_range(stretch, "–") for stretch in stretches)
            for first, last, stretches in _runs(self)
        )


ALWAYS: Final = WorkingHours(((Stretch(0, DAY_MINUTES),),) * len(WEEKDAYS))


def to_texts(hours: WorkingHours) -> tuple[str, ...]:
    """``mon-fri_08:00-12:00_13:00-17:00``, one text for each run of days that are alike."""
    return tuple(
        "_".join((_days(first, last, "-"), *(_range(stretch, "-") for stretch in stretches)))
        for first, last, stretches in _runs(hours)
    )


def hours_words(hours: WorkingHours | None) -> str:
    """The same in one, as files carry it; ``all`` for all hours."""
    return " ".join(to_texts(hours)) if hours else "all"


def from_texts(texts: Iterable[str]) -> WorkingHours:
    """What such texts say together. Raises ValueError in words about the first wrong one.

    A run of days may go past Sunday (``sat-mon``).
    """
    return WorkingHours.of(itertools.chain.from_iterable(map(_read, texts)))


def wall_minutes(start: datetime, end: datetime) -> int:
    """Minutes from one instant to the other, rounded up: how much of the wall clock they cover."""
    return -((start - end) // _MINUTE)


def clock_text(minute: int) -> str:
    """A minute of the day as ``08:30``; the end of the day is 24:00."""
    return f"{minute // _HOUR_MINUTES:02d}:{minute % _HOUR_MINUTES:02d}"


def clock_minutes(text: str) -> int:
    """The minute of the day that ``08:30`` names. Raises ValueError in words for no such time."""
    match = _TIME.fullmatch(text)
    minutes = int(match[1]) * _HOUR_MINUTES + int(match[2]) if match else DAY_MINUTES + 1
    if minutes > DAY_MINUTES:
        raise ValueError(f"names a time “{text}”; times are 00:00 to 24:00")
    return minutes


def _joined(stretches: Iterable[Stretch]) -> Iterator[Stretch]:
    begin = end = -1
    for stretch in sorted(stretches):
        if stretch.start > end:
            if end >= 0:
                yield Stretch(begin, end)
            begin = stretch.start
        end = max(end, stretch.end)
    if end >= 0:
        yield Stretch(begin, end)


def _runs(hours: WorkingHours) -> Iterator[tuple[int, int, tuple[Stretch, ...]]]:
    """First and last weekday of each run of days with the same stretches, and these."""
    for stretches, run in itertools.groupby(enumerate(hours.days), key=lambda day: day[1]):
        weekdays = [weekday for weekday, _ in run]
        if stretches:
            yield weekdays[0], weekdays[-1], stretches


def _days(first: int, last: int, dash: str) -> str:
    return WEEKDAYS[first] if first == last else f"{WEEKDAYS[first]}{dash}{WEEKDAYS[last]}"


def _range(stretch: Stretch, dash: str) -> str:
    return dash.join(map(clock_text, stretch))


def _read(text: str) -> Iterator[tuple[int, Stretch]]:
    match = _TEXT.fullmatch(text)
    if not match:
        raise ValueError("is not like mon-fri_08:00-17:00")
    first, last, ranges = match[1], match[2] or match[1], match[3][1:].split("_")
    for day in (first, last):
        if day not in WEEKDAYS:
            raise ValueError(f"names a day “{day}”; the days are {', '.join(WEEKDAYS)}")
    begin = WEEKDAYS.index(first)
    length = (WEEKDAYS.index(last) - begin) % len(WEEKDAYS) + 1
    stretches = [Stretch(*(clock_minutes(limit) for limit in given.split("-"))) for given in ranges]
    for away in range(length):
        for stretch in stretches:
            yield (begin + away) % len(WEEKDAYS), stretch
