"""What narrows a page beyond its report, behind one button: search, filter, direction, and more."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import Final

import streamlit as st

from components.shared import url_state, words
from components.shared.filter_field import filter_field, seed_filter, typed_filter
from telephony.odata.errors import QueryTextError
from telephony.query.links import MAX_SEARCH_LENGTH
from telephony.query.view import Direction, View

_PANEL: Final = "filters"
_LABEL: Final = "filters_label"
_IN_CONTROLS: Final = "filters_in_controls"
"""The view whose filters the open controls show."""


def show(view: View, active: int, more: Callable[[], None], *, whole_groups: bool = False) -> None:
    """The button with the number of ``active`` filters; ``more`` draws the page's own controls.

    A change in them is in the address before the next run. ``whole_groups``: the page has no
    values of single extensions to filter.
    """
    # only sent once opened: its widgets are a third of the page
    panel = st.popover(_label(active), icon=":material/tune:", key=_PANEL, on_change="rerun")
    if not panel.open:
        st.session_state.pop(_IN_CONTROLS, None)
        return
    if st.session_state.get(_IN_CONTROLS) != view:
        _seed(view)
    with panel:
        if not whole_groups:
            _controls(view)
            st.caption(words.SCOPE_OF_FILTERS)
        more()


def _label(active: int) -> str:
    """What stands on the button; open, it keeps it: with another label it would close."""
    state = st.session_state
    if not (state.get(_PANEL) and _LABEL in state):
        state[_LABEL] = f"Filters ({active})" if active else "Filters"
    return str(state[_LABEL])


def _seed(view: View) -> None:
    """Set the filters in the widgets, before they are created.

    Only of a view that did not come from them: it would remove a text that is still wrong.
    """
    state = st.session_state
    state["search"] = view.search
    seed_filter(view.filter)
    state["quiet"] = view.show_idle
    state["direction"] = view.direction.value
    state[_IN_CONTROLS] = view


def _controls(view: View) -> None:
    st.segmented_control(
        "Direction",
        [direction.value for direction in Direction],
        format_func=str.capitalize,
        key="direction",
        required=True,
        persist_state="session",
        on_change=_changed,
    )
    st.text_input(
        "Find an extension",
        key="search",
        placeholder="Name or number",
        max_chars=MAX_SEARCH_LENGTH,
        persist_state="session",
        on_change=_changed,
    )
    filter_field(view.filter, _changed)
    st.toggle("Show idle extensions", key="quiet", persist_state="session", on_change=_changed)


def _changed() -> None:
    """A control's callback, which is called even when its change closes the controls."""
    state, view = st.session_state, url_state.view()
    with suppress(QueryTextError):  # the reason is shown below the filter's field
        view = replace(view, filter=typed_filter())
    view = replace(
        view,
        direction=Direction(state["direction"] or Direction.BOTH),
        search=(state["search"] or "").strip(),
        show_idle=state["quiet"],
    )
    url_state.push(view)
    state[_IN_CONTROLS] = view
