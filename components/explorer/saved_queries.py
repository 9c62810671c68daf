"""Queries with a name, kept by this browser; and the link to the one on the screen."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from urllib.parse import parse_qs, urlsplit

import streamlit as st

from components.explorer import state
from components.shared import browser_store
from components.shared.literal import literal
from telephony.context import Context
from telephony.explore import links
from telephony.explore.exploration import Exploration
from telephony.formatting.name_order import name_key
from telephony.periods.ranges import PresetRange

_STORE: Final = "queries"
_NAME: Final = "query_name"
_LONGEST: Final = 80
_MOST: Final = 200
"""Queries kept in one browser: together well below what it grants a site (5 MB)."""


@st.fragment(key="saved")
def show(context: Context, now: datetime) -> None:
    """A popover to save, open and delete; and the links to copy."""
    with st.container(horizontal=True, width="content", key="sharing"):
        with st.popover("Saved", icon=":material/bookmark:", key="saved_queries"):
            _saved(context, now)
        with st.popover("Copy link", icon=":material/link:", key="copy_query"):
            _links(context, now)


def _saved(context: Context, now: datetime) -> None:
    kept = browser_store.entries(_STORE)
    if kept is None:
        st.info("This browser keeps nothing for this page. A copied link does the same.")
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.text_input("Name of this query", key=_NAME, max_chars=_LONGEST, width=260)
        st.button(
            "Save", key="save_query", on_click=_save, disabled=len(kept) >= _MOST, type="primary"
        )
    if not kept:
        st.caption("Nothing saved yet. Queries stay in this browser; a link takes one elsewhere.")
    for place, name in enumerate(sorted(kept, key=name_key)):
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
            state.show_instead(_read(kept[name]), now, context.zone)
            st.rerun()


def _save() -> None:
    name = " ".join((st.session_state[_NAME] or "").split())
    if not name:
        st.toast("Give the query a name first.", icon=":material/error:")
        return
    browser_store.keep(_STORE, name, urlsplit(links.link("", state.current())).query)


def _read(query: str) -> Exploration:
    """What was saved; anything may stand in a browser's store, so it is read like any link."""
    return links.from_params(parse_qs(query[:20_000]))[0]


def _links(context: Context, now: datetime) -> None:
    exploration, base = state.current(), st.context.url or ""
    if isinstance(exploration.range, PresetRange):
        st.markdown(f"**Rolling**: always the {exploration.range.preset.words}")
        st.code(links.link(base, exploration), language=None, wrap_lines=True)
        st.markdown("**Frozen**: the dates shown now")
        exploration = links.frozen(exploration, now, context.zone)
    st.code(links.link(base, exploration), language=None, wrap_lines=True)
    st.caption("A link carries the question, not the figures: late records can still change them.")
