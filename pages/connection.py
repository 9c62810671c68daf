"""Is the PBX reachable, and does it let this dashboard read what it needs?"""

import streamlit as st

from components.connection import report
from components.shared import connection_steps, headings, notices, page_frame
from components.shared.literal_text import plain_text
from components.shared.pbx_choice import key_of
from telephony.context import Context
from threecx_dashboard import __version__

_AGAIN = "test_again"


def connection(context: Context) -> None:
    """Draw the page. A visit soon after another shows the same tests."""
    page_frame.heading("Connection", "Is the PBX reachable, and what may be read?")
    again = st.session_state.pop(_AGAIN, "")
    for of_pbx in context.each_pbx:  # all at once: one that hangs holds up no other
        of_pbx.access.request_connection_test(again=again == key_of(of_pbx, _AGAIN))
    for of_pbx in context.each_pbx:
        show_pbx(of_pbx)
    plain_text(f"Version of this dashboard: {__version__}")


def show_pbx(context: Context) -> None:
    """The steps to one PBX, when they were taken, and what the dashboard assumes of it."""
    if context.pbx.name:
        headings.section(context.pbx.name)
    test = connection_steps.show(context, context.access.request_connection_test())
    plain_text(f"Tested at {test.started.astimezone(context.zone):%H:%M:%S %Z}")
    key = key_of(context, "again")
    st.button("Test again", key=key, on_click=_test_again, args=(key_of(context, _AGAIN),))
    report.show(context, test)
    plain_text(f"Time zone of the PBX: {context.zone.key}")
    notices.not_stored(context.access.store_notice)


def _test_again(key: str) -> None:
    st.session_state[_AGAIN] = key
