"""The table of all extensions. A click on a column's header sorts by it, here and in the CSV."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache, partial
from typing import Any, Final

import pyarrow as pa
import streamlit as st

from components.overview import selection, words
from components.overview.name_links import NAME, link_names
from components.shared import sortable_headers, url_state
from components.shared.column_looks import brief
from components.shared.literal_text import literal
from components.shared.printing import PaperTable
from telephony.formatting.locale_style import LocaleStyle
from telephony.formatting.numbers import NONE, counts, decimal, percents
from telephony.formatting.units import Unit
from telephony.metrics.extension_changes import CHANGE
from telephony.query.view import Sort, View
from telephony.tables.cells import LINES, is_bar, without_repetitions
from telephony.tables.extensions import Table, TableColumn, available_columns, default_columns

HEIGHT: Final = 550
"""[px] The lines about all and about twelve rows, always, so that nothing below moves."""
_KEY: Final = "extensions"
_COLUMNS: Final = "columns"
_ABOVE: Final = len(LINES)
_BY_DAY: Final = "by_day"
_BESIDE: Final = ("extension", NAME, "calls", CHANGE)
"""The lines of the days stand behind the last of these."""
_BY_DAY_WIDTH: Final = 100
"""[px] For its title."""
_LINES: Final = brief(
    st.column_config.LineChartColumn(
        "Calls by day", width=_BY_DAY_WIDTH, y_min=0, help="Each extension has its own scale."
    )
)
_PINNED: Final = ("extension", NAME)
"""They stay visible when the table scrolls sideways."""
_WIDTHS: Final = {"extension": 112, NAME: 168}
"""[px] For “Total of 10,000” and for most names: by itself the browser makes room for the widest of
the rows that it happens to measure."""


@dataclass(frozen=True)
class Sheet:
    """The table, its cells as the browser gets them, and the configuration of its columns.

    ``extensions``: those of the rows, in order.
    """

    table: Table
    cells: Any
    columns: Mapping[str, Any]
    extensions: tuple[str, ...]


@dataclass(frozen=True)
class DayLines:
    """The calls of each extension by day; none where they are not known. Equal by ``version``."""

    version: tuple[object, ...] = ()
    calls: Mapping[str, list[int]] = field(default_factory=dict, compare=False)


@dataclass(frozen=True)
class Page:
    """Some rows of a sheet as Streamlit takes them, below the lines about all of them."""

    cells: pa.Table
    columns: Mapping[str, Any]
    extensions: tuple[str, ...]


def page_of(sheet: Sheet, rows: range, view: View, days: DayLines) -> Page:
    """The rows at these places, with links to their extensions and their calls by day."""
    below = sheet.cells.slice(rows.start + _ABOVE, len(rows))
    cells = pa.concat_tables([sheet.cells.slice(0, _ABOVE), below])
    columns, extensions = sheet.columns, sheet.extensions[rows.start : rows.stop]
    if NAME in columns:
        cells, name_column = link_names(cells, extensions, view, columns[NAME])
        columns = {**columns, NAME: name_column}
    if days.calls:
        lines = [days.calls.get(extension) for extension in extensions]
        by_day = pa.array([None] * _ABOVE + lines, pa.list_(pa.int32()))
        there = [at for at, name in enumerate(cells.column_names, 1) if name in _BESIDE]
        cells = cells.add_column(max(there, default=0), _BY_DAY, by_day)
        columns = {**columns, _BY_DAY: _LINES}
    return Page(without_repetitions(cells), columns, extensions)


def show(page: Page, view: View) -> None:
    """The table, with the view's selected extensions selected."""
    sortable_headers.select(_KEY, _positions(page.extensions, view))
    st.dataframe(
        page.cells,
        key=_KEY,
        height=HEIGHT,
        hide_index=True,
        column_config=page.columns,
        on_select=partial(_selection_changed, page.extensions),
        # choosing columns turns the browser's own sorting off, which the CSV could not follow
        selection_mode=["multi-row", "single-column"],
        placeholder="–",
        alt="Extensions",
    )


def to_print(table: Table, cells: pa.Table, style: LocaleStyle) -> PaperTable:
    """The table as text, for the printed page."""
    places = range(len(table.columns))
    words = (_words(column, cells[column.key], style) for column in table.columns)
    return PaperTable(
        [column.label for column in table.columns],
        list(zip(*words, strict=True)),
        [place for place in places if table.columns[place].unit is not None],
    )


def _words(column: TableColumn, cells: pa.ChunkedArray, style: LocaleStyle) -> list[str]:
    values: list[Any] = cells.to_pylist()
    if not pa.types.is_floating(cells.type):
        return values
    share, number = percents(style), counts(style)

    def calls(value: float) -> str:
        return number(int(value)) if value.is_integer() else decimal(value, 1, style)

    write = share if column.unit is Unit.RATE else calls
    return [NONE if value is None else write(value) for value in values]


def columns(table: Table, sort: Sort) -> dict[str, Any]:
    """The label, explanation and look of each column."""
    return {column.key: _config(column, table, sort) for column in table.columns}


def choose_columns(table: Table, view: View) -> None:
    """A popover with the columns that the table and its CSV have; those shown are chosen in it."""
    popover = st.popover("Columns", key="choose_columns", on_change="rerun")
    if popover.open:
        with popover:
            column_chooser(table, view)


def column_chooser(table: Table, view: View) -> None:
    """What is in the popover: one column more adds to those shown, whether chosen or default."""
    labels = {column.key: column.label for column in available_columns(view.direction)}
    st.session_state[_COLUMNS] = [c.key for c in table.columns if c.key in labels]
    st.multiselect(
        "Columns",
        list(labels),
        format_func=labels.__getitem__,
        key=_COLUMNS,
        placeholder="Default columns",
        on_change=_redraw_with_columns,
        args=(table,),
    )
    st.caption(words.COLUMNS_ADD)


def columns_of(chosen: Sequence[str], table: Table, view: View) -> tuple[str, ...]:
    """The view's columns when these are chosen; none where they are the default ones.

    Columns of the other direction, which the table cannot show now, stay chosen.
    """
    defaults = [column.key for column in default_columns(table.source, table.direction)]
    if not chosen or set(chosen) == set(defaults):
        return ()
    known = {column.key for column in available_columns(table.direction)}
    return (*chosen, *(key for key in view.columns if key not in known))


def _redraw_with_columns(table: Table) -> None:
    view = url_state.view()
    url_state.push(replace(view, columns=columns_of(st.session_state[_COLUMNS], table, view)))
    st.rerun(selection.GRID)


def _positions(extensions: tuple[str, ...], view: View) -> list[int]:
    """The positions of the selected extensions among the table's rows."""
    chosen = frozenset(view.selected)
    numbered = enumerate(extensions, _ABOVE)
    return [position for position, extension in numbered if extension in chosen]


def _selection_changed(extensions: tuple[str, ...]) -> None:
    view = url_state.view()
    column = sortable_headers.clicked(_KEY, view.sort.column, _positions(extensions, view))
    if column:
        _sort_by("calls" if column == _BY_DAY else column, view)
        return
    rows = (place - _ABOVE for place in st.session_state[_KEY]["selection"]["rows"])
    shown = frozenset(extensions)
    hidden = [extension for extension in view.selected if extension not in shown]
    selection.select([*hidden, *(extensions[row] for row in rows if row >= 0)])


def _sort_by(column: str, view: View) -> None:
    descending = not view.sort.descending if view.sort.column == column else True
    url_state.push(replace(view, sort=Sort(column, descending)))
    st.rerun(selection.GRID)


def _config(column: TableColumn, table: Table, sort: Sort) -> Any:
    arrow = "" if sort.column != column.key else " ▼" if sort.descending else " ▲"
    if not is_bar(table, column):
        return _in_words(column, arrow)
    return brief(
        st.column_config.ProgressColumn(
            f"{column.label}{arrow}",
            help=literal(column.help),
            format="localized" if column.unit is Unit.CALLS else "percent",
            min_value=0,
            max_value=_most(table, column),
        )
    )


@lru_cache(maxsize=128)  # the same for every view
def _in_words(column: TableColumn, arrow: str) -> Any:
    side: Any = "left" if column.unit is None else "right"
    make: Callable[..., Any] = st.column_config.TextColumn
    return brief(
        make(
            f"{column.label}{arrow}",
            help=literal(column.help),
            alignment=side,
            pinned=column.key in _PINNED or None,
            width=_WIDTHS.get(column.key),
        )
    )


def _most(table: Table, column: TableColumn) -> float:
    """The total, whose bar is then longer than any extension's; a bar of no length has no scale."""
    return float(table.total[column.key].value or 1)
