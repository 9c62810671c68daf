"""The controls of the overview below the bar: what it is compared with."""

from __future__ import annotations

import streamlit as st

from components.shared import cards, comparison, further_questions, notices
from components.shared.comparison import Usual
from telephony.context import Context
from telephony.query.view import Baseline, View


def show_not_applied(context: Context, view: View) -> None:
    """Which filters of the link the page does not apply."""
    notices.not_applied(view, context.zone)


def show_comparison(context: Context, view: View, compared: str) -> None:
    """The choice of the comparison, on the line that names it (``compared``), and what to ask next.

    It stands above the cards, not below the bar: a line of its own would push the first chart out
    of a small window.
    """
    with st.container(
        horizontal=True, vertical_alignment="center", gap="small", key="compared_bar"
    ):
        comparison.show(view, Usual(Baseline.PREVIOUS, context.now(), context.zone))
        line = cards.compared_as_html(compared)
        further_questions.show(further_questions.OF_GROUP, view, line)
