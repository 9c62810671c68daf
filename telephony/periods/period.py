"""A range of time as two instants, and the zone of its days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from telephony.formatting.locale_style import ENGLISH, LocaleStyle
from telephony.periods.calendar import ONE_DAY, date_words, day_words, end_words
from telephony.periods.wall_clock import skipped_at, start_of_day, wall_time

_CLOCK_CHANGE_SECONDS: Final = 2 * 3600


@dataclass(frozen=True)
class Period:
    """Half-open ``[start, end)`` in aware UTC, with the zone of its days.

    Empty where a clock change skips all of it, and as a range to compare with before anything has
    elapsed. Raises ValueError for instants that are not UTC and for an end before the start.
    """

    start: datetime
    end: datetime
    zone: ZoneInfo

    def __post_init__(self) -> None:
        if self.start.utcoffset() != timedelta(0) or self.end.utcoffset() != timedelta(0):
            raise ValueError("a period's limits are aware and in UTC")
        if self.end < self.start:
            raise ValueError("a period's end lies before its start")

    @property
    def skipped(self) -> tuple[datetime, datetime] | None:
        """The local times between which a clock change skips all of it; None for other periods."""
        return skipped_at(self.start, self.zone) if self.start == self.end else None

    def has_begun(self, now: datetime) -> bool:
        """Whether its first instant is past; a period that has not begun has no data."""
        return self.start <= now

    def may_have_calls(self, now: datetime) -> bool:
        """Whether calls can lie in it at ``now``: it has begun, and no clock change skips it."""
        return self.has_begun(now) and self.start < self.end

    def elapsed_seconds(self, now: datetime) -> float:
        """Elapsed seconds at ``now``: all of it, none, or a part."""
        return max(0.0, (min(self.end, now) - self.start).total_seconds())

    @property
    def seconds(self) -> float:
        """Elapsed length: a day with a clock change has 23 or 25 hours."""
        return (self.end - self.start).total_seconds()

    @property
    def first_day(self) -> date:
        """Local day of the start."""
        return self.start.astimezone(self.zone).date()

    @property
    def last_day(self) -> date:
        """Local day of its last microsecond; the first day of an empty period."""
        inside = max(self.start, self.end - timedelta(microseconds=1))
        return inside.astimezone(self.zone).date()

    @property
    def whole_days(self) -> bool:
        """True when it begins and ends where local days do."""
        limits = (self.start, self.end)
        return all(at == start_of_day(at.astimezone(self.zone).date(), self.zone) for at in limits)


def same_length(seconds: float, others: float) -> bool:
    """Two periods of days are as long as each other though clocks change in one of them."""
    return abs(seconds - others) <= _CLOCK_CHANGE_SECONDS


def period_words(period: Period, style: LocaleStyle = ENGLISH) -> str:
    """The dates of a period: ``9–15 Nov 2026``, ``Mon 23 Nov 2026 08:00–12:30``."""
    if period.whole_days:
        return day_words(period.first_day, period.last_day, style)
    start, end = (wall_time(at, period.zone) for at in (period.start, period.end))
    until = f"{end:%H:%M}"
    last = end.date()
    if end.time() == time.min:
        until, last = "24:00", last - ONE_DAY
    if start.date() == last:
        return f"{date_words(last, style)} {start:%H:%M}–{until}"
    first_day, last_day = end_words(start.date(), last, style)
    return f"{first_day} {start:%H:%M} – {last_day} {until}"
