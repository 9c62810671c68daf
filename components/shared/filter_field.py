"""The text field for an OData filter, which says where in the text something is wrong."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import streamlit as st

from components.shared import words
from components.shared.literal_text import literal
from telephony.odata.errors import QueryTextError, mark_place
from telephony.odata.filters import parse_filter
from telephony.query.links import MAX_FILTER_LENGTH

_KEY: Final = "filter"
_EXAMPLE = "InboundUnansweredCount gt 10 and contains(DisplayName,'Sales')"


def filter_field(used: str, on_change: Callable[[], None]) -> None:
    """The field, and below it what is wrong with its text; the ``used`` filter then stays."""
    st.text_input(
        "Filter (OData)",
        key=_KEY,
        placeholder=_EXAMPLE,
        max_chars=MAX_FILTER_LENGTH,
        help=words.FILTER_HELP,
        persist_state="session",
        on_change=on_change,
    )
    text = _typed()
    try:
        typed_filter()
    except QueryTextError as error:
        effect = words.PREVIOUS_FILTER if used else words.NO_FILTER
        st.error(f"{literal(error.words)} {effect}", icon=":material/filter_alt_off:")
        st.code(mark_place(text, error.start, error.end), language=None)


def seed_filter(used: str) -> None:
    """Set the filter in the field, before the field is created."""
    st.session_state[_KEY] = used


def typed_filter() -> str:
    """The text in the field, shown or not; empty for none. Raises QueryTextError."""
    text = _typed()
    if text:
        parse_filter(text)
    return text


def _typed() -> str:
    return (st.session_state[_KEY] or "").strip()
