"""Which days without working hours the charts leave out, and the switch that shows them."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import streamlit as st

from components.shared import url_state
from components.shared.viewer_locale import viewer_style
from components.trends.view_model import ViewModel
from telephony.formatting.numbers import count_of
from telephony.query.view import View

_SWITCH: Final = "show_closed_days"


def show(model: ViewModel, view: View) -> None:
    """A line with the switch; nothing where the range has no such days."""
    shown, style = view.trend.closed_days, viewer_style()
    words = model.days.words(style)
    if not (words or shown):
        return
    st.session_state[_SWITCH] = shown
    with st.container(horizontal=True, vertical_alignment="center", key="closed_days"):
        st.toggle(
            "Show days without working hours",
            key=_SWITCH,
            help="Weekends and holidays, where the working hours of a group are not known.",
            on_change=_changed,
        )
        if model.days.left_out:
            words += f". {count_of(model.days.calls, 'call', style)} on them"
        st.caption(f"{words}." if words else "")


def _changed() -> None:
    view = url_state.view()
    trend = replace(view.trend, closed_days=st.session_state[_SWITCH])
    url_state.push(replace(view, trend=trend))
