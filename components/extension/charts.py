"""The page below its controls: the sentence, the cards, the days, call areas and hours."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Final

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from components.extension import controls, loading, provenance, view_model, words
from components.extension import notices as extension_notices
from components.extension.view_model import DaysModel
from components.shared import (
    answers_loading,
    cards,
    chart_table,
    charts,
    downloads,
    finding,
    further_questions,
    gap_notices,
    headings,
    history_loading,
    hour_counting,
    notices,
    preview,
    progress,
    working_hours,
)
from components.shared.answers_loading import LoadedAnswers
from components.shared.history_loading import LoadedHistory
from components.shared.literal_text import as_html, plain_text
from components.shared.page_frame import PageFrame
from components.shared.progress import offer_to_try_again
from components.shared.provenance import last_updated
from components.shared.steady_place import steady_place
from components.shared.viewer_locale import viewer_count_of, viewer_style
from telephony.context import Context
from telephony.export.extension import ExtensionDays, extension_export, extension_file_name
from telephony.formatting.lists import listed
from telephony.frames.former_names import former_words
from telephony.periods.events import Events
from telephony.periods.update6 import break_words
from telephony.query.view import Query, View
from telephony.xapi.errors import XapiError

_HOUR_UNIT: Final = gap_notices.Unit("hour", "They are unknown (?) here.")


def show(context: Context, page: PageFrame) -> None:
    """Everything of the view's extension; of the first one where it names none."""
    view, now = page.view, page.now
    query, refresh = view.query(now, context.zone), progress.refresh_wanted()
    if len(query.groups) == 1:  # on their way while the answers are loaded
        loading.watch_days(context, query, now, refresh=refresh)
    answers = answers_loading.load(context, view, now, page.slot, refresh=refresh)
    if answers is None:
        controls.show(context, view, (), {})
        offer_to_try_again()
        return
    if not view.trend.extension and (first := view_model.first_of(answers, view)):
        view = view.of_extension(first)  # of this page alone: others would be narrowed to it
    summary = view_model.summary(answers, view, viewer_style())
    controls.show(context, view, summary.extensions, summary.names)
    with page.notices:
        notices.stale(answers.answer, now, None if answers.answer.requests else page.pbx_error)
        notices.partial(answers.answer, page.directory)
        notices.compared_progress(query.period, answers.before, now)
    if summary.cards is None:
        names = [page.directory.name(number) for number in view.groups]
        where = listed(names, viewer_style(), most=len(names))
        notices.empty(words.no_such(view.trend.extension, where))
        return
    groups = words.groups_words(summary.groups, page.directory, view)
    further_questions.show_of_extension(view, as_html(groups))
    sentence = st.container()  # above the cards; the old one stays until the days are there
    cards.show(summary.cards, answers.compared_words(viewer_style()))
    remarks = steady_place()
    if view.search or view.filter or not view.show_idle:
        remarks.caption(words.SEARCH_AND_FILTER)
    if len(query.groups) > 1:
        query = loading.of_one_group(query, summary.groups)
        loading.watch_days(context, query, now, refresh=refresh)
    _show_days(context, page, view, query, answers, sentence, remarks)


def _show_days(  # noqa: PLR0913, PLR0917  # all that the days stand among
    context: Context,
    page: PageFrame,
    view: View,
    query: Query,
    answers: LoadedAnswers,
    sentence: DeltaGenerator,
    remarks: DeltaGenerator,
) -> None:
    """The chart of the days, as they arrive, and what is below it."""
    now = page.now
    marked = working_hours.load_marked_days(context, replace(view, holidays=True), [query.period])
    watched = loading.watch_days(context, query, now, refresh=False)
    draw = partial(_draw_arriving, view, marked.events)
    finished = history_loading.finished(watched, extension_notices.DAY.name, draw)
    if finished is None:
        return
    loaded = finished.loaded
    if (error := loaded.history.no_data_error) is not None:
        notices.failure(error)
        offer_to_try_again()
        return
    extension, direction = view.trend.extension, view.direction
    style = viewer_style()
    model = view_model.build_days_memoized(loaded, extension, direction, marked.events, style)
    with sentence:
        finding.show(model.sentence)
    periods = filter(None, (query.period, answers.before, loaded.before))
    trend = model.loaded.trend
    with remarks:
        extension_notices.of_days(loaded)
        notices.not_comparable(break_words(marked.update6, periods, style))
        notices.former_names(former_words(trend.former_names, trend.zone, style))
    with (
        finished.above,
        st.container(horizontal=True, vertical_alignment="center", key="above_days"),
    ):
        updated = last_updated(loaded.history.as_of, trend.zone, now, name_zone=True)
        st.html(updated, width="stretch")
        _export(context, view, loaded, model)
    st.fragment(history_loading.in_place)("days", partial(_draw_days, model))
    _groups(context, page, query, extension)
    _areas(context, query, extension)
    _hours(context, query, extension, now)
    provenance.show(context, answers, loaded)
    preview.offer(context, page)


def _draw_arriving(view: View, events: Events, loaded: LoadedHistory) -> None:
    style = viewer_style()
    _draw_days(view_model.build_days(loaded, view.trend.extension, view.direction, events, style))


def _draw_days(model: DaysModel) -> None:
    if st.toggle("Table instead of chart", key="days_as_table", persist_state="session"):
        chart_table.show(model.table, model.numbers, "days_of_extension", "By day")
    else:
        charts.show("extension_days", model.chart, "extension_days")
    st.caption(words.NORMAL_RANGE)


def _export(context: Context, view: View, loaded: LoadedHistory, model: DaysModel) -> None:
    days = ExtensionDays(
        model.loaded, model.marks, loaded.history, loaded.compared, loaded.query, view
    )
    make = partial(extension_export, days)
    file = downloads.ExportFile(context, days.provenance, make, extension_file_name)
    downloads.offer(file, "One row per day, with the normal range of its calls.")


def _groups(context: Context, page: PageFrame, query: Query, extension: str) -> None:
    """The groups that are not selected, requested when somebody opens them."""
    selected = frozenset(page.view.groups)
    others = [number for number in page.directory.by_name if number not in selected]
    if not others:
        st.empty()  # what follows keeps its place
        return
    title = f"{words.GROUPS} ({viewer_count_of(len(others), 'request')})"
    with st.expander(title, key="other_groups", on_change="rerun") as panel:
        if panel.open:
            found = loading.find_groups(context, query, others, extension)
            names = [page.directory.name(number) for number in others if found[number]]
            lost = [page.directory.name(number) for number in others if found[number] is None]
            every = context.viewer.groups.everything
            plain_text(words.other_groups(names, lost, every=every))


def _areas(context: Context, query: Query, extension: str) -> None:
    """Internal and external calls, requested when somebody opens them."""
    with st.expander(words.AREAS, key="areas", on_change="rerun") as panel:
        if not panel.open:
            return
        for area, answer in loading.load_areas(context, query).items():
            headings.section(area.word.capitalize())
            if isinstance(answer, XapiError):
                notices.failure(answer)
                continue
            with steady_place():
                notices.incomplete(answer.quality)
            style = viewer_style()
            cards.show(view_model.area_cards(answer, query, area, extension, style))
        st.caption(words.AREAS_OVERLAP)


def _hours(context: Context, query: Query, extension: str, now: datetime) -> None:
    """Calls by the hour: what is stored at once, the rest when somebody asks for it."""
    with st.expander(words.HOURS, key="hours_of_extension_panel", on_change="rerun") as panel:
        if not panel.open:
            return
        requests = hour_counting.estimate_requests(context, query, now)
        if requests and not hour_counting.is_wanted(query):
            hour_counting.offer(context, query, requests, words.HOURS_WHY)
            return
        watched = hour_counting.watch(context, query)
        draw = partial(_draw_hours, extension)
        finished = history_loading.finished(watched, _HOUR_UNIT.name, draw)
        if finished is None:
            return
        history = finished.loaded.history
        if (error := history.no_data_error) is not None:
            notices.failure(error)
            return
        with finished.above:
            zone = query.period.zone
            gap_notices.missing(history, zone, _HOUR_UNIT, history_loading.forget)
        with st.container():
            history_loading.in_place("hours", partial(draw, finished.loaded))


def _draw_hours(extension: str, loaded: LoadedHistory) -> None:
    model = view_model.hours(loaded, extension, viewer_style())
    if st.toggle("Table instead of chart", key="hours_as_table", persist_state="session"):
        numbers = model.table.columns[1:]
        chart_table.show(model.table, numbers, "hours_rows_of_extension", words.HOURS)
    else:
        charts.show("extension_hours", model.chart, "extension_hours")
