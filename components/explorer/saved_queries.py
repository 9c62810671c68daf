"""Queries saved by name in this browser."""

from __future__ import annotations

from typing import Final
from urllib.parse import parse_qs, urlsplit

import streamlit as st

from components.explorer import state, words
from components.shared import browser_store
from components.shared.literal_text import literal
from telephony.explore import links
from telephony.explore.exploration import Exploration
from telephony.formatting.name_order import name_key

_STORE: Final = "queries"
_NAME: Final = "query_name"
_LONGEST: Final = 80
_MOST: Final = 200
"""Saved queries of one browser: together well below the 5 MB that a site may store."""


@st.fragment(key="saved")
def show() -> None:
    """A popover to save, open and delete."""
    with st.popover("Saved", icon=":material/bookmark:", key="saved_queries"):
        _saved()


def _saved() -> None:
    saved = browser_store.entries(_STORE)
    if saved is None:
        st.info(words.NOT_STORED_HERE)
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.text_input("Name of this query", key=_NAME, max_chars=_LONGEST, width=260)
        st.button(
            "Save", key="save_query", on_click=_save, disabled=len(saved) >= _MOST, type="primary"
        )
    if not saved:
        st.caption(words.NO_SAVED_QUERIES)
    for place, name in enumerate(sorted(saved, key=name_key)):
        with st.container(horizontal=True, key=f"saved_{place}", vertical_alignment="center"):
            opened = st.button(
                literal(name), key=f"open_{place}", type="tertiary", help="Show this query"
            )
            st.button(
                "✕",
                key=f"forget_{place}",
                type="tertiary",
                help="Delete this query",
                on_click=browser_store.forget,
                args=(_STORE, name),
            )
        if opened:
            state.ADDRESS.push(_read(saved[name]))
            st.rerun()


def _save() -> None:
    name = " ".join((st.session_state[_NAME] or "").split())
    if not name:
        st.toast(words.NAME_MISSING, icon=":material/error:")
        return
    browser_store.keep(_STORE, name, urlsplit(links.link_to("", state.current())).query)


def _read(query: str) -> Exploration:
    """A saved query, read like any link: a browser's store may hold anything."""
    return links.parse_exploration(parse_qs(query[:20_000]))[0]
