"""The cells of the charts by hour, their places on the axis of the day, and the signs of gaps."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd

from telephony.charts.named_axis import named_axis
from telephony.charts.signs import signs
from telephony.formatting.locale_style import LocaleStyle
from telephony.formatting.numbers import count_of
from telephony.metrics.hour_words import (
    in_unit,
    mean_words,
    over_hours,
    scale_title,
    sign_of,
    total_words,
    when,
)
from telephony.metrics.hours import CellState, busiest

_GAPS: Final = {
    CellState.UNKNOWN: "unknown",
    CellState.RUNNING: "not over yet, or only partly in the range",
    CellState.OUTSIDE: "outside working hours",
    CellState.NEVER: "no such hour in this range",
}
_TICK_EVERY: Final = 3  # hours; more names would touch on a phone
_TICK_ROOM: Final = 2  # places beside the name of a second showing that stay free


@dataclass(frozen=True)
class Cell:
    """One cell: its place from the left, its weekday's row, its value in the chart's unit."""

    place: int
    weekday: int
    value: float | None
    words: str
    mark: str


def cells_of(cells: pd.DataFrame, key: str, style: LocaleStyle) -> list[Cell]:
    """The cells in the frame's order, with their values and words."""
    return placed(
        cells,
        lambda row: in_unit(row.mean, key),
        lambda row: _value_words(row, key, style),
        style,
    )


def placed(
    cells: pd.DataFrame,
    value: Callable[[Any], float],
    words: Callable[[Any], list[str]],
    style: LocaleStyle,
) -> list[Cell]:
    """The cells in the frame's order; ``value`` and ``words`` are asked for those that have one."""
    places = {slot: place for place, slot in enumerate(_slots(cells))}
    return [
        Cell(
            place=places[row.hour, row.again, row.offset],
            weekday=row.weekday,
            value=None if row.state != CellState.VALUE else value(row),
            words=_cell_words(row, words, style),
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
    names = [_tick(*slots[place]) for place in named]
    return named_axis([-0.5, len(slots) - 0.5], named, names, ticks="")


def signs_of(cells: list[Cell], y: list[Any], **axes: str) -> dict[str, Any]:
    """The signs of the gaps, at the height ``y`` of each cell."""
    places, marks = [cell.place for cell in cells], [cell.mark for cell in cells]
    return signs(places, y, marks, showlegend=False, **axes)


def describe_busiest(cells: pd.DataFrame, key: str, by: str, style: LocaleStyle) -> str:
    """``Calls per hour (average) by weekday and hour. Busiest: Mon 09:00–10:00, 12.4 calls …``."""
    top = busiest(cells)
    if top is None:
        return f"{scale_title(key)} by {by}: nothing in any hour."
    mean = mean_words(top["mean"], key, style)
    return f"{scale_title(key)} by {by}. Busiest: {when(top)}, {mean}."


def _rows(cells: pd.DataFrame) -> Iterator[Any]:
    return iter(cells.itertuples())


def _slots(cells: pd.DataFrame) -> list[tuple[int, bool, str]]:
    return list(dict.fromkeys(_slot_keys(cells)))


def _slot_keys(cells: pd.DataFrame) -> Iterator[tuple[int, bool, str]]:
    columns = (cells[name].tolist() for name in ("hour", "again", "offset"))
    return zip(*columns, strict=True)


def _tick(hour: int, again: bool, offset: str) -> str:
    return f"{hour:02d}<br>{offset}" if again else f"{hour:02d}"


def _cell_words(row: Any, words: Callable[[Any], list[str]], style: LocaleStyle) -> str:
    """The hover of a cell, in lines: when, then its values or why there are none."""
    lines = [f"<b>{when(row)}</b>"]
    if row.state != CellState.VALUE:
        return "<br>".join([*lines, _GAPS[CellState(row.state)].capitalize()])
    lines += words(row)
    if row.unknown:
        lines.append(f"{count_of(row.unknown, 'more hour', style)} unknown")
    return "<br>".join(lines)


def _value_words(row: Any, key: str, style: LocaleStyle) -> list[str]:
    return [
        mean_words(row.mean, key, style),
        f"{total_words(row.total, key, style)} {over_hours(row.hours, style)}",
    ]
