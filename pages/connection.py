"""Is the PBX reachable, and does it let this dashboard read what it needs?"""

from functools import partial

import streamlit as st

from components.shared import notices, page_frame, waiting
from components.shared.literal_text import plain_text
from telephony.context import Context
from telephony.formatting.numbers import count_of
from telephony.periods.presets import Preset
from telephony.periods.ranges import PresetRange, resolve_range
from telephony.query.view import CallArea, Query
from telephony.xapi.errors import NotReady, XapiError
from telephony.xapi.records import Group
from threecx_dashboard import __version__


def clock_words(ahead_seconds: float | None) -> str:
    """The PBX's clock beside this machine's [s]; an HTTP date is exact to a second."""
    if ahead_seconds is None:
        return "not reported (no Date header), so no day becomes final and each is requested again"
    seconds = round(ahead_seconds)
    if abs(seconds) <= 1:
        return "the same as this machine's"
    return f"{abs(seconds):,} s {'ahead of' if seconds > 0 else 'behind'} this machine's"


def show_report(context: Context, group: Group) -> None:
    """Request the report itself: a client that may list groups may still lack the right to it."""
    today = resolve_range(PresetRange(Preset.TODAY), context.now(), context.zone)
    query = Query((group.number,), today, CallArea.ALL)
    try:
        request = partial(context.access.request_extensions, refresh=True, as_reported=True)
        pending = waiting.request(partial(request, query))
        waiting.wait_for(context, pending)
        answer = pending.answer(NotReady())
    except XapiError as error:
        notices.failure(error)
    else:
        plain_text(f"Report of {group.name} for today: {count_of(len(answer.frame), 'extension')}")
        notices.incomplete(answer.quality)


def connection(context: Context) -> None:
    """Draw the page; each visit requests everything anew."""
    page_frame.heading("Connection", "Is the PBX reachable, and what may be read?")
    pending = context.access.request_probe()
    try:
        with st.spinner("Connecting to the PBX…"):
            probe = waiting.answer_of(context, pending)
            directory = waiting.answer_of(context, context.access.request_groups(refresh=True))
    except XapiError as error:
        notices.failure(error)
    else:
        st.success("The PBX responds and accepts the credentials.", icon=":material/check_circle:")
        plain_text(f"3CX version: {probe.version or 'not reported'}")
        plain_text(f"Roles of the API client: {', '.join(probe.roles) or 'not reported'}")
        plain_text(f"Clock of the PBX: {clock_words(probe.clock_ahead_seconds)}")
        if directory.stale is None:
            plain_text(f"Groups: {len(directory.groups)}")
        else:
            notices.failure(directory.stale)
        notices.unlisted_groups(directory)
        if directory.groups:
            show_report(context, directory.groups[0])
    plain_text(f"Time zone of the PBX: {context.zone.key}")
    notices.not_stored(context.access.store_notice)
    plain_text(f"Version of this dashboard: {__version__}")
    st.button("Test again", key="again")
