"""Where the figures of a trend come from."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

import streamlit as st

from components.shared.history_loading import LoadedHistory
from components.shared.literal import plain_text
from components.shared.provenance import moment_words
from telephony.answers.history import History
from telephony.context import Context
from telephony.metrics.registry import METRICS
from telephony.metrics.trends import KEYS
from telephony.periods.period import period_words
from telephony.periods.working_hours import WorkingHours

_MOST_REQUESTS: Final = 10
"""One day is asked like the other."""


def show(context: Context, loaded: LoadedHistory) -> None:
    """Closed until somebody doubts a figure; what is in it is not sent before."""
    zone = loaded.query.period.zone
    with st.expander("Where these figures come from", key="proof", on_change="rerun") as proof:
        if not proof.open:
            return
        _calls("Shown", loaded.history, zone, context.now())
        if loaded.previous is not None and loaded.before is not None:
            words = f"Compared with: {period_words(loaded.before)}"
            _calls(words, loaded.previous, zone, context.now())
        area = loaded.query.area
        hours = loaded.cut.words if isinstance(loaded.cut, WorkingHours) else "midnight to midnight"
        plain_text(
            f"Call area: {area.word} (callArea={area.code}). Each day is asked on its own, "
            f"{hours} in {zone.key}; what is over is kept."
        )
        for key in KEYS:
            plain_text(METRICS[key].help)


def _calls(title: str, history: History, zone: ZoneInfo, now: datetime) -> None:
    st.markdown(f"**{title}**")
    held, days = len(history.held), len(history.buckets)
    as_of = moment_words(history.as_of, zone, now)
    plain_text(f"{held:,} of {days:,} days with figures, as of {as_of}.")
    for words in (*history.quality.words(), *history.notices):
        plain_text(words)
    asked = len(history.requests)
    plain_text(f"{asked:,} calls to the PBX for this answer." if asked else "No call was needed.")
    for request in history.requests[:_MOST_REQUESTS]:
        st.code(f"{request.method} {request.url}", language=None, wrap_lines=True)
