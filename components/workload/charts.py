"""Who carries the load, and who would without some: the curve, the choice and the table.

A choice redraws this part alone.
"""

from __future__ import annotations

import streamlit as st

from components.shared import chart_table, downloads, extension_picker, url_state
from components.shared.answers_loading import LoadedAnswer
from components.shared.literal_text import plain_text
from components.shared.steady_place import steady_place
from components.shared.viewer_locale import viewer_style
from components.workload import export, view_model, words
from telephony.context import Context
from telephony.formatting.numbers import count, count_of


@st.fragment
def show(context: Context, loaded: LoadedAnswer) -> None:
    """The curve of the talk time, and what the others would carry if some were absent."""
    view, style = url_state.view(), viewer_style()
    model = view_model.build(loaded, view, style)
    extension_picker.plot("lorenz", model.chart, "workload", view)
    extension_picker.show(words.ABSENT, model.names, view, help_text=words.ABSENT_HELP)
    with steady_place():
        if model.if_absent:
            plain_text(model.if_absent)
    with st.container(horizontal=True, vertical_alignment="bottom", key="above_table"):
        everyone = count_of(len(loaded.answer.frame), "extension", style)
        shown = count(model.load.everyone, style)
        plain_text(f"{shown} of {everyone}", width="stretch")
        file = export.file(context, loaded, view)
        downloads.offer(file, words.EXPORT)
    chart_table.show(model.table, model.table.columns[2:], "workload_rows", "Load by extension")
    st.caption(words.SHARES)
