"""The rows as JSON, exactly as received."""

from __future__ import annotations

from math import ceil
from typing import Final

import streamlit as st

from components.explorer import words
from telephony.answers.raw import RawRows

_ROWS_PER_PAGE: Final = 100
"""More objects make the browser slow."""


def show(received: RawRows | None) -> None:
    """One object per row, in pages."""
    if received is None:
        st.info(words.NO_ROWS_RETURNED, icon=":material/data_object:")
        return
    rows = received.rows
    pages = max(1, ceil(len(rows) / _ROWS_PER_PAGE))
    first = 0
    if pages > 1:
        first = (st.pagination(pages, key="json_page") - 1) * _ROWS_PER_PAGE
        last = min(first + _ROWS_PER_PAGE, len(rows))
        st.caption(words.page_of_rows(first + 1, last, len(rows)))
    st.json(rows[first : first + _ROWS_PER_PAGE], expanded=2)
