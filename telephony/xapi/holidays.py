"""Reads the ``OfficeHolidays`` of a group (``Pbx.Holiday``)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, Final

from telephony.formatting.text import clean, for_display
from telephony.periods.days_off import Holiday
from telephony.periods.working_hours import DAY_MINUTES
from telephony.xapi.time_of_day import minute_of_day

# A leap year: every day of a recurring holiday exists in it.
_LEAP: Final = 2024
# A longer holiday is an input error: no office closes for a quarter of a year.
_LONGEST_DAYS: Final = 92
_NAMELESS: Final = "Holiday"
# As much as a hover and a table cell show.
_LONGEST_NAME: Final = 80


def holidays_of(rows: Any) -> tuple[Holiday, ...]:
    """The holidays that can be read; any other is left out, as its days are uncertain."""
    return tuple(_readable(rows)) if isinstance(rows, list) else ()


def _readable(rows: list[Any]) -> Iterator[Holiday]:
    for row in rows:
        try:
            yield _holiday(row)
        except (ValueError, KeyError, TypeError, AttributeError, OverflowError):
            continue


def _holiday(row: Any) -> Holiday:
    first = row["Month"], row["Day"]
    last = row.get("MonthEnd") or first[0], row.get("DayEnd") or first[1]
    year = row.get("Year") or 0
    recurs = row.get("IsRecurrent") is True or not year
    years = None if recurs else (year, row.get("YearEnd") or year)
    begin = date(years[0] if years else _LEAP, *first)
    end = date(years[1] if years else _LEAP + (last < first), *last)
    if not 0 <= (end - begin).days <= _LONGEST_DAYS:
        raise ValueError("ends before it begins, or lasts for months")
    start = _minute(row.get("TimeOfStartDate"))
    stop = _minute(row.get("TimeOfEndDate")) or DAY_MINUTES
    # 23:59 is how a console writes the end of a day
    stop = DAY_MINUTES if stop >= DAY_MINUTES - 1 else stop
    if start >= DAY_MINUTES or (begin == end and start >= stop):
        raise ValueError("has no length")
    name = row.get("Name")
    words = for_display(clean(name), _LONGEST_NAME) if isinstance(name, str) else ""
    return Holiday(words or _NAMELESS, first, last, years, start, stop)


def _minute(text: Any) -> int:
    return 0 if text is None else minute_of_day(text)
