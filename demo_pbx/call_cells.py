"""The cells of a call log, read from text or from a workbook's typed values.

Each reader raises ValueError with words that name the column and the value.
"""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from demo_pbx.legs import to_us

CLOCK = re.compile(r"([0-9]{1,4}):([0-5][0-9]):([0-5][0-9](?:\.[0-9]{1,6})?)")
SECONDS = re.compile(r"[0-9]{1,9}(?:\.[0-9]+)?")
ZEROS = re.compile(r"(0{2,})(?:;.*)?")
# 31.01.2026 09:12, as spreadsheets write it where days come first.
DOTTED = re.compile(r"([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4})(?:,? +(.+))?")
YES, NO = ("yes", "y", "true", "1", "answered"), ("no", "n", "false", "0", "unanswered")
INBOUND, OUTBOUND = ("inbound", "in", "incoming"), ("outbound", "out", "outgoing")
INTERNAL, EXTERNAL = ("internal", "int"), ("external", "ext")


def as_shown(cell: Any) -> Any:
    """Return a workbook cell's value; a whole number shown with leading zeros as that text."""
    if not isinstance(cell.value, int):  # empty cells have no format
        return cell.value
    zeros = ZEROS.fullmatch(cell.number_format)
    return f"{cell.value:0{len(zeros[1])}d}" if zeros else cell.value


def words(column: str, cell: Any) -> str:
    """Return a text that is not empty; whole numbers of a workbook lose their `.0`."""
    whole = isinstance(cell, float) and cell.is_integer()
    text = "" if cell is None else str(int(cell) if whole else cell).strip()
    if not text:
        raise ValueError(f"{column} is empty")
    if "\n" in text:
        raise ValueError(f"{column} goes over several lines: is a quote not closed?")
    return text


def read_moment_us(cell: Any, zone: ZoneInfo) -> int:
    """Return a start as µs since 1970 UTC; of a doubled wall-clock hour the first is meant."""
    try:
        moment = (
            cell
            if isinstance(cell, datetime)
            else datetime.fromisoformat(DOTTED.sub(_iso, words("start", cell)))
        )
    except ValueError as error:
        raise ValueError(
            f"start {cell!r} is not a date and time; write it as 2026-01-31 09:12:58"
        ) from error
    return to_us(moment if moment.tzinfo else moment.replace(tzinfo=zone))


def _iso(dotted: re.Match[str]) -> str:
    day, month, year, clock = dotted.groups()
    return f"{year}-{int(month):02d}-{int(day):02d} {clock or '00:00'}"


def side(column: str, cell: Any) -> bool:
    """Return whether a direction is outbound."""
    return _either(column, cell, OUTBOUND, INBOUND)


def area(cell: Any) -> bool:
    """Return whether an area is internal."""
    return _either("area", cell, INTERNAL, EXTERNAL)


def truth(column: str, cell: Any) -> bool:
    """Read yes or no."""
    return _either(column, cell, YES, NO)


def _either(column: str, cell: Any, true: tuple[str, ...], false: tuple[str, ...]) -> bool:
    text = words(column, int(cell) if isinstance(cell, bool) else cell).lower()
    if text not in true + false:
        raise ValueError(f"{column} {cell!r} is neither {true[0]} nor {false[0]}")
    return text in true


def talk_us(cell: Any, *, answered: bool) -> int:
    """Return a talk time [µs], given in seconds or as h:mm:ss; an unanswered call has none."""
    microseconds = 0 if cell in (None, "") and not answered else _duration_us(cell)
    if microseconds and not answered:
        raise ValueError(f"talk seconds {cell!r} of a call that was not answered")
    return microseconds


def _duration_us(cell: Any) -> int:
    if isinstance(cell, time):
        cell = timedelta(
            hours=cell.hour, minutes=cell.minute, seconds=cell.second, microseconds=cell.microsecond
        )
    if isinstance(cell, timedelta) and cell >= timedelta():
        return cell // timedelta(microseconds=1)
    text = words("talk seconds", cell)
    clock = CLOCK.fullmatch(text)
    if clock:
        hours, minutes, seconds = clock.groups()
        return (int(hours) * 3600 + int(minutes) * 60) * 1_000_000 + round(float(seconds) * 1e6)
    if not SECONDS.fullmatch(text):
        raise ValueError(f"talk seconds {cell!r} is neither seconds nor h:mm:ss")
    return round(float(text) * 1e6)
