"""Dates without zones: steps by calendar months, and dates in words."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from functools import lru_cache

ONE_DAY = timedelta(days=1)
# Our own: those of strftime follow the machine's language.
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def shift_range(first: date, last: date, months: int, count: int) -> tuple[date, date]:
    """Both days ``count`` steps later, by ``months`` each, or by their own length for 0."""
    if months:
        begin = first_of_month(first, months * count)
        return begin, first_of_month(begin, months) - ONE_DAY
    by = (last - first + ONE_DAY) * count
    return first + by, last + by


def whole_months(first: date, last: date) -> int:
    """How many whole calendar months the days are; 0 when they are not whole months."""
    after = last + ONE_DAY
    if first.day != 1 or after.day != 1:
        return 0
    return (after.year - first.year) * 12 + after.month - first.month


def first_of_month(day: date, months_later: int) -> date:
    """The first day of the month so many months after that of ``day``."""
    year, month = divmod(day.year * 12 + day.month - 1 + months_later, 12)
    return date(year, month + 1, 1)


def months_earlier(at: datetime, months: int) -> datetime:
    """The same day and time so many months earlier; the end of a month that is too short."""
    begin = first_of_month(at.date(), -months)
    try:
        return datetime.combine(begin.replace(day=at.day), at.time())
    except ValueError:
        return datetime.combine(first_of_month(begin, 1), time.min)


def date_words(day: date, *, with_year: bool = True) -> str:
    """``23 Nov 2026``."""
    return f"{day.day} {_MONTHS[day.month - 1]}" + (f" {day.year}" if with_year else "")


@lru_cache(maxsize=16_384)  # the days, weeks and months of some years, again for each chart
def day_words(first: date, last: date) -> str:
    """Days, both included: ``Mon 23 Nov 2026``, ``16–22 Nov 2026``, ``28 Oct – 3 Nov 2026``."""
    if first == last:
        return f"{_WEEKDAYS[first.weekday()]} {date_words(first)}"
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{date_words(last)}"
    return f"{date_words(first, with_year=first.year != last.year)} – {date_words(last)}"
