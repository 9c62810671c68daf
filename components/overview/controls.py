"""The controls of the overview below the bar: what it is compared with."""

from __future__ import annotations

import streamlit as st

from components.shared import comparison, notices
from components.shared.comparison import Usual
from telephony.context import Context
from telephony.query.view import Baseline, View


def show(context: Context, view: View) -> None:
    """The comparison, and which filters of the link the page does not apply."""
    with st.container(
        horizontal=True, vertical_alignment="bottom", gap="small", key="overview_bar"
    ):
        comparison.show(view, Usual(Baseline.PREVIOUS, context.now(), context.zone))
    notices.not_applied(view, context.zone)
