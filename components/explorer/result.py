"""The rows: as a table, as JSON as received, or as a chart of two fields."""

from __future__ import annotations

from functools import partial
from math import ceil
from typing import Any, Final

import pandas as pd
import streamlit as st

from components.explorer import state
from components.explorer.loading import ExplorerResult
from components.shared import downloads, printing, sortable_headers
from components.shared.charts import viewer_separators
from components.shared.literal import literal, plain_text
from components.shared.printing import PaperTable
from telephony.answers.extensions import ExtensionsAnswer
from telephony.answers.raw import RawRows
from telephony.charts.explorer import describe_two_fields, two_fields
from telephony.charts.figure import CONFIG, TALL
from telephony.context import Context
from telephony.explore.exploration import Exploration, ResultView
from telephony.explore.export import ResultRows, export_of
from telephony.explore.table import cells, fields_in, heading, received_rows
from telephony.formatting.numbers import count_of
from telephony.metrics.words import have_one
from telephony.odata.errors import QueryTextError
from telephony.odata.fields import FIELDS, Kind
from telephony.odata.ordering import Order, parse_orderby
from telephony.query.view import Query

_TABLE: Final = "explored_rows"
_JSON_ROWS: Final = 100
"""More objects at once make the browser slow; the rest is a page on."""


@st.fragment(key="result")
def show(context: Context, result: ExplorerResult) -> None:
    """The rows with their number, in the look that the address names."""
    exploration = state.current()
    if exploration.options != result.state.options:
        st.rerun()  # a head was clicked, which is another question
    found = _rows(result, exploration)
    if found is None:
        return
    rows, origin = found
    with st.container(horizontal=True, vertical_alignment="bottom", key="above_result"):
        plain_text(_number_words(result, rows), width="stretch")
        st.segmented_control(
            "Look",
            list(ResultView),
            format_func=lambda one: "JSON" if one is ResultView.JSON else one.capitalize(),
            key=state.control("look", exploration.show),
            required=True,
            label_visibility="collapsed",
            on_change=lambda: state.change(show=ResultView(state.typed("look"))),
        )
        _export(context, result, rows, origin)
    if exploration.show is ResultView.JSON:
        _json(result)
    elif rows.empty:
        st.info(_empty_words(result), icon=":material/search_off:")
    elif exploration.show is ResultView.CHART:
        _chart(rows, exploration)
    else:
        _table(rows, exploration)


def pages(result: ExplorerResult) -> None:
    """Which page of so many rows, where ``top`` makes pages; it changes ``skip``."""
    options = result.state.options
    if not options.top.isdigit() or not int(options.top):
        return
    top, skip = int(options.top), int(options.skip or 0)
    count = _count(result)
    if count is None or (count <= top and not skip):
        return
    number = max(1, ceil(count / top))
    page = min(number, skip // top + 1)
    # it keeps no state of its own: another page is another widget, and the address has the state
    key = f"page_{page}_of_{number}_by_{top}"
    turned = partial(_turned, key, top)
    st.pagination(number, default=page, width="stretch", key=key, on_change=turned)


def _turned(key: str, top: int) -> None:
    skip = (state.typed(key) - 1) * top
    state.change_options(skip=str(skip) if skip else "")


def _rows(
    result: ExplorerResult, exploration: Exploration
) -> tuple[pd.DataFrame, ExtensionsAnswer | RawRows] | None:
    """What is shown and the answer that it was made of; None where there is nothing to show."""
    comparison, received = result.comparison, result.received
    right = comparison.expected if comparison else None
    agrees = comparison is None or comparison.agrees
    if received is not None and (agrees or right is None or exploration.as_received):
        return received_rows(received, result.state.options.select), received
    if right is None or result.everything is None:
        return None
    return right, result.everything


def _count(result: ExplorerResult) -> int | None:
    if result.comparison is not None and result.comparison.count is not None:
        return result.comparison.count
    return result.received.count if result.received is not None else None


def _number_words(result: ExplorerResult, rows: pd.DataFrame) -> str:
    words = count_of(len(rows), "row")
    count = _count(result)
    if count is not None and count != len(rows):
        words += f" of {count:,} that match"
    if result.everything is not None and count != len(result.everything.frame):
        words += f", {len(result.everything.frame):,} in the group"
    known = int(rows["sentiment"].notna().sum()) if "sentiment" in rows else 0
    if known:
        words += f"; sentiment: {have_one(known, len(rows))}"
    return words


def _empty_words(result: ExplorerResult) -> str:
    if result.everything is not None and result.everything.frame.empty:
        return "The PBX lists no extension with calls in this group and period."
    if count := _count(result):
        return f"{count:,} rows match, but all of them are skipped or cut off."
    return "No row matches."


def _table(rows: pd.DataFrame, exploration: Exploration) -> None:
    fields = fields_in(rows)
    try:
        orders = parse_orderby(exploration.options.orderby)
    except QueryTextError:
        orders = ()
    arrows = {order.field.name: " ▼" if order.descending else " ▲" for order in orders}
    config: dict[str, Any] = {
        field.name: st.column_config.TextColumn(
            heading(field) + arrows.get(field.name, ""),
            help=literal(field.words),
            alignment="left" if field.kind is Kind.TEXT else "right",
            pinned=field.column == "extension" or None,
        )
        for field in fields
    }
    words = cells(rows, viewer_separators())
    numbers = [place for place, field in enumerate(fields) if field.kind is not Kind.TEXT]
    titles = [heading(field) for field in fields]
    printing.table("result", lambda: PaperTable(titles, words.to_numpy().tolist(), numbers))
    sortable_headers.select(_TABLE)
    st.dataframe(
        words,
        key=_TABLE,
        height=min(560, 38 + 35 * len(rows)),
        hide_index=True,
        column_config=config,
        # a click on a head sorts at the PBX, and here to check it
        selection_mode="single-column",
        on_select=partial(_sorted, orders),
    )


def _sorted(orders: tuple[Order, ...]) -> None:
    first = orders[0] if orders else None
    column = sortable_headers.clicked(_TABLE, first.field.name if first else "")
    if not column:
        return
    again = first is not None and first.field.name == column
    descending = not first.descending if first is not None and again else True
    state.change_options(orderby=f"{column} desc" if descending else column)


def _json(result: ExplorerResult) -> None:
    received = result.received
    if received is None:
        st.info("The PBX sent no rows.", icon=":material/data_object:")
        return
    number = max(1, ceil(len(received.rows) / _JSON_ROWS))
    first = 0
    if number > 1:
        first = (st.pagination(number, key="json_page") - 1) * _JSON_ROWS
        last = min(first + _JSON_ROWS, len(received.rows))
        st.caption(f"Rows {first + 1:,} to {last:,} of {len(received.rows):,}, as received")
    st.json(received.rows[first : first + _JSON_ROWS], expanded=2)


def _chart(rows: pd.DataFrame, exploration: Exploration) -> None:
    names = [field.name for field in fields_in(rows)]
    x = exploration.x if exploration.x in names else _usual(names, "InboundAnsweredCount")
    y = exploration.y if exploration.y in names else _usual(names, "InboundAnsweredTalkingDur")
    with st.container(horizontal=True):
        for axis, chosen in (("x", x), ("y", y)):
            key = state.control(f"chart_{axis}", chosen)
            st.selectbox(
                "Across" if axis == "x" else "Up",
                names,
                key=key,
                width=280,
                on_change=lambda axis=axis, key=key: state.change(**{axis: state.typed(key)}),
            )
    style = viewer_separators()
    figure = two_fields(rows, x, y, style)
    height: Any = TALL if figure.layout.height > TALL else "content"
    with st.container(height=height, border=False):
        st.plotly_chart(
            figure,
            key="chart_of_two",
            config=CONFIG,
            alt=describe_two_fields(rows, x, y, style),
        )


def _usual(names: list[str], wanted: str) -> str:
    numbers = [name for name in names if FIELDS[name].kind is not Kind.TEXT]
    return wanted if wanted in names else (numbers or names)[-1]


def _export(
    context: Context, result: ExplorerResult, rows: pd.DataFrame, origin: ExtensionsAnswer | RawRows
) -> None:
    question = result.question
    query = Query((question.group,), question.period, question.area)
    shown = ResultRows(result.state, query, rows, origin, result.comparison, _count(result))
    file = downloads.ExportFile(context, shown.provenance, partial(export_of, shown))
    downloads.offer(file)
