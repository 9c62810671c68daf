"""Internal and external talk time of each extension, asked for when this part is opened."""

from __future__ import annotations

import streamlit as st

from components.shared import chart_table, downloads
from components.shared.answers_loading import LoadedAnswer
from components.shared.page_frame import PageFrame
from components.shared.viewer_locale import viewer_style
from components.workload import export, loading, view_model, words
from telephony.context import Context
from telephony.metrics.workload_words import AREAS_OVERLAP


def show(context: Context, page: PageFrame, loaded: LoadedAnswer, *, refresh: bool) -> None:
    """A panel that is closed until somebody opens it; nothing is requested before."""
    with st.expander(words.AREAS, key="areas", on_change="rerun") as panel:
        if not panel.open:
            return
        slot = st.empty()
        found = loading.load_areas(context, loaded.query, slot, page.directory, refresh=refresh)
        if found is None:
            return
        table = view_model.areas(loaded, found, page.view, viewer_style())
        downloads.offer(
            export.file(context, loaded, page.view, found), words.EXPORT, of="_with_areas"
        )
        chart_table.show(table, table.columns[2:], "areas_rows", words.AREAS)
        st.caption(AREAS_OVERLAP)
