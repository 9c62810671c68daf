"""Long tables in pages: a browser gets a thousand rows at a time, not ten thousand.

Streamlit's own lazy tables are no alternative: they know neither selection nor a total line that
stays on top, and sort a cell's words instead of its value.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from math import ceil
from typing import Final

import streamlit as st

from components.shared.viewer_locale import viewer_count

ROWS_PER_PAGE: Final = 1_000
"""Up to two hundred kilobytes on their way; more rows than anybody scrolls through."""


def chosen(rows: int, of: Hashable) -> range:
    """The places of the rows on the page that is chosen below the table.

    ``of``: what the rows are. With another one the first page is shown again.
    """
    first = (_page(rows, of) - 1) * ROWS_PER_PAGE
    return range(first, min(rows, first + ROWS_PER_PAGE))


def show_below(rows: int, of: Hashable, draw_on_paper: Callable[[], None]) -> None:
    """What the table has on paper and, with more rows than a page has, a line to choose one.

    One place for both, so that what follows keeps its own. ``rows``, ``of``: as ``chosen`` got.
    """
    if rows <= ROWS_PER_PAGE:
        draw_on_paper()
        return
    with st.container():
        draw_on_paper()
        _choose(rows, of)


def _choose(rows: int, of: Hashable) -> None:
    drawn, page = _page(rows, of), chosen(rows, of)
    with st.container(horizontal=True, vertical_alignment="center", key="table_pages"):
        if st.pagination(ceil(rows / ROWS_PER_PAGE), key=_key(rows, of)) != drawn:
            st.rerun()  # a browser that was here before the server started says it only now
        shown = f"{viewer_count(page.start + 1)} to {viewer_count(page.stop)}"
        st.caption(f"Rows {shown} of {viewer_count(rows)}, sorted as a whole.")


def _page(rows: int, of: Hashable) -> int:
    page: int = 1 if rows <= ROWS_PER_PAGE else st.session_state.get(_key(rows, of), 1)
    return page


def _key(rows: int, of: Hashable) -> str:
    return f"table_page_{hash((rows, of)):x}"
