"""The hours of a view: from the PBX's hourly reports, or counted one by one once that is wanted."""

from __future__ import annotations

from datetime import datetime
from time import monotonic
from typing import Final

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from components.shared import waiting
from components.shared.progress import SILENT_SECONDS, WatchedHistory
from telephony.answers.hours import HoursAnswer
from telephony.context import Context
from telephony.data_access.reports.counted_hours import max_hour_requests
from telephony.periods.buckets import Grain
from telephony.query.view import Query
from telephony.xapi.errors import NotReady, XapiError

_WANTED: Final = "hours_wanted"
_WATCHED: Final = "hours_watched"
_REFRESH: Final = "hours_refresh"


def ask_again() -> None:
    """A button's callback: the next question of this session goes to the PBX, whatever is held."""
    st.session_state[_REFRESH] = True


def from_reports(
    context: Context, query: Query, progress: DeltaGenerator
) -> HoursAnswer | XapiError:
    """The hourly reports' answer, or why there is none. ``progress`` is the slot of its line."""
    refresh = st.session_state.pop(_REFRESH, False)
    asked = context.access.request_hours(query, refresh=refresh)
    waiting.leave_earlier()
    since = monotonic()

    def show() -> None:
        if monotonic() - since > SILENT_SECONDS:
            done, total = asked.progress
            progress.progress(done / total, text=f"Asking the PBX: {done} of {total} groups in")

    waiting.wait_for(context, asked, show=show)
    progress.empty()
    try:
        return asked.answer(NotReady())
    except XapiError as error:
        return error


def is_wanted(query: Query) -> bool:
    """Whether this session has asked to have these hours counted one by one."""
    return bool(st.session_state.get(_WANTED) == query)


def estimate_requests(context: Context, query: Query, now: datetime) -> int:
    """Requests that counting takes at most: one for each hour that is not held for good."""
    try:
        return waiting.answer_of(context, context.access.request_missing_count(query, Grain.HOUR))
    except XapiError:
        return max_hour_requests(query, now)


def offer(context: Context, query: Query, calls: int, why: str) -> None:
    """Say what counting costs, with the button that starts it where it may be started."""
    most = context.access.max_requests()
    more = f" One question may take {most:,}: choose a shorter range." if calls > most else ""
    st.info(
        f"{why} Each hour has to be asked on its own: at most {calls:,} calls to the PBX. "
        f"Hours that were asked before cost none.{more}",
        icon=":material/hourglass_empty:",
    )
    if more:
        return
    st.button(
        f"Count the hours ({calls:,} calls)", key="count_hours", on_click=_want, args=(query,)
    )


def watch(context: Context, query: Query) -> WatchedHistory:
    """The counting that is under way, or a new one. Returns at once."""
    state = st.session_state
    watched: WatchedHistory | None = state.get(_WATCHED)
    refresh = state.pop(_REFRESH, False)
    if watched is None or watched.departed or watched.query != query or refresh:
        fetching = context.access.request_history(query, Grain.HOUR, refresh=refresh)
        if watched is not None:
            watched.cancel()
        state[_WATCHED] = watched = WatchedHistory(query, None, (fetching,))
    waiting.hold(_WATCHED, watched)
    return watched


def forget() -> None:
    """Let go of an answer that is drawn: the session need not hold its rows."""
    st.session_state.pop(_WATCHED, None)
    waiting.release(_WATCHED)


def cancel(watched: WatchedHistory) -> None:
    """A button's callback: give it up; what has come in stays."""
    watched.cancel()


def _want(query: Query) -> None:
    st.session_state[_WANTED] = query
    forget()
