"""The extensions picked out on a page: one set for all charts and the table, kept in the view."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from itertools import islice
from typing import Final

import streamlit as st

from components import url_state
from telephony.links import MAX_SELECTED

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
    """Make these the selection, as many as a link carries, and redraw the charts and the table.

    A click on the table's head picks out every row of it: an address of ten thousand is one that
    no server takes again.
    """
    chosen = tuple(islice(extensions, MAX_SELECTED))
    url_state.push(replace(url_state.view(), selected=chosen))
    st.rerun([CHARTS, GRID])


def cleared() -> None:
    """Let go of all of them."""
    choose(())
