"""The requests behind a page's values: their moment, what came of them and what they cost."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

import streamlit as st

from components.shared.literal import plain_text
from telephony.xapi.records import RequestRecord


def moment_words(moment: datetime, zone: ZoneInfo, now: datetime) -> str:
    """``14:05:10`` in ``zone``, with the date unless that is today's."""
    local = moment.astimezone(zone)
    today = now.astimezone(zone).date()
    return f"{local:%H:%M:%S}" if local.date() == today else f"{local:%Y-%m-%d %H:%M:%S}"


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
