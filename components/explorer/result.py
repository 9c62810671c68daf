"""The result: its rows as a table, as JSON as received, or as a chart of two fields."""

from __future__ import annotations

import streamlit as st

from components.explorer import charts, export, received_json, state, table, view_model
from components.explorer.loading import ExplorerResult
from components.shared.literal_text import plain_text
from telephony.context import Context
from telephony.explore.exploration import ResultView


@st.fragment(key="result")
def show(context: Context, result: ExplorerResult) -> None:
    """The rows and their number, in the view that the address names."""
    exploration = state.current()
    if exploration.options != result.state.options:
        st.rerun()  # a header was clicked, so other rows are needed
    shown = view_model.choose_rows(result, as_received=exploration.as_received)
    if shown is None:
        return
    with st.container(horizontal=True, vertical_alignment="bottom", key="above_result"):
        plain_text(view_model.describe_rows(result, shown), width="stretch")
        _view_switch(exploration.show)
        export.menu(context, shown)
    if exploration.show is ResultView.JSON:
        received_json.show(result.received)
    elif shown.rows.empty:
        st.info(view_model.explain_empty(result), icon=":material/search_off:")
    elif exploration.show is ResultView.CHART:
        charts.show(shown.rows, exploration)
    else:
        table.show(shown.rows, exploration)


def _view_switch(view: ResultView) -> None:
    st.segmented_control(
        "View",
        list(ResultView),
        format_func=lambda name: "JSON" if name == ResultView.JSON else name.capitalize(),
        key=state.prefill("result_view", view),
        required=True,
        label_visibility="collapsed",
        on_change=lambda: state.change(show=ResultView(state.widget_value("result_view"))),
    )
