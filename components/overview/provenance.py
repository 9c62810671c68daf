"""Where the figures come from: the calls to the PBX, their moment, what was odd, what is meant."""

from __future__ import annotations

from functools import partial
from zoneinfo import ZoneInfo

import streamlit as st

from components.overview.export import provenance_of
from components.overview.loading import Loaded
from components.shared import downloads
from components.shared.literal import plain_text
from components.shared.provenance import calls, moment_words
from telephony.answers.extensions import Answer
from telephony.export.about import source_of
from telephony.export.definitions import meanings, meanings_export, meanings_file_name
from telephony.export.provenance import Provenance
from telephony.export.writing import Format, write
from telephony.periods.period import period_words
from telephony.query.view import View
from telephony.runtime import current


def show(loaded: Loaded, view: View) -> None:
    """Closed until somebody doubts a figure; what is in it is not sent before."""
    zone = current().zone
    with st.expander("Where these figures come from", key="proof", on_change="rerun") as proof:
        if not proof.open:
            return
        _calls("Shown", loaded.answer, zone)
        if loaded.previous is not None:
            _calls(f"Compared with: {period_words(loaded.before)}", loaded.previous, zone)
        area = loaded.query.area
        plain_text(
            f"Call area: {area.word} (callArea={area.code}). Days are those of {zone.key}; the PBX "
            "is asked in UTC, from the first moment up to, not including, the last."
        )
        st.markdown("**What each figure means**")
        st.dataframe(
            meanings().rename(columns=lambda name: name.capitalize().replace("_", " ")),
            hide_index=True,
            key="definitions",
        )
        provenance = provenance_of(loaded, view)
        written = partial(_written, provenance, view, st.context.url or "")
        with st.container(horizontal=True):
            downloads.buttons(provenance, written, meanings_file_name, of="_meanings")


def _written(provenance: Provenance, view: View, page: str, form: Format) -> bytes:
    runtime = current()
    source = source_of(runtime.access, provenance.query, demo=runtime.demo, page=page)
    return write(meanings_export(provenance, view, source), form)


def _calls(title: str, answer: Answer, zone: ZoneInfo) -> None:
    st.markdown(f"**{title}**")
    plain_text(f"As of {moment_words(answer.as_of, zone)}.")
    for words in (*answer.origins, *answer.quality.words()):
        plain_text(words)
    calls(answer.requests)
