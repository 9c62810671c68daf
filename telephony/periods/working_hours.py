"""Working hours: which stretches of which weekdays are included, and which hours that is."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Final, NamedTuple

WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
"""Monday first, as ``datetime.weekday`` counts."""
DAY_MINUTES: Final = 24 * 60
_HOUR_MINUTES: Final = 60
_TIME: Final = re.compile(r"([01][0-9]|2[0-4]):([0-5][0-9])", re.ASCII)
_MINUTE: Final = timedelta(minutes=1)


class Stretch(NamedTuple):
    """A half-open stretch of a day, in minutes since midnight in local time.

    One that goes past midnight ends before it starts; ``WorkingHours.days`` has none of these.
    """

    start: int
    end: int


Closing = tuple[date, Stretch]
"""A part of one day that is excluded though it is in its weekday's hours."""


@dataclass(frozen=True)
class WorkingHours:
    """For each weekday, Monday first, its stretches: in order, none touching another. Hashable.

    ``closed`` are holidays that are excluded. Texts and links carry the weekdays alone.

    ``of`` creates them. Raises ValueError, with words for the reader, for no stretch at all.
    """

    days: tuple[tuple[Stretch, ...], ...]
    closed: frozenset[Closing] = frozenset()

    def __post_init__(self) -> None:
        if not any(self.days):
            raise ValueError("has no hours")

    @classmethod
    def of(cls, stretches: Iterable[tuple[int, Stretch]]) -> WorkingHours:
        """From weekdays (0 is Monday) and stretches, in any order; overlapping ones become one.

        A stretch past midnight continues in the next day's hours. Raises ValueError for a
        stretch without length or beyond the day.
        """
        by_day: list[list[Stretch]] = [[] for _ in WEEKDAYS]
        for weekday, (start, end) in stretches:
            if not (0 <= start < DAY_MINUTES and 0 <= end <= DAY_MINUTES and start != end):
                raise ValueError("does not end after it starts; all day is 00:00-24:00")
            if start < end:
                by_day[weekday].append(Stretch(start, end))
                continue
            by_day[weekday].append(Stretch(start, DAY_MINUTES))
            if end:
                by_day[(weekday + 1) % len(WEEKDAYS)].append(Stretch(0, end))
        return cls(tuple(tuple(_joined(day)) for day in by_day))

    def without(self, closed: Iterable[Closing]) -> WorkingHours:
        """The same hours without these parts."""
        return WorkingHours(self.days, frozenset(closed))

    @property
    def weekly(self) -> WorkingHours:
        """The hours of a week without holidays."""
        return WorkingHours(self.days)

    def on(self, day: date) -> tuple[Stretch, ...]:
        """The stretches of one day."""
        usual = self.days[day.weekday()]
        closings = self._closings.get(day)
        return usual if closings is None else tuple(_left(usual, closings))

    @cached_property
    def _closings(self) -> dict[date, list[Stretch]]:
        by_day: dict[date, list[Stretch]] = {}
        for day, stretch in sorted(self.closed):
            by_day.setdefault(day, []).append(stretch)
        return by_day

    def count(self, start: datetime, minutes: int) -> bool:
        """Whether the hour that begins at ``start`` in local time is included.

        It is when any of its ``minutes`` is inside: the PBX counts whole hours only.
        """
        first, last = _span(start, minutes)
        return any(one.start < last and first < one.end for one in self.on(start.date()))

    def cut(self, start: datetime, minutes: int) -> bool:
        """Whether that hour is included though a part of it is outside."""
        first, last = _span(start, minutes)
        covered = any(one.start <= first and last <= one.end for one in self.on(start.date()))
        return not covered and self.count(start, minutes)

    @property
    def shifts(self) -> tuple[tuple[Stretch, ...], ...]:
        """The stretches as people write them, by the weekday on which they begin.

        22:00 to 24:00 and 00:00 to 06:00 of the next day are one (22:00–06:00), where that makes
        the week shorter to write.
        """
        nights = tuple(
            tuple(self._whole(weekday, one) for one in day if not self._begun(weekday, one))
            for weekday, day in enumerate(self.days)
        )
        return min(self.days, nights, key=_length)

    def _whole(self, weekday: int, stretch: Stretch) -> Stretch:
        """The stretch with its continuation after midnight."""
        after = self.days[(weekday + 1) % len(WEEKDAYS)]
        if stretch.end < DAY_MINUTES or not after or after[0].start > 0:
            return stretch
        return Stretch(stretch.start, after[0].end) if after[0].end < stretch.start else stretch

    def _begun(self, weekday: int, stretch: Stretch) -> bool:
        """Whether the stretch continues one of the day before."""
        before = self.days[weekday - 1]
        if stretch.start > 0 or not before:
            return False
        return self._whole(weekday - 1, before[-1]) != before[-1]

    @property
    def once_a_day(self) -> bool:
        """No day has more than one stretch."""
        return all(len(day) <= 1 for day in self.days)


ALWAYS: Final = WorkingHours(((Stretch(0, DAY_MINUTES),),) * len(WEEKDAYS))


def wall_minutes(start: datetime, end: datetime) -> int:
    """Minutes from one instant to the other, rounded up."""
    return -((start - end) // _MINUTE)


def _span(start: datetime, minutes: int) -> tuple[int, int]:
    """First and last minute of the day of so many minutes from ``start`` on."""
    first = start.hour * _HOUR_MINUTES + start.minute
    return first, min(first + minutes, DAY_MINUTES)


def clock_text(minute: int) -> str:
    """A minute of the day as ``08:30``; the end of the day is 24:00."""
    return f"{minute // _HOUR_MINUTES:02d}:{minute % _HOUR_MINUTES:02d}"


def clock_minutes(text: str) -> int:
    """The minute of the day of ``08:30``. Raises ValueError with words for the reader."""
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


def _left(stretches: Iterable[Stretch], closings: Iterable[Stretch]) -> Iterator[Stretch]:
    """The stretches without the closings; both are in order."""
    for start, end in stretches:
        at = start
        for closing in closings:
            if at < min(closing.start, end):
                yield Stretch(at, min(closing.start, end))
            at = max(at, closing.end)
        if at < end:
            yield Stretch(at, end)


def runs_of_days(
    days: tuple[tuple[Stretch, ...], ...],
) -> Iterator[tuple[int, int, tuple[Stretch, ...]]]:
    """First and last weekday of each run of days with the same stretches, and these."""
    for stretches, run in itertools.groupby(enumerate(days), key=lambda day: day[1]):
        weekdays = [weekday for weekday, _ in run]
        if stretches:
            yield weekdays[0], weekdays[-1], stretches


def _length(days: tuple[tuple[Stretch, ...], ...]) -> tuple[int, int]:
    """How long a week is to write: its runs of days, and the stretches in them."""
    runs = list(runs_of_days(days))
    return len(runs), sum(len(stretches) for _, _, stretches in runs)
