"""What ``OfficeHolidays`` of a group look like on the wire (``Pbx.Holiday``)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, Final

from telephony.formatting.text import clean
from telephony.frames.durations import parse_durations_us
from telephony.periods.days_off import Holiday
from telephony.periods.working_hours import DAY_MINUTES

_MINUTE_US: Final = 60_000_000
# A leap year: every day of a recurring holiday exists in it.
_LEAP: Final = 2024
# Of a multi-day holiday that is one by mistake; nobody closes for longer.
_LONGEST_DAYS: Final = 92


def holidays_of(rows: Any) -> tuple[Holiday, ...]:
    """The holidays that can be read; anything else is left out, as it marks no day for sure."""
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
    recurs = bool(row.get("IsRecurrent")) or not year
    years = None if recurs else (year, row.get("YearEnd") or year)
    begin = date(years[0] if years else _LEAP, *first)
    end = date(years[1] if years else _LEAP + (last < first), *last)
    if not 0 <= (end - begin).days <= _LONGEST_DAYS:
        raise ValueError("ends before it begins, or lasts for months")
    begins = _minute(row.get("TimeOfStartDate")) or 0
    ends = _minute(row.get("TimeOfEndDate")) or DAY_MINUTES
    # 23:59 is how a console writes the end of a day
    ends = DAY_MINUTES if ends >= DAY_MINUTES - 1 else ends
    if begins >= DAY_MINUTES or (begin == end and begins >= ends):
        raise ValueError("has no length")
    return Holiday(clean(str(row["Name"])), first, last, years, begins, ends)


def _minute(text: Any) -> int:
    found, unreadable = parse_durations_us([text])
    if unreadable:
        raise ValueError("names no time")
    return int(found[0]) // _MINUTE_US
