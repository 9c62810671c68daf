"""Which rate: the page's own control, which is the direction of the link."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import streamlit as st

from components.shared import filter_chips, notices, url_state
from components.shared.filter_chips import Chip
from telephony.context import Context
from telephony.export.rates import rates_view
from telephony.metrics.registry import METRICS
from telephony.metrics.reliability import RATES
from telephony.query.view import Direction, View

_KEY: Final = "rate"


def show(context: Context, view: View) -> None:
    """Draw it. A change is in the address before the next run."""
    st.session_state[_KEY] = rates_view(view).direction.value
    st.segmented_control(
        "Rate",
        [direction.value for direction in RATES],
        format_func=lambda value: METRICS[RATES[Direction(value)]].label,
        key=_KEY,
        required=True,
        on_change=_changed,
    )
    notices.not_applied(view, context.zone)


def chips(view: View) -> list[Chip]:
    """The active filters. The direction is the page's own control, so it is none to clear."""
    return filter_chips.of_view(replace(view, direction=Direction.BOTH))


def _changed() -> None:
    chosen = Direction(st.session_state[_KEY])
    url_state.push(replace(url_state.view(), direction=chosen))
