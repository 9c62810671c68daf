"""What the charts by hour share: units, places, signs of gaps, the words of a cell."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd

from telephony.charts import palette
from telephony.charts.figure import FixedList
from telephony.formatting import numbers
from telephony.formatting.numbers import Separators
from telephony.formatting.units import FORMATS, Unit
from telephony.metrics.hours import CellState
from telephony.metrics.registry import HOUR_METRICS
from telephony.periods.working_hours import WEEKDAYS

_MINUTE_US: Final = 60_000_000
_TICK_EVERY: Final = 3  # hours; more names would touch on a phone
_TICK_ROOM: Final = 2  # places beside the name of a second showing that stay free
_GAPS: Final = {
    CellState.UNKNOWN: "unknown",
    CellState.RUNNING: "not over yet, or only partly in the range",
    CellState.OUTSIDE: "outside working hours",
    CellState.NEVER: "no such hour in this range",
}
_SIGNS: Final = {
    CellState.VALUE: "",
    CellState.UNKNOWN: numbers.UNKNOWN,
    CellState.RUNNING: "…",
    CellState.OUTSIDE: "",
    CellState.NEVER: numbers.NONE,
}


@dataclass(frozen=True)
class Cell:
    """One cell: its place from the left, its weekday's row, its value in the chart's unit."""

    place: int
    weekday: int
    value: float | None
    words: str
    mark: str


def title(key: str) -> str:
    """The title of the colour bar or the axis, with the unit."""
    metric = HOUR_METRICS[key]
    if metric.unit is Unit.TALK:
        return f"{metric.label} per hour (average minutes)"
    label = metric.label if key == "calls" else f"{metric.label} calls"
    return f"{label} per hour (average)"


def cells_of(cells: pd.DataFrame, key: str, style: Separators) -> list[Cell]:
    """The cells in the frame's order, with their values and words."""
    places = {slot: place for place, slot in enumerate(_slots(cells))}
    return [
        Cell(
            place=places[row.hour, row.again, row.offset],
            weekday=row.weekday,
            value=None if row.state != CellState.VALUE else in_unit(row.mean, key),
            words=_words(row, key, style),
            mark=sign_of(row),
        )
        for row in _rows(cells)
    ]


def ticks(cells: pd.DataFrame) -> dict[str, Any]:
    """The axis of the day: every third hour, and each repeated hour with its UTC offset."""
    slots = _slots(cells)
    second = [place for place, (_, again, _) in enumerate(slots) if again]
    named = [
        place
        for place, (hour, again, _) in enumerate(slots)
        if again
        or (hour % _TICK_EVERY == 0 and all(abs(place - other) > _TICK_ROOM for other in second))
    ]
    return {
        "range": [-0.5, len(slots) - 0.5],
        "tickvals": FixedList(named),
        "ticktext": FixedList(_tick(*slots[place]) for place in named),
        "showgrid": False,
        "zeroline": False,
        "fixedrange": True,
        "automargin": True,
        "tickangle": 0,
        "ticks": "",
    }


def signs(cells: list[Cell], y: FixedList, **axes: str) -> dict[str, Any]:
    """The signs of the gaps, at the height ``y`` of each cell."""
    return {
        "type": "scatter",
        "mode": "text",
        "x": FixedList(cell.place for cell in cells),
        "y": y,
        "text": FixedList(cell.mark for cell in cells),
        "textfont": {"color": palette.HELP_LINE, "size": 12},
        "hoverinfo": "skip",
        "showlegend": False,
        **axes,
    }


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


def mean_words(mean: Any, key: str, style: Separators) -> str:
    """``12.4 calls per hour``, ``30.2 minutes on the phone per hour``."""
    return f"{numbers.decimal(in_unit(mean, key), 1, style)} {_thing(key)} per hour"


def total_words(total: Any, key: str, style: Separators) -> str:
    """``1,204 calls``, ``12:04:31 on the phone``."""
    unit = HOUR_METRICS[key].unit
    thing = "on the phone" if unit is Unit.TALK else _thing(key)
    return f"{FORMATS[unit].cell(style)(int(total))} {thing}"


def over_hours(count: int, style: Separators) -> str:
    """``over 5 hours``: how many hours an average or a total is of."""
    return f"over {numbers.count_of(count, 'hour', style)}"


def nothing_words(cells: pd.DataFrame) -> str:
    """Why no cell has a value."""
    if (cells["state"] == CellState.UNKNOWN).any():
        return "The values of these hours are unknown"
    if (cells["state"] == CellState.RUNNING).any():
        return "None of these hours is over yet"
    return "No hour of this range is included"


def _words(row: Any, key: str, style: Separators) -> str:
    lines = [f"<b>{when(row)}</b>"]
    if row.state != CellState.VALUE:
        return "<br>".join([*lines, _GAPS[CellState(row.state)].capitalize()])
    lines += [
        mean_words(row.mean, key, style),
        f"{total_words(row.total, key, style)} {over_hours(row.hours, style)}",
    ]
    if row.unknown:
        lines.append(f"{numbers.count_of(row.unknown, 'more hour', style)} unknown")
    return "<br>".join(lines)


def _thing(key: str) -> str:
    metric = HOUR_METRICS[key]
    if metric.unit is Unit.TALK:
        return "minutes on the phone"
    return "calls" if key == "calls" else f"{metric.label.lower()} calls"


def _rows(cells: pd.DataFrame) -> Iterator[Any]:
    return iter(cells.itertuples())


def _slots(cells: pd.DataFrame) -> list[tuple[int, bool, str]]:
    return list(dict.fromkeys(_slot_keys(cells)))


def _slot_keys(cells: pd.DataFrame) -> Iterator[tuple[int, bool, str]]:
    columns = (cells[name].tolist() for name in ("hour", "again", "offset"))
    return zip(*columns, strict=True)


def _tick(hour: int, again: bool, offset: str) -> str:
    return f"{hour:02d}<br>{offset}" if again else f"{hour:02d}"
