"""Which days of a group's history are stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class DayState(StrEnum):
    """What is stored of a day; the value is the word for it."""

    FINAL = "final"
    """It is over by both clocks and complete, so it is never requested again."""
    INCOMPLETE = "incomplete"
    """Pages, rows or values of it are missing."""
    MISSING = "missing"
    """Nothing, or values from before the day was final."""


@dataclass(frozen=True)
class Coverage:
    """The days of one group and call area, oldest first, and how each is stored.

    A day that is not final takes one request.
    """

    group: str
    days: Mapping[date, DayState]

    def count(self, state: DayState) -> int:
        """How many days are stored so."""
        return sum(each is state for each in self.days.values())

    @property
    def requests(self) -> int:
        """How many requests it takes to fetch what is not final."""
        return len(self.days) - self.count(DayState.FINAL)
