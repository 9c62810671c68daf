"""Where the figures come from: the calls to the PBX, their moment, what was odd, what is meant."""

from __future__ import annotations

from functools import partial

import streamlit as st

from components.overview.export import provenance_of
from components.overview.loading import Loaded
from components.shared import downloads
from components.shared.literal import plain_text
from components.shared.provenance import calls, moment_words
from telephony.answers.extensions import ExtensionsAnswer
from telephony.context import Context
from telephony.export.definitions import meanings, meanings_export, meanings_file_name
from telephony.periods.period import period_words
from telephony.query.view import View


def show(context: Context, loaded: Loaded, view: View) -> None:
    """Closed until somebody doubts a figure; what is in it is not sent before."""
    zone = context.zone
    with st.expander("Where these figures come from", key="proof", on_change="rerun") as proof:
        if not proof.open:
            return
        _calls(context, "Shown", loaded.answer)
        if loaded.previous is not None:
            _calls(context, f"Compared with: {period_words(loaded.before)}", loaded.previous)
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
        make = partial(meanings_export, provenance, view)
        file = downloads.ExportFile(context, provenance, make, meanings_file_name)
        with st.container(horizontal=True):
            downloads.buttons(file, of="_meanings")


def _calls(context: Context, title: str, answer: ExtensionsAnswer) -> None:
    st.markdown(f"**{title}**")
    plain_text(f"As of {moment_words(answer.as_of, context.zone, context.now())}.")
    for words in (*answer.origins, *answer.quality.words()):
        plain_text(words)
    calls(answer.requests)
