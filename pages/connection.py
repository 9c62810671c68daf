"""Is the PBX reachable, and does it let this dashboard read what it needs?"""

import streamlit as st

from components.connection import report
from components.shared import connection_steps, notices, page_frame
from components.shared.literal_text import plain_text
from telephony.context import Context
from threecx_dashboard import __version__

_AGAIN = "test_again"


def connection(context: Context) -> None:
    """Draw the page. A visit soon after another shows the same test."""
    page_frame.heading("Connection", "Is the PBX reachable, and what may be read?")
    show_pbx(context)
    plain_text(f"Version of this dashboard: {__version__}")


def show_pbx(context: Context) -> None:
    """The steps to one PBX, when they were taken, and what the dashboard assumes of it."""
    again = st.session_state.pop(_AGAIN, False)
    test = connection_steps.show(context, context.access.request_connection_test(again=again))
    plain_text(f"Tested at {test.started.astimezone(context.zone):%H:%M:%S %Z}")
    st.button("Test again", key="again", on_click=_test_again)
    report.show(context, test)
    plain_text(f"Time zone of the PBX: {context.zone.key}")
    notices.not_stored(context.access.store_notice)


def _test_again() -> None:
    st.session_state[_AGAIN] = True
