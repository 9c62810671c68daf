"""The charts over time: what is stored immediately, the rest as it arrives, newest first."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import streamlit as st

from components.shared import (
    chart_table,
    charts,
    downloads,
    headings,
    history_loading,
    notices,
    working_hours,
)
from components.shared.history_loading import LoadedHistory
from components.shared.page_frame import PageFrame
from components.shared.progress import offer_to_try_again
from components.shared.provenance import last_updated
from components.shared.steady_place import steady_place
from components.shared.viewer_locale import viewer_style
from components.trends import (
    closed_days,
    comparison,
    consistency,
    loading,
    provenance,
    view_model,
)
from components.trends import notices as trends_notices
from components.trends.view_model import ViewModel
from telephony.context import Context
from telephony.export.trends import Days, days_export, days_file_name
from telephony.frames.former_names import former_words
from telephony.metrics.registry import METRICS
from telephony.periods.closed_days import ClosedDays
from telephony.periods.events import Events
from telephony.query.view import View
from telephony.tables.trends import step_table, value_columns


def show(context: Context, page: PageFrame) -> None:
    """All charts of the view with what there is to say about them."""
    view, now = page.view, page.now
    query, before = loading.queries_of(context, view, now)
    view = replace(view, trend=view.trend.with_step_for(query.period))
    if view.holidays:
        loading.watch(context, view, now)  # the days are on their way while the marks are read
    days = working_hours.load_marked_days(
        context, view, [query.period, *([before] if before else [])]
    )
    in_pbx_zone = context.zone_of(view).key == context.zone.key
    closed = days.closed_days(view, pbx_zone=in_pbx_zone)
    events = days.events
    with steady_place():
        view = working_hours.without_holidays(view, days)
        trends_notices.events(events)
    watched = loading.watch(context, view, now)
    unit = trends_notices.unit_of(watched.cut).name
    finished = history_loading.finished(watched, unit, partial(_draw, view, events, closed))
    if finished is None:
        return
    loaded = finished.loaded
    if (error := loaded.history.no_data_error) is not None:
        notices.failure(error)
        offer_to_try_again()
        return
    model = view_model.build_memoized(loaded, view, events, closed, viewer_style())
    shown = model.over.trend
    with finished.above:
        with steady_place():
            notices.stale(loaded.history, now, page.pbx_error)
            trends_notices.missing(loaded)
            trends_notices.to_come(loaded, now)
            trends_notices.not_recorded(model, loaded)
            trends_notices.newer_counting(days.update6, loaded)
            trends_notices.no_sentiment(loaded, view)
            trends_notices.no_match(model, loaded, view)
            notices.former_names(former_words(shown.former_names, shown.zone, viewer_style()))
        with st.container(horizontal=True, vertical_alignment="center", key="above_trends"):
            updated = last_updated(loaded.history.as_of, shown.zone, now, name_zone=True)
            st.html(updated, width="stretch")
            disagreeing = consistency.show(context, loaded)
            _export(context, loaded, model, view)
        with steady_place():
            consistency.table(context, disagreeing, view)
        with steady_place():
            comparison.show(model, loaded, view)
        with steady_place():
            closed_days.show(model, view)
    st.fragment(history_loading.in_place)("days", partial(show_charts, model, view))
    provenance.show(context, loaded)


def _export(context: Context, loaded: LoadedHistory, model: ViewModel, view: View) -> None:
    whole = model.whole
    days = Days(whole.trend, whole.marks, loaded.history, loaded.query, view)
    make = partial(days_export, days)
    file = downloads.ExportFile(context, days.provenance, make, days_file_name)
    downloads.offer(file, "The values of all these charts.")


def _draw(view: View, events: Events, closed: ClosedDays, loaded: LoadedHistory) -> None:
    show_charts(view_model.build(loaded, view, events, closed, viewer_style()), view)


def show_charts(model: ViewModel, view: View) -> None:
    """The model's charts, or their tables: calls across the page, the others two by two."""
    as_tables = st.toggle("Tables instead of charts", key="as_tables", persist_state="session")
    if as_tables:
        with st.container(key="trend_tables"):
            for key in model.charts:
                _table(key, model, view)
    else:
        named = {f"trend_{key}": chart for key, chart in model.charts.items()}
        charts.show_framed("trend_charts", named, first_wide=True)
    st.caption(_legend(model))


def _table(key: str, model: ViewModel, view: View) -> None:
    keys = view_model.table_keys(key, view.direction)
    with st.container():
        headings.section(METRICS[key].label)
        table = step_table(model.over, keys)
        numbers = value_columns(model.over, keys)
        chart_table.show(table, numbers, f"steps_{key}", METRICS[key].label)


def _legend(model: ViewModel) -> str:
    trend = model.over.trend
    words = []
    if any(step.weekend for step in trend.steps):
        words.append("Grey columns: weekends.")
    if any(model.over.marks):
        words.append("Pink columns with ▾: holidays and own events.")
    words.append("Faded or hollow: incomplete. Hatched: no data.")
    return " ".join(words)
