"""Which days of the history are stored, as a calendar, and fetching the others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import streamlit as st

from components.shared import chart_table, charts, headings, notices, waiting
from components.shared.charts import Chart
from components.shared.history_loading import LOOK_AGAIN_SECONDS, progress_words
from components.shared.literal_text import plain_text
from components.shared.pbx_choice import key_of
from components.shared.steady_place import steady_place
from components.shared.viewer_locale import viewer_count_of, viewer_style
from components.status import words
from telephony.answers.coverage import Coverage
from telephony.answers.directory import Directory
from telephony.charts.status.coverage import coverage_calendar, describe_coverage
from telephony.collect.schedule import DEFAULT_MONTHS
from telephony.context import Context
from telephony.data_access.pending import PendingHistory
from telephony.periods.buckets import Grain
from telephony.periods.calendar import ONE_DAY, first_of_month
from telephony.periods.ranges import DayRange, resolve_range
from telephony.query.view import CallArea, Query
from telephony.tables.coverage import STATES, by_group, by_month
from telephony.xapi.errors import XapiError

_MONTHS: Final = (1, 3, DEFAULT_MONTHS, 25, 37)
_AREAS: Final = tuple(CallArea)
_FETCH: Final = "history_fetch"
_TITLES: Final = tuple(state.capitalize() for state in STATES)


@dataclass(frozen=True)
class _Fetch:
    """What was started from this session; nobody leaves it, so it goes on without the page."""

    query: Query
    pending: PendingHistory


def show(context: Context) -> None:
    """The calendar of one group, what fetching its other days takes, and all groups as a table."""
    headings.section("History")
    directory = waiting.directory(context, context.now())
    if not directory.groups:
        notices.no_group(directory)
        return
    if (notice := context.access.store_notice) is not None:
        notices.not_stored(notice)
        return
    query = _choose(context, directory)
    everything = Query(directory.by_name, query.period, query.area)
    try:
        coverages = waiting.answer_of(context, context.access.request_coverage(everything))
    except XapiError as error:
        notices.failure(error)
        return
    [group] = query.groups
    _calendar(context, coverages[group])
    _fetch(context, query, coverages[group])
    with st.expander(
        f"All {viewer_count_of(len(coverages), 'group')}",
        key=key_of(context, "coverage_of_all"),
        on_change="rerun",
    ) as panel:
        if panel.open:
            table = by_group(coverages.values(), directory.names, viewer_style())
            chart_table.show(table, _TITLES, key_of(context, "coverage_groups"), "History by group")


def _choose(context: Context, directory: Directory) -> Query:
    """The chosen group and calls, from some months ago to yesterday."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        group = st.selectbox(
            "Group",
            directory.by_name,
            format_func=directory.name,
            key=key_of(context, "coverage_group"),
        )
        area = st.selectbox(
            "Calls",
            _AREAS,
            format_func=lambda each: each.word,
            key=key_of(context, "coverage_area"),
        )
        months = st.selectbox(
            "Since",
            _MONTHS,
            _MONTHS.index(DEFAULT_MONTHS),
            format_func=lambda each: f"{viewer_count_of(each, 'month')} ago",
            key=key_of(context, "coverage_since"),
        )
    now = context.now()
    yesterday = now.astimezone(context.zone).date() - ONE_DAY
    days = DayRange(first_of_month(yesterday, -months), yesterday)
    return Query((group,), resolve_range(days, now, context.zone), area)


def _calendar(context: Context, coverage: Coverage) -> None:
    style = viewer_style()
    with st.container(border=True):
        with st.container(horizontal=True, vertical_alignment="center"):
            headings.section(describe_coverage(coverage, style))
            key = key_of(context, "coverage_as_table")
            as_table = st.toggle("Table", key=key, persist_state="session")
        if as_table:
            table = by_month(coverage, style)
            chart_table.show(table, _TITLES, key_of(context, "coverage_months"), "History by month")
            return
        chart = Chart(coverage_calendar(coverage, style), describe_coverage(coverage, style))
        charts.show(key_of(context, "coverage"), chart, "history")
        plain_text(words.CALENDAR_HELP)


def _fetch(context: Context, query: Query, coverage: Coverage) -> None:
    """The fetch that is under way, or what one takes and the button that starts it."""
    fetch: _Fetch | None = st.session_state.get(key_of(context, _FETCH))
    if fetch is not None and not fetch.pending.wait(0):
        st.fragment(_progress, run_every=LOOK_AGAIN_SECONDS)(fetch)
        plain_text(words.FETCHING)
        return
    if fetch is not None:
        del st.session_state[key_of(context, _FETCH)]
        with steady_place():
            _finished(fetch)
    style, access = viewer_style(), context.access
    most = access.max_requests(background=True)
    try:
        left = access.count_requests_left()
        wait = access.estimate_wait_seconds(coverage.requests, most)
    except XapiError as error:
        notices.failure(error)
        return
    if coverage.requests > most:
        plain_text(words.too_many(coverage.requests, most, style))
        return
    plain_text(words.cost(coverage.requests, left, most, wait, style))
    st.button(
        "Fetch this",
        key=key_of(context, "fetch"),
        icon=":material/download:",
        disabled=not coverage.requests,
        on_click=_start,
        args=(context, query),
    )


def _start(context: Context, query: Query) -> None:
    """Not held by the session: a viewer who leaves does not stop it."""

    def start() -> PendingHistory:
        return context.access.request_history(query, Grain.DAY, refresh=True, background=True)

    st.session_state[key_of(context, _FETCH)] = _Fetch(query, start())


def _progress(fetch: _Fetch) -> None:
    if fetch.pending.wait(0):
        st.rerun()  # of the page, which then shows what is stored
    done, total, seconds = fetch.pending.progress
    st.progress(done / max(total, 1), text=f"Fetching: {progress_words(done, total, seconds)}")


def _finished(fetch: _Fetch) -> None:
    """Say once how it ended."""
    history = fetch.pending.result()
    gaps = history.gaps
    error = next((gap.error for gap in gaps if gap.error is not None), history.stale)
    if error is not None:
        notices.failure(error)
