"""Holidays as dates, from a calendar or the PBX, year by year."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from telephony.periods.calendar import ONE_DAY
from telephony.periods.events import Event
from telephony.periods.working_hours import DAY_MINUTES, Closing, Stretch, clock_text


@dataclass(frozen=True)
class DayOff:
    """Days, both included, and what they are called.

    ``begins`` is a minute of the first day, ``ends`` one of the last: 0 and ``DAY_MINUTES`` for
    whole days.
    """

    first: date
    last: date
    words: str
    begins: int = 0
    ends: int = DAY_MINUTES

    @property
    def event(self) -> Event:
        """The event that trends mark, with its times where it is not whole days."""
        times = [
            *([f"from {clock_text(self.begins)}"] if self.begins else []),
            *([f"until {clock_text(self.ends)}"] if self.ends < DAY_MINUTES else []),
        ]
        return Event(self.first, self.last, " ".join([self.words, *times]))

    def closings(self) -> Iterator[Closing]:
        """What it removes from working hours, day by day."""
        day = self.first
        while day <= self.last:
            begins = self.begins if day == self.first else 0
            ends = self.ends if day == self.last else DAY_MINUTES
            if begins < ends:
                yield day, Stretch(begins, ends)
            day += ONE_DAY


@dataclass(frozen=True)
class Holiday:
    """A holiday of the PBX: (month, day) of its first and last day.

    ``years`` are those of both; None for every year, where it may go past New Year's Eve.
    """

    name: str
    first: tuple[int, int]
    last: tuple[int, int]
    years: tuple[int, int] | None
    begins: int = 0
    ends: int = DAY_MINUTES

    def within(self, years: Iterable[int]) -> Iterator[DayOff]:
        """The days off that begin in these years; none for a 29 February that does not exist."""
        if self.years is not None:
            spans = [self.years]
        else:
            spans = [(year, year + (self.last < self.first)) for year in years]
        for begin, end in spans:
            try:
                first, last = date(begin, *self.first), date(end, *self.last)
            except ValueError:
                continue
            yield DayOff(first, last, self.name, self.begins, self.ends)
