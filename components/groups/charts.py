"""The page below its controls: the sentence, the table, and the days of each group."""

from __future__ import annotations

from functools import partial

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from components.groups import by_hour, export, loading, provenance, table, view_model, words
from components.groups import notices as groups_notices
from components.groups.loading import GroupsAndDays, LoadedDays, LoadedGroups
from components.groups.view_model import Days, Groups
from components.shared import (
    chart_table,
    charts,
    finding,
    gap_notices,
    history_loading,
    notices,
    preview,
    progress,
)
from components.shared.history_loading import AT_ONCE_SECONDS, LoadedHistory, WatchedHistory
from components.shared.page_frame import PageFrame
from components.shared.progress import offer_to_try_again
from components.shared.provenance import last_updated
from components.shared.steady_place import steady_place
from components.shared.viewer_locale import viewer_count, viewer_style
from telephony.context import Context
from telephony.query.view import View
from telephony.xapi.errors import XapiError


def show(context: Context, page: PageFrame) -> None:
    """The groups, once the viewer has agreed to what many of them take."""
    view, style = page.view, viewer_style()
    query = loading.query_of(context, page)
    with page.notices:
        if note := words.which(len(query.groups), len(view.groups)):
            st.caption(note)
    if not loading.agreed(query):
        requests = loading.estimate_requests(context, query, page)
        st.info(words.cost(len(query.groups), requests), icon=":material/hourglass_empty:")
        label = f"Load {viewer_count(len(query.groups))} groups ({viewer_count(requests)} requests)"
        st.button(label, key="load_groups", on_click=loading.agree, args=(query,))
        return
    refresh = progress.refresh_wanted()
    loaded = loading.load(context, query, page, refresh=refresh)
    if not loaded.answers:
        first = next(group.now for group in loaded.groups if isinstance(group.now, XapiError))
        notices.failure(first)
        offer_to_try_again()
        return
    as_of = min(answer.as_of for answer in loaded.answers.values())
    page.slot.html(last_updated(as_of, context.zone, page.now), width="content")
    stale = next((one for one in loaded.answers.values() if one.stale), None)
    shown = view_model.groups(loaded, view, style)
    with page.notices:
        if stale is not None:
            notices.stale(stale, page.now)
        notices.compared_progress(query.period, loaded.before, page.now)
        groups_notices.of_groups(loaded, shown)
    finding.show(shown.sentence)
    with st.container(horizontal=True, vertical_alignment="center", key="above_groups"):
        st.caption(shown.compared_words, width="stretch")
        export.menu(context, loaded, shown, view)
    place = st.container()  # the old table stays until the new one comes
    watched = loading.watch_days(context, query, refresh=refresh)
    _days(watched, loaded, shown, view, place)
    by_hour.show(context, loaded, shown)
    provenance.show(context, loaded, view)
    preview.offer(context, page)


def _days(
    watched: WatchedHistory,
    loaded: LoadedGroups,
    shown: Groups,
    view: View,
    place: DeltaGenerator,
) -> None:
    """The table and the days; the bars in its rows come once all days are there."""
    style = viewer_style()
    names = tuple((group.number, group.name) for group in shown.totals)

    def draw_arrived(arrived: LoadedHistory) -> None:
        days = LoadedDays(arrived, watched.by_group)
        _draw(view_model.build_days(days, names, view, style))

    above = steady_place()
    if not watched.finished(AT_ONCE_SECONDS):
        place.html(table.as_html(shown, view, {}, style))
        history_loading.show_arriving(watched, groups_notices.DAY.name, draw_arrived)
        return
    loaded_days = watched.loaded()
    history_loading.rely_on(loaded_days)
    history = loaded_days.history
    if (error := history.no_data_error) is not None and all(
        one.no_data_error for one in watched.by_group().values()
    ):
        place.html(table.as_html(shown, view, {}, style))
        notices.failure(error)
        return
    of_groups = LoadedDays(loaded_days, watched.by_group)
    days = view_model.build_days_memoized(of_groups, names, view, style)
    if not watched.cancelled:
        history_loading.forget()
    place.html(table.with_days(GroupsAndDays(loaded, of_groups), names, view, style))
    zone = loaded.query.period.zone
    with above:
        gap_notices.incomplete(history, zone, groups_notices.DAY)
        gap_notices.missing(history, zone, groups_notices.DAY, history_loading.forget)
    st.fragment(history_loading.in_place)("days", partial(_draw, days))


def _draw(days: Days) -> None:
    if st.toggle("Table instead of charts", key="groups_as_table", persist_state="session"):
        chart_table.show(days.table, days.table.columns[1:], "days_of_groups", "Groups by day")
    else:
        charts.show("groups_days", days.chart, "groups_days")
    st.caption(words.OWN_SCALES)
