"""The overview's charts. A click on a mark selects its extension, or clears it again."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import streamlit as st

from components.overview import selection, view_model
from components.shared import charts, url_state
from components.shared.answers_loading import LoadedAnswers
from components.shared.viewer_locale import viewer_count, viewer_count_of, viewer_style
from telephony.charts.overview.rows import TOP
from telephony.charts.thinning import MOST_POINTS
from telephony.query.view import BarOrder, View

_FILE: Final = "extensions"
_SHOW_ALL: Final = "show_all"
_ORDER: Final = "bar_order"
_ORDER_WORDS: Final = {
    BarOrder.CALLS: "Bars by calls, most first",
    BarOrder.TALK: "Bars by talk time, longest first",
    BarOrder.CHANGE: "Bars by change, largest rise first",
    BarOrder.NAME: "Bars by name, A to Z",
}


@st.fragment(key=selection.CHARTS)
def show(loaded: LoadedAnswers) -> None:
    """Two tall charts that share their order, two lower ones below, side by side by styles.css."""
    view, style = url_state.view(), viewer_style()
    # one more than TOP has a row of its own as well
    extensions = view_model.summary(loaded, view, style).extensions
    with st.container(horizontal=True, vertical_alignment="center", key="above_charts"):
        _choose_order(view, compared=loaded.previous is not None)
        show_all = extensions > TOP + 1 and st.toggle(_switch_words(extensions), key=_SHOW_ALL)
    drawn = view_model.charts(loaded, view, style, show_all=show_all)
    named = {f"chart_{name}": chart for name, chart in drawn.items()}
    charts.show_framed("charts", named, _FILE, selection.select, view.selected)


def _choose_order(view: View, *, compared: bool) -> None:
    """What both charts of bars are sorted by; by change where there is one."""
    orders = [order for order in BarOrder if order is not BarOrder.CHANGE or compared]
    st.session_state[_ORDER] = view.bars if view.bars in orders else BarOrder.CALLS
    st.selectbox(
        "Sort bars by",
        orders,
        format_func=_ORDER_WORDS.__getitem__,
        key=_ORDER,
        label_visibility="collapsed",
        width=270,
        on_change=_order_chosen,
    )


def _order_chosen() -> None:
    url_state.push(replace(url_state.view(), bars=st.session_state[_ORDER]))


def _switch_words(extensions: int) -> str:
    everyone = viewer_count_of(extensions, "extension")
    if extensions <= MOST_POINTS + 1:
        return f"Show all {everyone}"
    return f"Show the busiest {viewer_count(MOST_POINTS)} of {everyone}"
