"""The controls of the page of groups: what is compared, and what the groups are sorted by."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import streamlit as st

from components.shared import comparison, notices, url_state
from components.shared.comparison import Usual
from telephony.context import Context
from telephony.metrics.registry import label_of
from telephony.query.view import Baseline, Sort, View

_KEY: Final = "groups_sort"
_CHANGE: Final = "change"
_NAME: Final = "display_name"
_METRICS: Final = (
    "calls",
    "talk",
    "pick_up_rate",
    "connect_rate",
    "inbound_answered",
    "inbound_unanswered",
    "outbound_answered",
)


def show(context: Context, view: View) -> None:
    """Draw them. A choice is in the address before the next run."""
    labels = {key: label_of(key, view.direction) for key in _METRICS}
    labels |= {_CHANGE: "Change of calls", _NAME: "Name"}
    column = view.sort.column if view.sort.column in labels else "calls"
    st.session_state[_KEY] = (column, view.sort.descending)
    options = [
        (key, descending)
        for key in labels
        for descending in ((False, True) if key == _NAME else (True, False))
    ]
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        comparison.show(view, Usual(Baseline.PREVIOUS, context.now(), context.zone))
        st.selectbox(
            "Sort by",
            options,
            format_func=lambda sort: f"{labels[sort[0]]}, {_order(*sort)}",
            key=_KEY,
            width=260,
            on_change=_sorted,
        )
    notices.not_applied(view, context.zone)


def _order(column: str, descending: bool) -> str:
    if column == _NAME:
        return "Z to A" if descending else "A to Z"
    return "largest first" if descending else "smallest first"


def _sorted() -> None:
    column, descending = st.session_state[_KEY]
    url_state.push(replace(url_state.view(), sort=Sort(column, descending)))
