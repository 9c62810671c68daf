"""Long tables in pages: a browser gets a thousand rows at a time, not ten thousand.

Streamlit's own lazy tables are no alternative: they know neither selection nor a total line that
stays on top, and sort a cell's words instead of its value.
"""

from __future__ import annotations

from collections.abc import Hashable
from math import ceil
from typing import Final

import streamlit as st

from components.shared.viewer_locale import viewer_count

ROWS_PER_PAGE: Final = 1_000
"""Up to two hundred kilobytes on their way; more rows than anybody scrolls through."""


def choose(rows: int, of: Hashable) -> slice:
    """The rows of the chosen page; with more rows than a page has, a line to choose it.

    ``of``: what the rows are. With another one the first page is shown again.
    """
    if rows <= ROWS_PER_PAGE:
        st.empty()  # what follows keeps its place
        return slice(0, rows)
    return _chosen(rows, of)


def _chosen(rows: int, of: Hashable) -> slice:
    pages = ceil(rows / ROWS_PER_PAGE)
    with st.container(horizontal=True, vertical_alignment="center", key="table_pages"):
        page = st.pagination(pages, key=f"table_page_{hash((rows, of)):x}")
        first = (page - 1) * ROWS_PER_PAGE
        last = min(rows, first + ROWS_PER_PAGE)
        shown = f"{viewer_count(first + 1)} to {viewer_count(last)} of {viewer_count(rows)}"
        st.caption(f"Rows {shown}, sorted as a whole.")
    return slice(first, last)
