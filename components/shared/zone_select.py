"""The time zone of a view's days: the PBX's, or another."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import streamlit as st

from components.shared import url_state
from telephony.context import Context
from telephony.periods.wall_clock import zone_names
from telephony.query.view import View

_PBX_ZONE: Final = ""
_KEY: Final = "zone"


def show(context: Context, view: View) -> None:
    """The selectbox. A choice is in the address before the next run."""
    st.session_state[_KEY] = view.trend.zone
    st.selectbox(
        "Time zone",
        [_PBX_ZONE, *zone_names()],
        format_func=lambda name: name or f"{context.zone.key} (the PBX)",
        key=_KEY,
        on_change=_changed,
    )


def _changed() -> None:
    view = url_state.view()
    zone = st.session_state[_KEY] or _PBX_ZONE
    url_state.push(replace(view, trend=replace(view.trend, zone=zone)))
