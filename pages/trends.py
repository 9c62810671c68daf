"""How do calls, talk time and the pick-up rate of a group move over days, weeks and months?"""

import streamlit as st

from components.shared import copy_link, notices, printing, query_bar, url_state, waiting
from components.shared.working_hours import zone_of
from components.trends import charts, controls, loading
from telephony.context import Context


def trends(context: Context) -> None:
    now = context.now()
    directory = waiting.directory(context, now)  # stored days need no PBX
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="bar"):
        view = query_bar.view_from_bar(context, directory, now, zone_of, controls.more_controls)
        st.button(
            "Refresh",
            key="refresh",
            icon=":material/refresh:",
            on_click=loading.ask_again,
        )
        link = st.container(horizontal=True, gap="small", width="content")
    view = controls.view_from_bar(context, view, now)
    with link:
        copy_link.copy_link(view, now, zone_of(context, view))
        printing.button("Trends")
    query_bar.chips(view)
    notices.problems(url_state.problems())
    notices.unlisted_groups(directory)
    if not view.groups:
        notices.no_group(directory)
    elif not notices.no_time(view.query(now, zone_of(context, view)).period, now):
        charts.show(context, view, now, directory.stale)
