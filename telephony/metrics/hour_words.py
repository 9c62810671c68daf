"""The words of cells by the hour, for charts, tables and cards: when, how much, why nothing."""

from __future__ import annotations

from typing import Any, Final

import pandas as pd

from telephony.formatting import numbers
from telephony.formatting.locale_style import LocaleStyle
from telephony.formatting.units import Unit
from telephony.metrics.hours import CellState
from telephony.metrics.registry import HOUR_METRICS
from telephony.periods.working_hours import WEEKDAYS

_MINUTE_US: Final = 60_000_000
_SIGNS: Final = {
    CellState.VALUE: "",
    CellState.UNKNOWN: numbers.UNKNOWN,
    CellState.RUNNING: "…",
    CellState.OUTSIDE: "·",  # beside a zero, which is blank on the heatmap
    CellState.NEVER: numbers.NONE,
}


def scale_title(key: str) -> str:
    """The title of the colour bar or the axis, with the unit."""
    metric = HOUR_METRICS[key]
    if metric.unit is Unit.TALK:
        return f"{metric.label} per hour (average minutes)"
    return f"{numbers.plural(2, _call(key)).capitalize()} per hour (average)"


def when(row: Any) -> str:
    """``Mon 09:00–10:00``; an hour that clocks repeat has its offset."""
    day = "" if row.weekday < 0 else f"{WEEKDAYS[row.weekday].capitalize()} "
    return f"{day}{slot_words(row)}"


def when_shortly(row: Any) -> str:
    """``Mon 09–10``, for narrow places."""
    day = "" if row.weekday < 0 else f"{WEEKDAYS[row.weekday].capitalize()} "
    return f"{day}{row.hour:02d}–{row.hour + 1:02d}{f' ({row.offset})' if row.again else ''}"


def in_unit(mean: Any, key: str) -> float:
    """An average of calls or microseconds in the chart's unit: calls, or minutes."""
    return float(mean) / (_MINUTE_US if HOUR_METRICS[key].unit is Unit.TALK else 1)


def sign_of(row: Any) -> str:
    """The sign of a gap."""
    return _SIGNS[CellState(row.state)]


def slot_words(row: Any) -> str:
    """``09:00–10:00``, on whichever day."""
    again = f", the second time ({row.offset})" if row.again else ""
    return f"{row.hour:02d}:00–{row.hour + 1:02d}:00{again}"


def mean_words(mean: Any, key: str, style: LocaleStyle) -> str:
    """``12.4 calls per hour``, ``30.2 minutes on the phone per hour``."""
    talk = HOUR_METRICS[key].unit is Unit.TALK
    thing = "minutes on the phone" if talk else numbers.plural(2, _call(key))
    return f"{numbers.decimal(in_unit(mean, key), 1, style)} {thing} per hour"


def total_words(total: Any, key: str, style: LocaleStyle) -> str:
    """``1,204 calls``, ``12:04:31 on the phone``."""
    if HOUR_METRICS[key].unit is Unit.TALK:
        return f"{numbers.clock(total)} on the phone"
    return numbers.count_of(int(total), _call(key), style)


def over_hours(count: int, style: LocaleStyle) -> str:
    """``over 5 hours``: how many hours an average or a total is of."""
    return f"over {numbers.count_of(count, 'hour', style)}"


def nothing_words(cells: pd.DataFrame) -> str:
    """Why no cell has a value."""
    if (cells["state"] == CellState.UNKNOWN).any():
        return "The values of these hours are unknown"
    if (cells["state"] == CellState.RUNNING).any():
        return "None of these hours is over yet"
    return "No hour of this range is included"


def none_words(key: str, *, in_working_hours: bool) -> str:
    """``No inbound calls in this range.``"""
    thing = "talk time" if HOUR_METRICS[key].unit is Unit.TALK else numbers.plural(2, _call(key))
    return f"No {thing} in {'these working hours' if in_working_hours else 'this range'}."


def _call(key: str) -> str:
    """What the metric counts, one of it: ``call``, ``inbound call``."""
    return "call" if key == "calls" else f"{HOUR_METRICS[key].label.lower()} call"
