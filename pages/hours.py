"""At which hours does a group have its calls?"""

import streamlit as st

from components.hours import charts, loading
from components.shared import copy_link, notices, printing, query_bar, url_state, waiting
from components.shared.working_hours import zone_of
from telephony.context import Context


def hours(context: Context) -> None:
    now = context.now()
    directory = waiting.directory(context, now)  # stored hours need no PBX
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="bar"):
        view = query_bar.view_from_bar(context, directory, now, zone_of)
        st.button("Refresh", key="refresh", icon=":material/refresh:", on_click=loading.ask_again)
        copy_link.copy_link(view, now, zone_of(context, view))
        printing.button("Time of day")
    notices.problems(url_state.problems())
    notices.unlisted_groups(directory)
    if not view.groups:
        notices.no_group(directory)
    elif not notices.no_time(view.query(now, zone_of(context, view)).period, now):
        charts.show(context, view, now, directory.stale)
