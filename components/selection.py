"""The extensions picked out on a page: one set for all charts and the table, kept in the view."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

import streamlit as st

from components import url_state

CHARTS: Final = "charts"
GRID: Final = "grid"


def toggle(extensions: Iterable[str]) -> None:
    """A chart's callback: pick these out, or let go of them where they were; redraw both."""
    view = url_state.view()
    chosen = dict.fromkeys(view.selected)
    for extension in extensions:
        if extension in chosen:
            del chosen[extension]
        else:
            chosen[extension] = None
    choose(chosen)


def choose(extensions: Iterable[str]) -> None:
    """Make exactly these the selection, and redraw the charts and the table."""
    url_state.push(replace(url_state.view(), selected=tuple(extensions)))
    st.rerun([CHARTS, GRID])


def cleared() -> None:
    """Let go of all of them."""
    choose(())
