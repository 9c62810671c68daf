"""How are the requests to the PBX, the history and this process doing?"""

import streamlit as st

from components.shared import page_frame
from components.status import history, server, store, traffic
from telephony.context import Context


def status(context: Context) -> None:
    """Draw the page."""
    page_frame.heading("Status", "How are the requests, the history and this process doing?")
    st.button("Look again", key="again", icon=":material/refresh:")
    show_pbx(context)
    server.show(context)


def show_pbx(context: Context) -> None:
    """What belongs to one PBX."""
    traffic.show(context)
    store.show(context)
    history.show(context)
