"""What does the report say to any question, and did the PBX answer it rightly?"""

from datetime import datetime

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from components.explorer import (
    controls,
    filter_editor,
    findings,
    options_editor,
    reference,
    requests,
    result,
    saved_queries,
    state,
    verdicts,
)
from components.explorer import loading as asking
from components.shared import notices, page_frame, printing, waiting
from telephony.context import Context
from telephony.explore.exploration import Exploration
from telephony.odata.errors import QueryTextError
from telephony.odata.options import check_options


def answered(
    context: Context, exploration: Exploration, now: datetime, as_of: DeltaGenerator
) -> None:
    try:
        with as_of:  # the wait shows where its end will: nothing below moves
            found = asking.load(context, exploration, now)
    except QueryTextError:
        findings.not_sent()
        return
    controls.moment(context, as_of, found)
    verdicts.show(found)
    result.show(context, found)
    result.pages(found)
    requests.show(context, found)


def explorer(context: Context) -> None:
    now = context.now()
    directory = waiting.directory(context, now)
    if directory.stale is not None and not directory.groups:
        notices.failure(directory.stale)
        st.button("Try again", key="again")
        return
    exploration = controls.show(context, directory, now)
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="bar"):
        controls.summary(context, exploration, now)
        as_of = st.empty()
        page_frame.refresh_button()
        with st.container(width="content"):  # a fragment by itself takes all the room there is
            saved_queries.show(context, now)
        printing.button("Explorer", controls.in_words(exploration))
    notices.problems(state.ADDRESS.problems())
    notices.unlisted_groups(directory)
    found = check_options(exploration.options)
    filter_editor.show(exploration.options, found)
    options_editor.show(exploration.options, found)
    if not exploration.group:
        st.info("Choose a group to see its report.", icon=":material/group:")
    elif notices.no_time(exploration.unfiltered_query(now, context.zone).period, now):
        pass  # the report would say 0, which is no figure
    elif not found or findings.send_anyway(found):
        answered(context, exploration, now, as_of)
    reference.show()
