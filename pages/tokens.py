"""Which access tokens do I have, for programs that request exports?"""

import streamlit as st

from components.shared import page_frame
from components.shared.steady_place import steady_place
from components.tokens import form, groups, listing
from telephony.context import Context

_QUESTION = "For scripts and spreadsheets that request exports without a browser."


def tokens(context: Context) -> None:
    """Draw the page."""
    page_frame.heading("Access tokens", _QUESTION)
    made = context.tokens
    if made is None or not context.viewer.name:
        st.info("Nobody signs in to this dashboard, so exports need no token.")
        return
    names = groups.names(context)
    with steady_place():
        if made.are_temporary:
            ends = "These tokens end with the demo, which keeps nothing."
            st.info(ends, icon=":material/science:")
        listing.show_failure()
    form.show(context, made, names)
    listing.show(context, made, names)
