"""At which hours the groups leave calls unanswered, requested when this part is opened."""

from __future__ import annotations

import streamlit as st

from components.groups import loading, words
from components.groups.loading import LoadedGroups
from components.groups.view_model import Groups
from components.shared import chart_table, finding, notices
from components.shared.steady_place import steady_place
from components.shared.viewer_locale import viewer_style
from telephony.context import Context
from telephony.metrics.group_hours import group_hours, most_unanswered_words
from telephony.metrics.hours import HourFilter
from telephony.tables.group_hours import group_hours_table
from telephony.xapi.errors import XapiError


def show(context: Context, loaded: LoadedGroups, shown: Groups) -> None:
    """A panel that is closed until somebody opens it; nothing is requested before."""
    with st.expander(
        words.by_hour(len(loaded.groups)), key="groups_hours", on_change="rerun"
    ) as panel:
        if not panel.open:
            return
        found = []
        answers = loading.load_hours(context, loaded, st.empty())
        with steady_place():
            for group in shown.totals:
                answer = answers[group.number]
                if isinstance(answer, XapiError):
                    notices.missing_group(group.name, answer)
                    continue
                notices.incomplete(answer.quality)
                hours = HourFilter(loaded.query.period, answer.as_of)
                found.append(group_hours(group.name, answer.frame, hours))
        if not found:
            return
        style = viewer_style()
        finding.show(most_unanswered_words(found, style))
        table = group_hours_table(found, style)
        chart_table.show(table, table.columns[1:], "groups_by_hour", words.HOURS)
        st.caption(words.BY_HOUR)
