"""The history behind a trend: asked once per question, watched while it arrives.

What is under way belongs to the question, not to the run of the script: a rerun goes on watching,
and a viewer who leaves does not stop what others wait for.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

import streamlit as st

from components.shared import waiting
from components.shared.progress import WatchedHistory
from components.shared.working_hours import zone_of
from telephony.context import Context
from telephony.metrics.view_trend import cut_of
from telephony.periods.buckets import Cut
from telephony.periods.period import Period
from telephony.periods.ranges import resolve_range
from telephony.query.compared_range import compared_range
from telephony.query.view import Query, View

_WATCHED: Final = "trend_watched"
_REFRESH: Final = "trend_refresh"


def ask_again() -> None:
    """A button's callback: ask the PBX anew for what may have changed or was not to be had."""
    st.session_state[_REFRESH] = True


def go_on() -> None:
    """A button's callback: ask for what was given up."""
    forget()


def forget() -> None:
    """Let go of a question whose answer is drawn: the session need not hold its rows."""
    st.session_state.pop(_WATCHED, None)
    waiting.release(_WATCHED)


def asked_of(context: Context, view: View, now: datetime) -> tuple[Query, Period | None]:
    """The view's question, and the period that it is compared with."""
    zone = zone_of(context, view)
    choice = compared_range(view.range, view.trend.compare, now, zone)
    return view.query(now, zone), resolve_range(choice, now, zone) if choice else None


def watch(context: Context, view: View, now: datetime) -> WatchedHistory:
    """The view's question: the one that is not drawn yet, or a new one. Returns at once."""
    state = st.session_state
    query, before = asked_of(context, view, now)
    cut = cut_of(view)
    watched: WatchedHistory | None = state.get(_WATCHED)
    refresh = state.pop(_REFRESH, False)
    question = (query, before, cut)
    if watched is None or watched.departed or watched.question != question or refresh:
        earlier, watched = watched, _asked(context, *question, refresh=refresh)
        state[_WATCHED] = watched
        if earlier is not None:
            earlier.cancel()
    waiting.hold(_WATCHED, watched)
    return watched


def _asked(
    context: Context, query: Query, before: Period | None, cut: Cut, *, refresh: bool
) -> WatchedHistory:
    periods = [query.period] if before is None else [query.period, before]
    fetchings = tuple(
        context.access.request_history(
            Query(query.groups, period, query.area), cut, refresh=refresh
        )
        for period in periods
    )
    return WatchedHistory(query, before, fetchings, cut)
