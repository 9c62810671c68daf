"""Hours counted one by one, which takes a request for each: only on demand."""

from __future__ import annotations

from datetime import datetime
from typing import Final

import streamlit as st

from components.shared import history_loading, waiting
from components.shared.history_loading import WatchedHistory
from components.shared.viewer_locale import viewer_count
from telephony.context import Context
from telephony.data_access.reports.counted_hours import max_hour_requests
from telephony.periods.buckets import Grain
from telephony.query.view import Query
from telephony.xapi.errors import XapiError

_WANTED: Final = "hours_wanted"
_ESTIMATE: Final = "hours_estimate"
_ESTIMATE_SECONDS: Final = 60.0


def is_wanted(query: Query) -> bool:
    """Whether this session has requested to count these hours one by one."""
    return bool(st.session_state.get(_WANTED) == query)


def estimate_requests(context: Context, query: Query, now: datetime) -> int:
    """How many requests counting takes at most: one for each hour that is not stored.

    Looked up in the store once a while, not at each run: it only becomes fewer.
    """
    known = st.session_state.get(_ESTIMATE)
    since = context.clock.monotonic()
    if known is not None and known[0] == query and since - known[1] < _ESTIMATE_SECONDS:
        return int(known[2])
    try:
        missing = context.access.request_missing_count(query, Grain.HOUR)
        requests = waiting.answer_of(context, missing)
    except XapiError:
        return max_hour_requests(query, now)
    st.session_state[_ESTIMATE] = (query, since, requests)
    return requests


def offer(context: Context, query: Query, requests: int, why: str) -> None:
    """Say how many requests counting takes, with the button that starts it where allowed."""
    most = context.access.max_requests()
    too_many = requests > most
    more = (
        f" One query may send at most {viewer_count(most)}: choose a shorter range."
        if too_many
        else ""
    )
    st.info(
        f"{why} Each hour has to be requested on its own: at most "
        f"{viewer_count(requests)} requests to the PBX. Stored hours need none.{more}",
        icon=":material/hourglass_empty:",
    )
    if too_many:
        return
    st.button(
        f"Count the hours ({viewer_count(requests)} requests)",
        key="count_hours",
        on_click=_want,
        args=(query,),
    )


def watch(context: Context, query: Query) -> WatchedHistory:
    """Start counting, or join the count under way. Does not wait."""
    return history_loading.watch(context, query, cut=Grain.HOUR)


def _want(query: Query) -> None:
    st.session_state[_WANTED] = query
    history_loading.forget()
