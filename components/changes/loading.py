"""The answers that are compared, with what there is to say about them."""

from __future__ import annotations

import streamlit as st

from components.changes import controls
from components.shared import answers_loading, notices
from components.shared.page_frame import PageFrame
from components.shared.provenance import last_updated
from components.shared.viewer_locale import viewer_style
from telephony.answers.marked_days import update6
from telephony.context import Context
from telephony.metrics.view_changes import ComparedAnswers
from telephony.periods.update6 import break_words


def load(context: Context, page: PageFrame) -> ComparedAnswers | None:
    """Both answers; None once the page says why there is nothing to compare."""
    view = controls.comparing(page.view)
    loaded = answers_loading.load(context, view, page.now, page.slot, view.against)
    if loaded is None:
        st.button("Try again", key="again")
        return None
    answer, directory = loaded.answer, page.directory
    page.slot.html(last_updated(answer.as_of, context.zone, page.now), width="content")
    with page.notices:
        notices.stale(answer, page.now, None if answer.requests else page.pbx_error)
        notices.partial(answer, directory)
        if loaded.previous_error is not None:
            notices.failure(loaded.previous_error)
            st.button("Try again", key="again")
            return None
        notices.compared_progress(loaded.query.period, loaded.before, page.now)
        compared, previous = loaded.compared, loaded.previous
        if compared is None or previous is None:
            return None
        if answer.stale is None:
            notices.stale(previous, page.now)
        notices.partial(previous, directory)
        newer_from = update6(context.settings, context.access.pbx_version)
        notices.not_comparable(break_words(newer_from, loaded.periods, viewer_style()))
    return ComparedAnswers(loaded.query, answer, compared, previous)
