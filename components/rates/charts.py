"""The funnel plot, the verdicts on selected extensions, and the table; a choice redraws these."""

from __future__ import annotations

from functools import partial

import streamlit as st

from components.rates import view_model, words
from components.shared import chart_table, downloads, extension_picker, url_state
from components.shared.answers_loading import LoadedAnswer
from components.shared.literal_text import plain_text
from components.shared.steady_place import steady_place
from components.shared.viewer_locale import viewer_style
from telephony.context import Context
from telephony.export.rates import rates_export, rates_file_name, rates_provenance
from telephony.formatting.numbers import count, count_of


@st.fragment
def show(context: Context, loaded: LoadedAnswer) -> None:
    """The plot and the table of the view's rate."""
    view, style = url_state.view(), viewer_style()
    model = view_model.build(loaded, view, style)
    extension_picker.show(words.JUDGED, model.names, view, help_text=words.JUDGED_HELP)
    with steady_place():
        for sentence in model.verdicts:
            plain_text(sentence)
    extension_picker.plot("funnel", model.chart, "rates", view)
    with st.container(horizontal=True, vertical_alignment="bottom", key="above_table"):
        everyone = count_of(len(loaded.answer.frame), "extension", style)
        shown = count(len(model.found.rows), style)
        plain_text(f"{shown} of {everyone}", width="stretch")
        provenance = rates_provenance(loaded.answer, loaded.query, view)
        make = partial(rates_export, loaded.answer, loaded.query, view)
        file = downloads.ExportFile(context, provenance, make, rates_file_name)
        downloads.offer(file, words.EXPORT)
    numbers = [
        title for title in model.table.columns if title not in {"Extension", "Name", "Outlier"}
    ]
    chart_table.show(model.table, numbers, "rates_rows", "Rates by extension")
    st.caption("\n\n".join(filter(None, (model.unranked, words.how(style)))))
