"""The connection test as text to copy, for whoever helps."""

from __future__ import annotations

import streamlit as st

from components.shared.literal_text import as_html
from components.shared.pbx_choice import key_of
from telephony.answers.connection_test import ConnectionTest
from telephony.context import Context
from telephony.export.support_report import support_report
from threecx_dashboard import __version__


def show(context: Context, test: ConnectionTest) -> None:
    """The text, folded; its button copies it."""
    facts = {
        "Dashboard": __version__,
        "Time zone of the PBX": context.zone.key,
        "History": context.access.store_notice or "no problem",
    }
    key = key_of(context, "support_report")
    with st.expander("Report for support", icon=":material/support_agent:", key=key):
        st.html(
            as_html("Passwords, keys and tokens are not in it; names of hosts are.", small=True)
        )
        st.code(support_report(test, facts), language=None, wrap_lines=True)
