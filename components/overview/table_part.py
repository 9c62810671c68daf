"""The part of the page with the table: what can be done with it, the notes on it, its sources."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import streamlit as st

from components.overview import provenance, rate_ranking, selection, table, view_model
from components.overview.export import menu
from components.shared import printing, url_state
from components.shared.answers_loading import LoadedAnswers
from components.shared.literal_text import plain_text
from components.shared.steady_place import steady_place
from components.shared.viewer_locale import viewer_count, viewer_count_of, viewer_style
from telephony.context import Context


@st.fragment(key=selection.GRID)
def show(context: Context, loaded: LoadedAnswers, by_day: Mapping[str, list[int]]) -> None:
    """The table, which also redraws alone, and where the numbers come from."""
    view = url_state.view()
    style = viewer_style()
    sheet = view_model.sheet(loaded, view, style)
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
    table.show(sheet.cells, sheet.columns, sheet.extensions, view, by_day)
    printing.table("extensions", partial(table.to_print, rows, sheet.cells, style))
    provenance.show(context, loaded, view)
