"""How many people are on the phone at the same time: hours counted one by one, on demand."""

from __future__ import annotations

from functools import partial

import streamlit as st

from components.shared import (
    chart_table,
    charts,
    downloads,
    finding,
    gap_notices,
    headings,
    history_loading,
    hour_counting,
    notices,
)
from components.shared.history_loading import LoadedHistory
from components.shared.page_frame import PageFrame
from components.shared.progress import offer_to_try_again
from components.shared.steady_place import steady_place
from components.shared.viewer_locale import viewer_style
from components.workload import export, view_model, words
from telephony.context import Context
from telephony.data_access.reports.counted_hours import hours_from_history
from telephony.export.traffic import whole_group_words
from telephony.metrics.workload_words import traffic_words
from telephony.query.view import Query, View

_HOURS = gap_notices.Unit("hour", "They are unknown (?) here.")


def show(context: Context, page: PageFrame, query: Query) -> None:
    """What is stored is shown at once; else how many requests it takes, and a button."""
    headings.section(words.TRAFFIC)
    if not hour_counting.is_wanted(query):
        requests = hour_counting.estimate_requests(context, query, page.now)
        if requests:
            hour_counting.offer(context, query, requests, words.TRAFFIC_WHY)
            return
    watched = hour_counting.watch(context, query)
    draw = partial(_draw, query, page.view)
    finished = history_loading.finished(watched, _HOURS.name, draw)
    if finished is None:
        return
    history = finished.loaded.history
    if (error := history.no_data_error) is not None:
        notices.failure(error)
        offer_to_try_again()
        return
    with finished.above:
        notices.stale(history, page.now, page.pbx_error)
        gap_notices.missing(history, query.period.zone, _HOURS, history_loading.forget)
        notices.incomplete(history.quality)
    with st.container():
        history_loading.in_place("traffic", partial(draw, finished.loaded))
    answer = hours_from_history(history)
    downloads.offer(
        export.traffic_file(context, answer, query, page.view), words.EXPORT_TRAFFIC, of="_traffic"
    )


def _draw(query: Query, view: View, loaded: LoadedHistory) -> None:
    style = viewer_style()
    model = view_model.traffic(hours_from_history(loaded.history), query, style)
    finding.show(traffic_words(model.traffic, style), *model.left_out)
    with steady_place():
        if remark := whole_group_words(view):
            st.caption(remark)
    with st.container(border=True):
        if st.toggle("Table", key="traffic_table", persist_state="session"):
            numbers = model.table.columns[1:]
            chart_table.show(model.table, numbers, "traffic_rows", words.TRAFFIC)
        else:
            charts.show("traffic", model.chart, "traffic")
    st.caption(words.COUNTED_AT_START)
