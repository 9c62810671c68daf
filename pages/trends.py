"""How do calls, talk time and the pick-up rate of a group move over days, weeks and months?"""

import streamlit as st

from components import (
    notices,
    printing,
    query_bar,
    sharing,
    trends_bar,
    trends_charts,
    trends_loading,
    url_state,
    waiting,
)
from telephony.runtime import current


def trends() -> None:
    runtime = current()
    now = runtime.now()
    directory = waiting.directory(now)  # stored days need no PBX
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="bar"):
        view = query_bar.view_from_bar(directory, now, trends_bar.zone_of, trends_bar.more_controls)
        st.button(
            "Refresh",
            key="refresh",
            icon=":material/refresh:",
            on_click=trends_loading.ask_again,
        )
        link = st.container(horizontal=True, gap="small", width="content")
    view = trends_bar.view_from_bar(view, now)
    with link:
        sharing.copy_link(view, now, trends_bar.zone_of(view))
        printing.button("Trends")
    query_bar.chips(view)
    notices.problems(url_state.problems())
    notices.unlisted_groups(directory)
    if not view.groups:
        notices.no_group(directory)
    elif not notices.no_time(view.query(now, trends_bar.zone_of(view)).period, now):
        trends_charts.show(view, now, directory.stale)
