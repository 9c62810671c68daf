"""The rows as a table. A click on a header sorts by it: at the PBX, and here to verify it."""

from __future__ import annotations

from functools import partial
from typing import Any, Final

import pandas as pd
import streamlit as st

from components.explorer import state
from components.shared import printing, sortable_headers, table_pages
from components.shared.literal_text import literal
from components.shared.printing import PaperTable
from components.shared.viewer_locale import viewer_style
from telephony.explore.exploration import Exploration
from telephony.explore.table import cells, fields_in, heading
from telephony.odata.errors import QueryTextError
from telephony.odata.fields import Kind
from telephony.odata.ordering import Order, parse_orderby

_KEY: Final = "explored_rows"
_HEADER_PX, _ROW_PX, _TALLEST_PX = 38, 35, 560


def show(rows: pd.DataFrame, exploration: Exploration) -> None:
    """One line per row, one column per field; the header has the field's meaning as its help."""
    fields = fields_in(rows)
    orders = _orders(exploration)
    arrows = {order.field.name: " ▼" if order.descending else " ▲" for order in orders}
    config: dict[str, Any] = {
        field.name: st.column_config.TextColumn(
            heading(field) + arrows.get(field.name, ""),
            help=literal(field.meaning),
            alignment="left" if field.kind is Kind.TEXT else "right",
            pinned=field.column == "extension" or None,
        )
        for field in fields
    }
    style = viewer_style()
    numbers = [place for place, field in enumerate(fields) if field.kind is not Kind.TEXT]
    titles = [heading(field) for field in fields]

    def on_paper() -> PaperTable:
        return PaperTable(titles, cells(rows, style).to_numpy().tolist(), numbers)

    sortable_headers.select(_KEY)
    page = table_pages.chosen(len(rows), exploration)
    in_sight = rows.iloc[page.start : page.stop]  # the cells of others need not be made anew
    st.dataframe(
        cells(in_sight, style),
        key=_KEY,
        height=min(_TALLEST_PX, _HEADER_PX + _ROW_PX * len(rows)),
        hide_index=True,
        column_config=config,
        selection_mode="single-column",
        alt="Rows",
        on_select=partial(_sort, orders),
    )
    table_pages.show_below(len(rows), exploration, partial(printing.table, "result", on_paper))


def _orders(exploration: Exploration) -> tuple[Order, ...]:
    try:
        return parse_orderby(exploration.options.orderby)
    except QueryTextError:  # it was sent unchecked, or is empty
        return ()


def _sort(orders: tuple[Order, ...]) -> None:
    """Sort by the clicked header: descending first, then the other way round."""
    first = orders[0] if orders else None
    column = sortable_headers.clicked(_KEY, first.field.name if first else "")
    if not column:
        return
    again = first is not None and first.field.name == column
    descending = not first.descending if first is not None and again else True
    state.change_options(orderby=f"{column} desc" if descending else column)
