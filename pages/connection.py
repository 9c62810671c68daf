"""Is the PBX reachable, and does it let this dashboard read what it needs?"""

import streamlit as st

from components import notices
from telephony.runtime import current
from telephony.xapi.errors import XapiError


def clock_words(ahead_seconds: float) -> str:
    """How the PBX's clock stands to this machine's; a second is as exact as HTTP tells it."""
    seconds = round(ahead_seconds)
    if abs(seconds) <= 1:
        return "the same as this machine's"
    return f"{abs(seconds):,} s {'ahead of' if seconds > 0 else 'behind'} this machine's"


def connection() -> None:
    runtime = current()
    st.subheader("Connection to the PBX")
    try:
        with st.spinner("Asking the PBX…"):
            probe = runtime.access.probe()
            directory = runtime.access.groups(refresh=True)
    except XapiError as error:
        notices.failure(error)
    else:
        st.success("The PBX answers and takes the credentials.", icon=":material/check_circle:")
        st.text(f"3CX version: {probe.version or 'not told'}")
        st.text(f"Roles of the API client: {', '.join(probe.roles) or 'not told'}")
        if probe.clock_ahead_seconds is not None:
            st.text(f"Clock of the PBX: {clock_words(probe.clock_ahead_seconds)}")
        st.text(f"Groups: {len(directory.groups)}")
        notices.unlisted_groups(directory)
    st.text(f"Time zone of the PBX: {runtime.zone.key}")
    st.button("Test again", key="again")


connection()
