"""What the page of one extension is made of: its days, the days before, its call areas, hours."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Final

import streamlit as st

from components.shared import history_loading, waiting
from components.shared.history_loading import WatchedHistory
from telephony.answers.extensions import ExtensionsAnswer
from telephony.context import Context
from telephony.data_access.reports.counted_hours import max_hour_requests
from telephony.metrics.normal_load import reference_period
from telephony.periods.buckets import Grain
from telephony.query.view import CallArea, Query
from telephony.xapi.errors import NotReady, XapiError

_HOURS: Final = "hours_of_extension"
_WANTED: Final = "hours_of_extension_wanted"
_AREAS: Final = (CallArea.INTERNAL, CallArea.EXTERNAL)


def watch_days(context: Context, query: Query, now: datetime, *, refresh: bool) -> WatchedHistory:
    """The days of the range, and those before that they are compared with. Does not wait."""
    before = reference_period(query.period, now)
    return history_loading.watch(context, query, before, refresh=refresh)


def load_areas(context: Context, query: Query) -> Mapping[CallArea, ExtensionsAnswer | XapiError]:
    """Internal and external calls: a request per group and call area unless they are cached."""
    pending = {
        area: waiting.request(partial(context.access.request_extensions, replace(query, area=area)))
        for area in _AREAS
    }
    waiting.wait_for(context, *pending.values())
    answers: dict[CallArea, ExtensionsAnswer | XapiError] = {}
    for area, each in pending.items():
        try:
            answers[area] = each.answer(NotReady())
        except XapiError as error:
            answers[area] = error
    return answers


def count_hour_requests(context: Context, query: Query, now: datetime) -> int:
    """How many requests the hours take at most: one for each that is not stored."""
    try:
        return waiting.answer_of(context, context.access.request_missing_count(query, Grain.HOUR))
    except XapiError:
        return max_hour_requests(query, now)


def hours_wanted(query: Query) -> bool:
    """Whether this session has asked for these hours."""
    return bool(st.session_state.get(_WANTED) == query)


def want_hours(query: Query) -> None:
    """A button's callback."""
    st.session_state[_WANTED] = query
    forget_hours()


def watch_hours(context: Context, query: Query) -> WatchedHistory:
    """The hours of the range. Does not wait."""
    return history_loading.watch(context, query, cut=Grain.HOUR, name=_HOURS, refresh=False)


def forget_hours() -> None:
    """Drop them: once they are shown, a session need not hold their rows."""
    history_loading.forget(_HOURS)
