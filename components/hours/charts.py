"""The charts: when in the week and in the day a group has its calls."""

from __future__ import annotations

from datetime import datetime
from functools import partial

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from components.hours import cards, loading, provenance, view_model
from components.hours.view_model import ViewModel
from components.shared import (
    chart_table,
    charts,
    downloads,
    gap_notices,
    headings,
    history_loading,
    hour_counting,
    notices,
    waiting,
    words,
    working_hours,
)
from components.shared.history_loading import LoadedHistory
from components.shared.literal_text import literal
from components.shared.page_frame import PageFrame
from components.shared.progress import offer_to_try_again
from components.shared.provenance import last_updated
from components.shared.steady_place import steady_place
from components.shared.viewer_locale import viewer_style
from telephony.answers.hours import HoursAnswer
from telephony.context import Context
from telephony.data_access.reports.counted_hours import hours_from_history
from telephony.export.hours import (
    counted_hours,
    hours_export,
    hours_file_name,
    hours_provenance,
    not_applied,
)
from telephony.frames.hours import in_several
from telephony.query.view import HourMetric, Query, View
from telephony.xapi.errors import NotReady, XapiError
from telephony.xapi.report_errors import NoHourlyReport

_HOURS = gap_notices.Unit("hour", "They are unknown (?) here.")
_MOST_NAMED = 5


def show(context: Context, page: PageFrame) -> None:
    """The metric by weekday and hour and by hour of the day, and where it comes from."""
    view, now, pbx_error = page.view, page.now, page.pbx_error
    query = view.query(now, context.zone_of(view))
    days = working_hours.load_marked_days(context, view, [query.period])
    with steady_place():
        _not_applied(view)
        view = working_hours.without_holidays(view, days)
    if hour_counting.is_wanted(query):
        _show_counted(context, query, view, now, pbx_error)
        return
    talk = view.by_hour is HourMetric.TALK
    answer = None if talk else loading.from_reports(context, query, page.slot)
    if isinstance(answer, HoursAnswer):
        above = steady_place()
        with above, steady_place():
            notices.stale(answer, now)
        _show_answer(context, answer, query, view, above)
        return
    requests = hour_counting.estimate_requests(context, query, now)
    if not requests:
        no_report = isinstance(answer, NoHourlyReport)
        _show_counted(context, query, view, now, pbx_error if no_report else pbx_error or answer)
    elif answer is None:
        hour_counting.offer(context, query, requests, "The PBX's hourly reports have no talk time.")
    elif isinstance(answer, NoHourlyReport):
        why = "This PBX has no hourly report that can be read."
        hour_counting.offer(context, query, requests, why)
    else:
        _show_failure(answer)


def _show_counted(
    context: Context, query: Query, view: View, now: datetime, pbx_error: XapiError | None
) -> None:
    """Show hours counted one by one: what is stored immediately, the rest as it arrives."""
    watched = hour_counting.watch(context, query)
    draw = partial(_draw_arrived, query, view)
    finished = history_loading.finished(watched, _HOURS.name, draw)
    if finished is None:
        return
    history = finished.loaded.history
    if (error := history.no_data_error) is not None:
        _show_failure(error)
        return
    with finished.above, steady_place():
        notices.stale(history, now, pbx_error)
        gap_notices.missing(history, query.period.zone, _HOURS, history_loading.forget)
    _show_answer(context, hours_from_history(history), query, view, finished.above)


def _draw_arrived(query: Query, view: View, loaded: LoadedHistory) -> None:
    _draw(hours_from_history(loaded.history), query, view)


def _show_answer(
    context: Context, answer: HoursAnswer, query: Query, view: View, above: DeltaGenerator
) -> None:
    zone = query.period.zone
    with above:
        with steady_place():
            _caveats(context, counted_hours(answer, query, view), query)
            notices.empty(view_model.build(answer, query, view, viewer_style()).why_empty)
        # as high as the line of progress, so that nothing jumps when the last hour is loaded
        with st.container(horizontal=True, vertical_alignment="center", key="above_hours"):
            updated = last_updated(answer.as_of, zone, context.now(), name_zone=True)
            st.html(updated, width="stretch")
            make = partial(hours_export, answer, query, view)
            of_file = hours_provenance(query, answer, view)
            file = downloads.ExportFile(context, of_file, make, hours_file_name)
            downloads.offer(file, "One row per hour shown.")
    with st.container():
        model = history_loading.in_place("hours", partial(_draw, answer, query, view))
    with steady_place():
        for sentence in model.left_out:
            st.caption(sentence)
    provenance.show(context, answer, query, view)


def _draw(answer: HoursAnswer, query: Query, view: View) -> ViewModel:
    style = viewer_style()
    model = view_model.build(answer, query, view, style)
    cards.show(model, view, style)
    show_charts(model)
    return model


def show_charts(model: ViewModel) -> None:
    """The model's two charts, each of them or its table."""
    _chart("week", "By weekday and hour", model)
    _chart("day", "By hour of the day", model)


def _chart(name: str, title: str, model: ViewModel) -> None:
    with st.container(border=True):
        with st.container(horizontal=True, vertical_alignment="center"):
            headings.section(title)
            as_table = st.toggle("Table", key=f"hours_table_{name}", persist_state="session")
        if as_table:
            table = model.tables[name]
            chart_table.show(table, table.columns[1:], f"hours_rows_{name}", title)
            return
        charts.show(f"hours_{name}", model.charts[name], f"hours_{name}")


def _caveats(context: Context, answer: HoursAnswer, query: Query) -> None:
    """What may be wrong with the values, above them."""
    notes = answer.quality.words(viewer_style())
    if not answer.complete:
        notes.append("Missing hours are unknown (?), not zero.")
    if not answer.exact:
        notes += _counted_twice(context, query)
    if notes:
        heading = "" if answer.complete else f"**{words.INCOMPLETE}** "
        st.warning(heading + " ".join(map(literal, notes)), icon=":material/info:")


def _counted_twice(context: Context, query: Query) -> list[str]:
    """Which extensions the hourly reports count in several groups; nothing where there are none."""
    try:
        pending = waiting.request(partial(context.access.request_extensions, query))
        waiting.wait_for(context, pending)
        frame = pending.answer(NotReady()).frame
    except XapiError:
        return ["An extension in several of these groups is counted in each of them."]
    several = in_several(frame, query.groups)
    if not several:
        return []
    named = ", ".join(several[:_MOST_NAMED]) + ("…" if len(several) > _MOST_NAMED else "")
    return [f"In several of these groups, so counted in each of them here: {named}."]


def _not_applied(view: View) -> None:
    """The filters of the link that do not apply to this page."""
    if note := not_applied(view):
        st.caption(f"{note} Choose inbound or outbound under Show.")


def _show_failure(error: XapiError) -> None:
    notices.failure(error)
    offer_to_try_again()
