"""The extensions picked out on a page: one set for all charts and the table, kept in the view."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import islice
from typing import Final

import streamlit as st

from components.shared import url_state
from components.shared.literal import literal
from telephony.formatting.text import for_display
from telephony.query.links import MAX_SELECTED
from telephony.query.view import View

CHARTS: Final = "charts"
GRID: Final = "grid"
_MOST_NAMED: Final = 5
"""Enough to see what is wrong with a link; it can carry hundreds."""


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


def count(view: View, strangers: Sequence[str]) -> None:
    """How many are picked out, as the button that lets go of them; nothing where nobody is.

    One that a filter hides counts, ``strangers`` do not: the answer lacks them.
    """
    if not view.selected:
        return
    there = len(view.selected) - len(strangers)
    label = f"{there} picked out, totals are of all ✕"
    st.button(label, key="unpick", type="tertiary", on_click=_cleared)


def name(strangers: Sequence[str]) -> None:
    """Which of those picked out the answer lacks, as a link of long ago may have some."""
    if not strangers:
        return
    named = ", ".join(for_display(extension) for extension in strangers[:_MOST_NAMED])
    more = len(strangers) - _MOST_NAMED
    others = f" and {more} more" if more > 0 else ""
    st.caption(literal(f"Picked out, but not among these extensions: {named}{others}."))


def _cleared() -> None:
    """Let go of all of them."""
    choose(())
