"""The selected extensions of a page: one set for all charts and the table, part of the view."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import streamlit as st

from components.overview import words
from components.shared import extension_picker, page_links
from components.shared.literal_text import literal
from telephony.formatting.lists import extension_words
from telephony.formatting.text import for_display
from telephony.query.view import View

CHARTS: Final = "charts"
GRID: Final = "grid"
_MAX_OPENED: Final = 3
"""More links would not fit the line above the table."""
_MAX_NAMED: Final = 5
"""Enough to see what is wrong with a link; it can carry hundreds."""


def select(extensions: Iterable[str]) -> None:
    """Make these the selection; redraw charts and table."""
    extension_picker.select(extensions)
    st.rerun([CHARTS, GRID])


def show_count(view: View, missing: Sequence[str]) -> None:
    """How many are selected, on the button that clears the selection; nothing without any.

    Extensions that a filter hides count, ``missing`` ones do not: the result lacks them.
    """
    if not view.selected:
        return
    count = len(view.selected) - len(missing)
    st.button(words.selected(count), key="unpick", type="tertiary", on_click=_clear)


def show_links(view: View, names: Mapping[str, str]) -> None:
    """Links to the pages of the selected extensions; ``names`` are those of the result."""
    there = [extension for extension in view.selected if extension in names]
    for extension in there[:_MAX_OPENED]:
        called = extension_words(names[extension], extension)
        page_links.show(f"Open {called}", "extension", view.of_extension(extension))


def show_missing(missing: Sequence[str]) -> None:
    """Which selected extensions the result lacks; an old link may have some."""
    if not missing:
        return
    named = ", ".join(for_display(extension) for extension in missing[:_MAX_NAMED])
    more = len(missing) - _MAX_NAMED
    others = f" and {more} more" if more > 0 else ""
    st.caption(literal(words.not_in_result(f"{named}{others}")))


def _clear() -> None:
    """The button's callback."""
    select(())
