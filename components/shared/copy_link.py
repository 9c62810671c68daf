"""The links to what is on the screen: one that moves on with time, and one with fixed dates."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import streamlit as st

from components.shared import words
from telephony.periods.ranges import PresetRange, RangeChoice
from telephony.query.links import link_to, with_fixed_dates
from telephony.query.view import View


def copy_link(view: View, now: datetime, zone: ZoneInfo) -> None:
    """A popover with the links to a view; the fixed dates are days of ``zone``."""
    popover = st.popover("Copy link", icon=":material/link:", key="copy_link", on_change="rerun")
    if not popover.open:
        return
    base = st.context.url or ""
    with popover:
        show_links(
            view.range, link_to(base, view), link_to(base, with_fixed_dates(view, now, zone))
        )


def show_links(choice: RangeChoice, same: str, fixed: str) -> None:
    """The link to the ``same`` range and, where that moves on with time, the ``fixed`` one too."""
    if isinstance(choice, PresetRange):
        st.markdown(f"**Rolling**: always the {choice.preset.words}")
        st.code(same, language=None, wrap_lines=True)
        st.markdown("**Frozen**: the dates shown now")
    else:
        st.markdown("**The dates shown now**")
    st.code(fixed, language=None, wrap_lines=True)
    st.caption(words.LINK_CARRIES)
