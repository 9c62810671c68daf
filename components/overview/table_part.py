"""The part of the page with the table: what can be done with it, the notes on it, its sources."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import streamlit as st

from components.overview import provenance, rate_ranking, selection, table, view_model
from components.overview.export import menu
from components.overview.table import DayLines
from components.shared import printing, table_pages, url_state
from components.shared.answers_loading import LoadedAnswers
from components.shared.literal_text import plain_text
from components.shared.steady_place import steady_place
from components.shared.viewer_locale import viewer_count, viewer_count_of, viewer_style
from telephony.context import Context


@st.fragment(key=selection.GRID)
def show(context: Context, loaded: LoadedAnswers, by_day: DayLines) -> None:
    """The table, which also redraws alone, and where the numbers come from."""
    view = url_state.view()
    style = viewer_style()
    any_selected = replace(view, selected=())
    sheet = view_model.sheet(loaded, any_selected, style)
    rows, missing = sheet.table, view_model.missing_selection(loaded, view)
    with st.container(horizontal=True, vertical_alignment="bottom", key="above_table"):
        plain_text(
            f"{viewer_count(rows.shown)} of {viewer_count_of(rows.all, 'extension')}",
            width="stretch",
        )
        selection.show_count(view, missing)
        selection.show_links(view, view_model.names_of_selected(loaded, view))
        table.choose_columns(rows, view)
        menu(context, rows, loaded, view)
    with steady_place():
        selection.show_missing(missing)
        for note in rows.notes:
            st.caption(note)
        rate_ranking.show_link(view)
    listed, of = len(sheet.extensions), replace(any_selected, columns=())
    page = table_pages.chosen(listed, of)
    table.show(view_model.page_of_sheet(loaded, any_selected, style, page, by_day), view)
    on_paper = partial(table.to_print, rows, sheet.cells, style)
    table_pages.show_below(listed, of, partial(printing.table, "extensions", on_paper))
    provenance.show(context, loaded, view)
