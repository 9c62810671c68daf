"""Where the figures come from: the calls to the PBX, their moment, what was odd, what is meant."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import partial
from zoneinfo import ZoneInfo

import streamlit as st

from components import downloads
from components.literal import plain_text
from components.loading import Loaded
from telephony.data_access import Answer
from telephony.export import Format, Provenance, source_of, write
from telephony.periods import period_words
from telephony.query import View
from telephony.runtime import current
from telephony.tables_export import meanings, meanings_export, meanings_file_name
from telephony.xapi.records import RequestRecord


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
        provenance = downloads.provenance_of(loaded, view)
        written = partial(_written, provenance, view, st.context.url or "")
        with st.container(horizontal=True):
            downloads.buttons(provenance, written, meanings_file_name, of="_meanings")


def _written(provenance: Provenance, view: View, page: str, form: Format) -> bytes:
    runtime = current()
    source = source_of(runtime.access, provenance.query, demo=runtime.demo, page=page)
    return write(meanings_export(provenance, view, source), form)


def moment_words(moment: datetime, zone: ZoneInfo) -> str:
    """``14:05:10`` on the PBX's clock, with the date unless it is the page's own day."""
    local = moment.astimezone(zone)
    today = current().now().astimezone(zone).date()
    return f"{local:%H:%M:%S}" if local.date() == today else f"{local:%Y-%m-%d %H:%M:%S}"


def _calls(title: str, answer: Answer, zone: ZoneInfo) -> None:
    st.markdown(f"**{title}**")
    plain_text(f"As of {moment_words(answer.as_of, zone)}.")
    for words in (*answer.origins, *answer.quality.words()):
        plain_text(words)
    calls(answer.requests)


def calls(requests: Iterable[RequestRecord]) -> None:
    """Each call to the PBX with what came of it."""
    for request in requests:
        st.code(f"{request.method} {request.url}", language=None, wrap_lines=True)
        plain_text(
            f"status {request.status} · {request.rows:,} rows · "
            f"{cost_words(request.seconds, request.received_bytes)}"
        )


def cost_words(seconds: float, received_bytes: int) -> str:
    """What an answer took: "12 ms · 3,456 bytes"."""
    return f"{seconds * 1000:.0f} ms · {received_bytes:,} bytes"
