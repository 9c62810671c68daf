"""How are the requests to the PBX, the history and this process doing?"""

import streamlit as st

from components.shared import headings, page_frame
from components.status import history, server, store, traffic
from telephony.context import Context


def status(context: Context) -> None:
    """Draw the page."""
    page_frame.heading("Status", "How are the requests, the history and this process doing?")
    st.button("Look again", key="again", icon=":material/refresh:")
    for of_pbx in context.each_pbx:
        show_pbx(of_pbx)
    server.show(context)


def show_pbx(context: Context) -> None:
    """What belongs to one PBX."""
    if context.pbx.name:
        headings.section(context.pbx.name)
    traffic.show(context)
    store.show(context)
    history.show(context)
