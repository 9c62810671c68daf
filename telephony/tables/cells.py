"""The table's cells as they are read on the screen, its total line first."""

from __future__ import annotations

from typing import Final

import pyarrow as pa

from telephony.formatting.numbers import Separators
from telephony.formatting.text import for_display
from telephony.metrics.extension_changes import BEFORE, CHANGE, change_words
from telephony.metrics.frame_view import FrameView
from telephony.metrics.stored_values import per_row
from telephony.metrics.words import value_words, words
from telephony.query.view import Direction
from telephony.tables.extensions import Table, TableColumn

BARS: Final = ("calls", "share_of_calls", "share_of_talk")
"""Columns whose cells stay numbers, so that a bar can be drawn in them."""


def cells_of(table: Table, style: Separators) -> pa.Table:
    """One row of words per extension under one of totals; a column per shown column, by key.

    Figures are text, so that "–" (there is none), "?" (unknown) and hours over 24 can be told.
    ``BARS`` are numbers, of which one that is unknown or does not exist is missing.
    """
    return pa.table({column.key: _column(table, column, style) for column in table.columns})


def is_bar(table: Table, column: TableColumn) -> bool:
    """Whether the column's cells are numbers; with an unknown one among them they are words."""
    return column.key in BARS and column.key not in table.unknown


def _column(table: Table, column: TableColumn, style: Separators) -> pa.Array:
    source, key = table.source, column.key
    if column.unit is None:
        total = f"Total of {table.shown:,}" if column is table.columns[0] else ""
        return _below(total, _shown.at(source, table.order, key))
    if key == CHANGE:
        return _changes(table, style)
    figure = table.total[key]
    if is_bar(table, column):
        numbers = source.numbers(key)[table.order].tolist()
        # Arrow itself refuses a whole number that a float cannot hold to the last digit
        value = None if figure.value is None else float(figure.value)
        return pa.array([value, *numbers], pa.float64(), from_pandas=True)
    cells = _words.at(source, table.order, key, table.direction, style)
    return _below(value_words(column.unit, figure, style), cells)


def _changes(table: Table, style: Separators) -> pa.Array:
    """The change of each extension's calls below that of all together."""
    source, order = table.source, table.order
    now, before = source.numbers("calls")[order], source.numbers(BEFORE)[order]
    words = [change_words(*pair, style) for pair in zip(now.tolist(), before.tolist(), strict=True)]
    # an unknown value makes the sums unknown, too
    return _below(
        change_words(float(now.sum()), float(before.sum()), style), pa.array(words, pa.string())
    )


def _below(total: str, cells: pa.Array) -> pa.Array:
    return pa.concat_arrays([pa.array([total], pa.string()), cells])


@per_row
def _shown(columns: FrameView, key: str) -> pa.Array:
    return pa.array(list(map(for_display, columns.values(key))), pa.string())


@per_row
def _words(columns: FrameView, key: str, direction: Direction, style: Separators) -> pa.Array:
    return pa.array(words(columns, key, direction, style), pa.string())
