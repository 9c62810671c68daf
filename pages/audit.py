"""Who did what, when, and from where?"""

import streamlit as st

from components.audit import controls, table
from components.shared import page_frame
from components.shared.literal_text import literal
from components.shared.steady_place import steady_place
from components.shared.viewer_locale import viewer_count_of
from telephony.context import Context
from telephony.data_access.audit import AuditLog
from telephony.data_access.store.errors import StoreError


def show_state(log: AuditLog) -> None:
    """What is not stored, and what is not kept."""
    if log.is_temporary:
        st.info("This audit ends with the demo, which keeps nothing.", icon=":material/science:")
    if log.notice is not None:
        waiting = viewer_count_of(log.waiting, "entry waits", "entries wait")
        st.warning(f"**The audit is not stored now.** {literal(log.notice)} {waiting}.")
    if log.lost:
        lost = viewer_count_of(log.lost, "entry was", "entries were")
        st.warning(f"**{lost} lost** since the start: the store did not take them in time.")


def audit(context: Context) -> None:
    """Draw the page."""
    log = context.audit.log
    kept = "" if log is None else f" Kept for {viewer_count_of(log.keep.days, 'day')}."
    page_frame.heading("Audit", f"Who did what, when, and from where?{kept}")
    if log is None:
        st.info("Nothing is recorded.")
        return
    with steady_place():
        show_state(log)
    wanted = controls.choose(context)
    try:
        table.show(context, log, wanted)
    except StoreError as error:
        st.error(f"**The audit cannot be read.** {literal(error.message)}")
