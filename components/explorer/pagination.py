"""The pages of a result with a limit: page by page through ``$skip``."""

from __future__ import annotations

from functools import partial
from math import ceil

import streamlit as st

from components.explorer import state
from components.explorer.loading import ExplorerResult
from components.explorer.view_model import count_matching


def show(result: ExplorerResult) -> None:
    """A page for every ``$top`` rows; nothing without a limit, or where one page has them all."""
    options = result.state.options
    if not options.top.isdigit() or not int(options.top):
        return
    top, skip = int(options.top), int(options.skip or 0)
    count = count_matching(result)
    if count is None or (count <= top and not skip):
        return
    number = max(1, ceil(count / top))
    page = min(number, skip // top + 1)
    # the widget has no state of its own: each page is another widget, and the address has the state
    key = f"page_{page}_of_{number}_by_{top}"
    turn = partial(_turn_page, key, top)
    st.pagination(number, default=page, width="stretch", key=key, on_change=turn)


def _turn_page(key: str, top: int) -> None:
    skip = (state.widget_value(key) - 1) * top
    state.change_options(skip=str(skip) if skip else "")
