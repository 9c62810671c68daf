"""Who took the calls of a group, how many and how long?"""

from functools import partial

import streamlit as st

from components.overview import charts, controls, days, table_part, view_model
from components.shared import answers_loading, cards, finding, notices, page_frame, preview
from components.shared.provenance import last_updated
from components.shared.viewer_locale import viewer_style
from telephony.answers.marked_days import update6
from telephony.context import Context
from telephony.periods.update6 import break_words

_FILES = {"extensions": "Extensions"}


def overview(context: Context) -> None:
    """Draw the page."""
    page = page_frame.show(context, "Overview", _FILES, line_below_bar=controls.show_not_applied)
    if page is None:
        return
    view, now, directory = page.view, page.now, page.directory
    stored = days.request(context, view.query(now, context.zone))
    loaded = answers_loading.load(context, view, now, page.slot)
    if loaded is None:
        st.button("Try again", key="again")
        return
    page.slot.html(last_updated(loaded.answer.as_of, context.zone, now), width="content")
    style = viewer_style()
    newer_from = update6(context.settings, context.access.pbx_version)
    summary = view_model.summary(loaded, view, style)
    with page.notices:
        notices.stale(loaded.answer, now, None if loaded.answer.requests else page.pbx_error)
        notices.partial(loaded.answer, directory)
        notices.not_comparable(break_words(newer_from, loaded.periods, style))
        notices.compared_progress(loaded.query.period, loaded.before, now)
        notices.empty(summary.why_empty)
        notices.former_names(summary.former_names)
    names = tuple(directory.name(number) for number in view.groups)
    finding.show(view_model.sentence(loaded, view, names, style))
    controls.show_comparison(context, view, loaded.compared_words(style))
    made = view_model.cards(loaded, view, style)
    show_cards = partial(cards.show, made, one_row=True)
    history = days.read_by_now(stored)
    shown = show_cards(lines=days.card_lines(loaded, history, view, style))
    charts.show(loaded)
    is_read = days.is_read(stored)
    if history is None and (history := days.read_by_now(stored)) is not None:
        show_cards(lines=days.card_lines(loaded, history, view, style), place=shown)
    table_part.show(context, loaded, days.table_lines(loaded, history, view.direction))
    preview.offer(context, page)
    if not is_read and history is None:
        days.redraw_when_read(stored, loaded.query)
