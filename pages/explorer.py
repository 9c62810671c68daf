"""What does the report return for any OData query, and did the PBX apply the query correctly?"""

import streamlit as st

from components.explorer import (
    controls,
    filter_editor,
    findings,
    options_editor,
    reference,
    result_part,
    saved_queries,
    state,
    words,
)
from components.shared import help_dialog, notices, page_frame, pbx_choice, waiting
from telephony.context import Context
from telephony.odata.option_texts import check_options


def explorer(context: Context) -> None:
    """Draw the page."""
    now = context.now()
    directory = waiting.directory(context, now)
    if directory.stale is not None and not directory.groups:
        notices.failure(directory.stale)
        st.button("Try again", key="again")
        return
    exploration, arrived = controls.read(context, directory)
    with page_frame.row():
        pbx_choice.picker(context, state.ADDRESS)
        controls.show(context, directory, arrived=arrived)
        page_frame.refresh_button()
        with st.container(width="content"):  # by itself a fragment takes the full width
            saved_queries.show()
        controls.show_actions(context, exploration, now)
        help_dialog.button()
    question = controls.in_words(context, directory, exploration, now)
    updated, below = page_frame.heading(
        "Explorer",
        question,
        controls.describe_query(exploration),
        colour=pbx_choice.colour_of(context, exploration.pbx),
    )
    with below:
        notices.problems(state.ADDRESS.problems())
        notices.unlisted_groups(directory)
    errors = check_options(exploration.options)
    filter_editor.show(exploration.options, errors)
    options_editor.show(exploration.options, errors)
    if not exploration.group:
        if not notices.none_permitted(directory):
            st.info(words.CHOOSE_GROUP, icon=":material/group:")
    elif notices.show_if_no_time(exploration.unfiltered_query(now, context.zone).period, now):
        pass  # the report would have zeros, which are not counts
    elif not errors or findings.send_anyway(errors):
        result_part.show(context, exploration, now, updated)
    reference.show()
