"""This process: its version, who is there, and its last errors."""

from __future__ import annotations

import platform

import pandas as pd

from components.shared import chart_table, headings
from components.shared.literal_text import plain_text
from components.shared.provenance import time_words
from components.shared.session_count import count_sessions
from components.shared.viewer_locale import viewer_style
from components.status import words
from components.status.traffic import show_cards
from telephony.context import Context
from telephony.counters.recent_errors import RECENT_ERRORS
from telephony.formatting.numbers import count
from threecx_dashboard import __version__


def show(context: Context) -> None:
    """Cards, and the errors by their numbers, the newest first."""
    headings.section("This process")
    style = viewer_style()
    show_cards(
        {
            "Version": (__version__, f"Python {platform.python_version()}"),
            "Sessions": (count(count_sessions(), style), "browser tabs that are open"),
        }
    )
    headings.section("Errors")
    errors = RECENT_ERRORS.newest_first()
    if not errors:
        plain_text(words.NO_ERRORS)
        return
    now = context.now()
    rows = [
        [time_words(error.at, context.zone, now), error.place, error.kind, error.number]
        for error in errors
    ]
    table = pd.DataFrame(rows, columns=pd.Index(("Time", "Page", "Kind", "Number")), dtype="str")
    chart_table.show(table, (), "errors", "The last errors", "content")
    plain_text(words.ERRORS_HELP)
