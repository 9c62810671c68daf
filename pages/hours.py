"""At which hours does a group have its calls?"""

import streamlit as st

from components import (
    hours_loading,
    notices,
    printing,
    query_bar,
    sharing,
    time_of_day,
    trends_bar,
    url_state,
    waiting,
)
from telephony.runtime import current


def hours() -> None:
    runtime = current()
    now = runtime.now()
    directory = waiting.directory(now)  # stored hours need no PBX
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="bar"):
        view = query_bar.view_from_bar(directory, now, trends_bar.zone_of)
        st.button(
            "Refresh", key="refresh", icon=":material/refresh:", on_click=hours_loading.ask_again
        )
        sharing.copy_link(view, now, trends_bar.zone_of(view))
        printing.button("Time of day")
    notices.problems(url_state.problems())
    notices.unlisted_groups(directory)
    if not view.groups:
        notices.no_group(directory)
    elif not notices.no_time(view.query(now, trends_bar.zone_of(view)).period, now):
        time_of_day.show(view, now, directory.stale)
