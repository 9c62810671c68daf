"""Where the overview's numbers come from, and what each metric means."""

from __future__ import annotations

from functools import partial

import streamlit as st

from components.overview import words
from components.overview.export import provenance_of
from components.shared import downloads, provenance
from components.shared.answers_loading import LoadedAnswers
from components.shared.provenance import Part
from components.shared.viewer_locale import viewer_style
from telephony.context import Context
from telephony.export.definitions import (
    MEANING_LABELS,
    meanings,
    meanings_export,
    meanings_file_name,
)
from telephony.periods.period import period_words
from telephony.query.view import View


def show(context: Context, loaded: LoadedAnswers, view: View) -> None:
    """The panel with the shown and the compared answer, and the metrics' definitions."""
    parts = [Part("Shown", loaded.answer, loaded.answer.origins)]
    if loaded.previous is not None and loaded.before is not None:
        title = f"Compared with: {period_words(loaded.before, viewer_style())}"
        parts.append(Part(title, loaded.previous, loaded.previous.origins))
    days = words.days_and_requests(loaded.query.period.zone.key)
    provenance.show(
        context, loaded.query, parts, [days], partial(_definitions, context, loaded, view)
    )


def _definitions(context: Context, loaded: LoadedAnswers, view: View) -> None:
    st.markdown(words.METRICS_MEAN)
    st.dataframe(
        meanings().rename(columns=MEANING_LABELS),
        hide_index=True,
        key="definitions",
        alt="What each metric means",
    )
    of_page = provenance_of(loaded, view)
    make = partial(meanings_export, of_page, view)
    file = downloads.ExportFile(context, of_page, make, meanings_file_name)
    with st.container(horizontal=True):
        downloads.buttons(file, of="_meanings")
