"""Days without working hours: by the hours of a view or its groups, or weekends and holidays."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from telephony.periods.calendar import ONE_DAY
from telephony.periods.working_hours import WorkingHours

_SATURDAY: Final = 6
_WEEK: Final = 7  # days


@dataclass(frozen=True)
class ClosedDays:
    """``hours`` are those that make a day an open one, less holidays; empty where not known.

    ``holidays`` close the whole day.
    """

    hours: tuple[WorkingHours, ...] = ()
    holidays: frozenset[date] = frozenset()

    @property
    def known(self) -> bool:
        """Whether there are hours to go by."""
        return bool(self.hours)

    def closed(self, day: date) -> bool:
        """No hours are on that day. Without known hours no day is surely closed."""
        return self.known and not any(hours.on(day) for hours in self.hours)

    def usually_closed(self, day: date) -> bool:
        """A weekend or a holiday: there may be work on it all the same."""
        return is_weekend(day) or day in self.holidays

    def covered_from(self, first: date) -> date:
        """The first day of the closed ones just before ``first``, of six at most; else ``first``.

        Seven days that begin there lack nothing that a week's average needs.
        """
        day = first
        while (first - day).days < _WEEK - 1 and self.closed(day - ONE_DAY):
            day -= ONE_DAY
        return day


def is_weekend(day: date) -> bool:
    """A Saturday or a Sunday."""
    return day.isoweekday() >= _SATURDAY
