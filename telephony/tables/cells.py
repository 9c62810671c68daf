"""The table's cells as they are read on the screen, the lines about all extensions first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import pyarrow as pa

from telephony.formatting.locale_style import LocaleStyle
from telephony.formatting.numbers import count, decimal
from telephony.formatting.text import for_display
from telephony.formatting.units import FORMATS, Unit
from telephony.metrics.extension_changes import BEFORE, CHANGE, change_words
from telephony.metrics.frame_view import FrameView
from telephony.metrics.quantiles import median
from telephony.metrics.registry import METRICS
from telephony.metrics.stored_values import per_row
from telephony.metrics.words import value_words, words
from telephony.query.view import Direction
from telephony.tables.extensions import Table, TableColumn

LINES: Final = ("Total", "Average", "Median")
"""What the first rows say of all extensions together."""
BARS: Final = ("calls", "share_of_calls", "share_of_talk")
"""Columns whose cells stay numbers, so that a bar can be drawn in them."""

_FEW_ROWS: Final = 500
_MOST_TEXTS: Final = np.iinfo(np.int16).max
"""As many as a position of two bytes can tell apart."""


def cells_of(table: Table, style: LocaleStyle) -> pa.Table:
    """A row of words per extension under ``LINES``; a column per shown column, by key.

    Figures are text, so that "–" (there is none), "?" (unknown) and hours over 24 can be told.
    ``BARS`` are numbers, of which one that is unknown or does not exist is missing.
    """
    return pa.table({column.key: _column(table, column, style) for column in table.columns})


def without_repetitions(cells: pa.Table) -> pa.Table:
    """The same cells, each text only once where a column has at least twice as many rows as texts.

    A few hundred rows stay as they are: listing the texts takes longer than sending them twice.
    """
    if len(cells) <= _FEW_ROWS:
        return cells
    return pa.table({name: _listed(cells[name]) for name in cells.column_names})


def _listed(column: pa.ChunkedArray) -> pa.ChunkedArray | pa.Array:
    if not pa.types.is_string(column.type):
        return column
    listed = column.combine_chunks().dictionary_encode()
    texts = listed.dictionary
    if 2 * len(texts) > len(column) or len(texts) > _MOST_TEXTS:
        return column
    return pa.DictionaryArray.from_arrays(listed.indices.cast(pa.int16()), texts)


def is_bar(table: Table, column: TableColumn) -> bool:
    """Whether the column's cells are numbers; with an unknown one among them they are words."""
    return column.key in BARS and column.key not in table.unknown


def _column(table: Table, column: TableColumn, style: LocaleStyle) -> pa.Array:
    source, key = table.source, column.key
    if column.unit is None:
        lines = ("", "", "")
        if column is table.columns[0]:
            lines = (f"Total of {count(table.shown, style)}", *LINES[1:])
        return _below(lines, _shown.at(source, table.order, key))
    if key == CHANGE:
        return _changes(table, style)
    figure = table.total[key]
    if is_bar(table, column):
        numbers = source.numbers(key)[table.order].tolist()
        # Arrow itself refuses a whole number that a float cannot hold to the last digit
        value = None if figure.value is None else float(figure.value)
        digits = 1 if column.unit is Unit.CALLS else 6
        means = (None if one is None else round(one, digits) for one in _middle(table, column))
        return pa.array([value, *means, *numbers], pa.float64(), from_pandas=True)
    cells = _words.at(source, table.order, key, table.direction, style)
    middle = (_middle_words(column.unit, value, style) for value in _middle(table, column))
    return _below((value_words(column.unit, figure, style), *middle), cells)


def _changes(table: Table, style: LocaleStyle) -> pa.Array:
    """The change of each extension's calls below that of all together, which alone has one."""
    source, order = table.source, table.order
    now, before = (source.numbers(name)[order] for name in ("calls", BEFORE))
    words = [change_words(*pair, style) for pair in zip(now.tolist(), before.tolist(), strict=True)]
    # an unknown value makes the sums unknown, too
    together = change_words(float(now.sum()), float(before.sum()), style)
    return _below((together, "", ""), pa.array(words, pa.string()))


def _middle(table: Table, column: TableColumn) -> tuple[float | None, float | None]:
    """Average and median of the extensions that have a known value; None for none.

    A ratio has no average: the one of averages would be another number than the total's.
    """
    values = table.source.numbers(column.key)
    known = values[~np.isnan(values)]
    if not len(known) or column.unit is Unit.SCORE:
        return None, None
    average = None if METRICS[column.key].bottom else float(known.mean())
    return average, median(known)


def _middle_words(unit: Unit, value: float | None, style: LocaleStyle) -> str:
    if value is None:
        return ""
    if unit is Unit.CALLS:
        return count(int(value), style) if value.is_integer() else decimal(value, 1, style)
    return FORMATS[unit].cell(style)(value)


def _below(lines: Sequence[str], cells: pa.Array) -> pa.Array:
    return pa.concat_arrays([pa.array(lines, pa.string()), cells])


@per_row
def _shown(columns: FrameView, key: str) -> pa.Array:
    return pa.array(list(map(for_display, columns.values(key))), pa.string())


@per_row
def _words(columns: FrameView, key: str, direction: Direction, style: LocaleStyle) -> pa.Array:
    return pa.array(words(columns, key, direction, style), pa.string())
