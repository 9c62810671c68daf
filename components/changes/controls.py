"""The controls below the bar: what is compared with what."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import streamlit as st

from components.changes import words
from components.shared import comparison, filter_chips, notices, url_state
from components.shared.comparison import Usual
from components.shared.filter_chips import Chip
from components.shared.report_controls import group_words
from telephony.context import Context
from telephony.formatting.text import for_display
from telephony.query.view import Baseline, View

_AGAINST: Final = "against"


def show(context: Context, view: View) -> None:
    """Draw them. A change is in the address before the next run."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="changes_bar"):
        if not view.against:
            usual = Usual(Baseline.PREVIOUS, context.now(), context.zone)
            comparison.show(comparing(view), usual, without=(Baseline.NONE,))
        _group(context, view)
    if view.compare is Baseline.NONE and not view.against:
        st.caption(words.NOTHING_CHOSEN)
    notices.not_applied(replace(view, against=""), context.zone)


def chips(view: View) -> list[Chip]:
    """The active filters, and the group that the view is compared with."""
    against = Chip(_AGAINST, f"against {for_display(view.against)}", _without_group)
    return [*filter_chips.of_view(view), *([against] if view.against else [])]


def comparing(view: View) -> View:
    """The view with something to compare with: this page says nothing without."""
    return replace(view, compare=None) if view.compare is Baseline.NONE else view


def _group(context: Context, view: View) -> None:
    known = context.access.known_groups
    if known is None or not known.groups:
        return
    others = [number for number in known.by_name if number not in view.groups]
    if view.against and view.against not in others:
        others.append(view.against)
    st.session_state[_AGAINST] = view.against or None
    st.selectbox(
        "Or with another group",
        others,
        format_func=lambda number: group_words(known, number),
        key=_AGAINST,
        placeholder="No group",
        width=260,
        help=words.AGAINST_HELP,
        on_change=_changed,
    )


def _changed() -> None:
    against = st.session_state[_AGAINST] or ""
    url_state.push(replace(url_state.view(), against=against))


def _without_group(view: View) -> View:
    return replace(view, against="")
