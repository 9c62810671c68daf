"""The link to what is on the screen, moving along with time or pinned to its dates."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import streamlit as st

from telephony.periods.ranges import PresetRange
from telephony.query.links import link_to, with_fixed_dates
from telephony.query.view import View


def copy_link(view: View, now: datetime, zone: ZoneInfo) -> None:
    """A popover with the links to copy; a frozen one holds the days of ``zone``."""
    popover = st.popover("Copy link", icon=":material/link:", key="copy_link", on_change="rerun")
    if not popover.open:
        return
    base = st.context.url or ""
    with popover:
        if isinstance(view.range, PresetRange):
            st.markdown(f"**Rolling**: always the {view.range.preset.words}")
            st.code(link_to(base, view), language=None, wrap_lines=True)
            st.markdown("**Frozen**: the dates shown now")
            st.code(
                link_to(base, with_fixed_dates(view, now, zone)), language=None, wrap_lines=True
            )
        else:
            st.markdown("**The dates shown now**")
            st.code(link_to(base, view), language=None, wrap_lines=True)
        st.caption(
            "A link carries the question, not the figures: late records can still change them."
        )
