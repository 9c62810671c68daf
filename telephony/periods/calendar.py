"""Dates without zones: steps by calendar months, and dates in words."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from functools import lru_cache

from telephony.formatting.locale_style import ENGLISH, DateOrder, LocaleStyle

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


def date_words(day: date, style: LocaleStyle = ENGLISH, *, with_year: bool = True) -> str:
    """``23 Nov 2026``, or ``Nov 23, 2026``, or ``2026 Nov 23``."""
    return _dated(str(day.day), day, style, with_year=with_year)


def month_words(day: date, *, with_year: bool = False) -> str:
    """``Nov``, or ``Nov 2026``."""
    month = _MONTHS[day.month - 1]
    return f"{month} {day.year}" if with_year else month


def numeric_date_words(day: date, style: LocaleStyle = ENGLISH) -> str:
    """``2026-11-23``, ``23.11.2026`` or ``11/23/2026``."""
    fields = (("YYYY", f"{day.year}"), ("MM", f"{day.month:02d}"), ("DD", f"{day.day:02d}"))
    words = style.numeric_date
    for field, digits in fields:
        words = words.replace(field, digits)
    return words


@lru_cache(maxsize=16_384)  # the days, weeks and months of some years, again for each chart
def day_words(first: date, last: date, style: LocaleStyle = ENGLISH) -> str:
    """Days, both included: ``Mon 23 Nov 2026``, ``16–22 Nov 2026``, ``28 Oct – 3 Nov 2026``."""
    if first == last:
        return f"{_WEEKDAYS[first.weekday()]} {date_words(first, style)}"
    if (first.year, first.month) == (last.year, last.month):
        return _dated(f"{first.day}–{last.day}", last, style)
    return " – ".join(end_words(first, last, style))


def end_words(first: date, last: date, style: LocaleStyle = ENGLISH) -> tuple[str, str]:
    """Two days, the year only once where both are in the same: ``28 Oct`` and ``3 Nov 2026``."""
    same = first.year == last.year
    year_first = style.order is DateOrder.YEAR_FIRST
    return (
        date_words(first, style, with_year=year_first or not same),
        date_words(last, style, with_year=not year_first or not same),
    )


def _dated(days: str, day: date, style: LocaleStyle, *, with_year: bool = True) -> str:
    month = month_words(day)
    if style.order is DateOrder.DAY_FIRST:
        return f"{days} {month} {day.year}" if with_year else f"{days} {month}"
    if style.order is DateOrder.MONTH_FIRST:
        return f"{month} {days}, {day.year}" if with_year else f"{month} {days}"
    return f"{day.year} {month} {days}" if with_year else f"{month} {days}"
