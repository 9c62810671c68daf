"""The requests to one PBX: whether they are sent now, how many there were, and how they ended."""

from __future__ import annotations

import streamlit as st

from components.shared import chart_table, headings
from components.shared.cards import card_html
from components.shared.literal_text import plain_text
from components.shared.pbx_choice import key_of
from components.shared.steady_place import steady_place
from components.shared.viewer_locale import viewer_style
from components.status import words
from components.status.requests_table import NUMBERS, requests_table
from telephony.context import Context
from telephony.xapi.errors import XapiError
from telephony.xapi.request_statistics import DAY_MINUTES, HOUR_MINUTES

_SPANS = {"The last hour": HOUR_MINUTES, "The last 24 hours": DAY_MINUTES}


def show(context: Context) -> None:
    """The state in cards, and the requests of the last hour and day as tables."""
    style, now = viewer_style(), context.now()
    activity = context.access.activity
    headings.section("Requests to the PBX")
    shown = {
        "PBX": words.pbx_state(activity, context.zone, now),
        "Last good response": words.last_good(activity.statistics.last_ok, context.zone, now),
        "Requests under way": words.under_way(activity, style),
        "Budget left": _budget(context),
    }
    show_cards(shown)
    plain_text(words.OWN_PROCESS)
    for title, minutes in _SPANS.items():
        requests = activity.statistics.last_minutes(minutes)
        st.html(f'<h3 class="section">{title}</h3>')
        with steady_place():
            if requests:
                table = requests_table(requests, style)
                key = key_of(context, f"requests_{minutes}")
                chart_table.show(table, NUMBERS, key, title, "content")
            else:
                plain_text(words.NO_REQUESTS)


def show_cards(shown: dict[str, tuple[str, str]]) -> None:
    """Cards side by side: each a value by its label, and a line below it."""
    drawn = "".join(
        card_html(label, label, value, (line,)) for label, (value, line) in shown.items()
    )
    st.html(f'<div class="cards few">{drawn}</div>')


def _budget(context: Context) -> tuple[str, str]:
    style = viewer_style()
    per_hour = context.access.rates.per_hour
    try:
        return words.budget(context.access.count_requests_left(), per_hour, style)
    except XapiError as error:
        return "–", error.headline
