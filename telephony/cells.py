"""The table's cells as they are read on the screen, its total line first."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import numpy as np
import pyarrow as pa

from telephony import formats
from telephony.formats import Separators
from telephony.frames import plain_values
from telephony.tables import Column, Kind, Table, cell_text
from telephony.text import for_display

BARS: Final = ("calls", "share_of_calls", "share_of_talk")
"""Columns whose cells stay numbers, so that a bar can be drawn in them."""


def cells_of(table: Table, style: Separators) -> pa.Table:
    """One row of words per extension under one of totals; a column per shown column, by key.

    Figures are text, so that "–" (there is none), "?" (unknown) and hours over 24 can be told.
    ``BARS`` are numbers, of which one that is unknown or does not exist is missing.
    """
    return pa.table({column.key: _column(table, column, style) for column in table.columns})


def is_bar(table: Table, column: Column) -> bool:
    """Whether the column's cells are numbers; with an unknown one among them they are words."""
    return column.key in BARS and column.key not in table.unknown


def _column(table: Table, column: Column, style: Separators) -> pa.Array:
    array = table.rows[column.key].array
    if column.kind is Kind.TEXT:
        total = f"Total of {table.shown:,}" if column is table.columns[0] else ""
        return pa.array([total, *map(for_display, array.tolist())], pa.string())
    figure = table.total[column.key]
    if is_bar(table, column):
        numbers = array.to_numpy(np.float64, na_value=np.nan).tolist()
        return pa.array([figure.value, *numbers], pa.float64(), from_pandas=True)
    words = [cell_text(column.kind, figure, style)]
    write, values, missing = (
        _writer(column.kind, style),
        plain_values(array),
        np.asarray(array.isna()),
    )
    if not missing.any():
        return pa.array([*words, *map(write, values)], pa.string())
    absent = [formats.NONE] * len(values)
    if (unknown := table.unknown.get(column.key)) is not None:
        absent = [formats.UNKNOWN if lost else formats.NONE for lost in unknown]
    if column.kind is Kind.SCORE:
        absent = [formats.UNKNOWN] * len(values)
    rows = zip(values, missing.tolist(), absent, strict=True)
    words += [none if gone else write(value) for value, gone, none in rows]
    return pa.array(words, pa.string())


def _writer(kind: Kind, style: Separators) -> Callable[[Any], str]:
    if kind is Kind.ERLANGS:
        return lambda value: formats.decimal(value, 2, style)
    if kind is Kind.RATE:
        return formats.percents(style)
    return formats.clock if kind is Kind.DURATION else formats.counts(style)
