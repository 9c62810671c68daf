"""Links to the pages that answer what a reader asks next, each named by its question."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

import streamlit as st

from components.shared import page_links
from telephony.query.view import View

OF_GROUP: Final = {
    "changes": "What changed?",
    "workload": "Who carries the load?",
    "rates": "Is the difference real?",
    "groups": "Which group needs people?",
}
"""By page, what is asked of a group."""
OF_EXTENSION: Final = {
    "rates": "Is the difference real?",
    "workload": "What if it were absent?",
}
"""By page, what is asked of one extension, which is selected there."""


def show(questions: Mapping[str, str], view: View, beside: str) -> None:
    """The links in one line, with the view's query and filters, ``beside`` a line as HTML."""
    links = " · ".join(page_links.as_html(words, page, view) for page, words in questions.items())
    st.html(
        f'<div class="beside">{beside}<div class="text small">{links}</div></div>',
        width="content",
    )


def show_of_extension(view: View, beside: str) -> None:
    """The links that select the view's extension among the others of its groups."""
    extension = view.trend.extension
    show(OF_EXTENSION, replace(view.of_extension(""), selected=(extension,)), beside)
