"""Where a page's numbers come from: their requests, when they were updated, what was odd."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

import streamlit as st

from components.shared import words
from components.shared.literal_text import as_html, plain_text
from components.shared.viewer_locale import viewer_count, viewer_count_of, viewer_style
from telephony.answers.base import Answer
from telephony.context import Context
from telephony.formatting.fixed_texts import localise_percents
from telephony.periods.calendar import numeric_date_words
from telephony.query.view import Query
from telephony.xapi.records import RequestRecord

_MAX_LISTED: Final = 20
"""Requests listed of one answer: a year of days is requested day by day, in the same way."""


@dataclass(frozen=True)
class Part:
    """An answer that the page shows: what it is for, and what it consists of, in ``lines``."""

    title: str
    answer: Answer
    lines: Sequence[str] = ()


def show(
    context: Context,
    query: Query,
    parts: Iterable[Part],
    notes: Iterable[str] = (),
    more: Callable[[], None] | None = None,
) -> None:
    """A panel that is closed until somebody opens it; its content is not sent before.

    Below the ``parts`` it has the call area, the ``notes`` and what ``more`` draws.
    """
    with st.expander(words.PROVENANCE, key="provenance", on_change="rerun") as panel:
        if not panel.open:
            return
        for part in parts:
            _show_part(part, query.period.zone, context.now())
        plain_text(f"Call area: {query.area.word} (callArea={query.area.code}).")
        for note in notes:
            plain_text(localise_percents(note, viewer_style()))
        if more is not None:
            more()


def _show_part(part: Part, zone: ZoneInfo, now: datetime) -> None:
    answer = part.answer
    st.markdown(f"**{part.title}**")
    plain_text(f"Last updated {time_words(answer.as_of, zone, now)} ({zone.key}).")
    for sentence in (*part.lines, *answer.quality.words(viewer_style()), *answer.notices):
        plain_text(sentence)
    count = len(answer.requests)
    plain_text(f"{viewer_count_of(count, 'request')} to the PBX for this answer.")
    list_requests(answer.requests[:_MAX_LISTED])
    if count > _MAX_LISTED:
        plain_text(f"And {viewer_count_of(count - _MAX_LISTED, 'more request')}.")


def list_requests(requests: Iterable[RequestRecord]) -> None:
    """Each request to the PBX with its response."""
    for request in requests:
        st.code(f"{request.method} {request.url}", language=None, wrap_lines=True)
        plain_text(
            f"status {request.status} · {viewer_count_of(request.rows, 'row')} · "
            f"{cost_words(request.seconds, request.received_bytes)}"
        )


def cost_words(seconds: float, received_bytes: int) -> str:
    """What a response took: ``12 ms · 3,456 bytes``."""
    return f"{viewer_count(round(seconds * 1000))} ms · {viewer_count_of(received_bytes, 'byte')}"


def last_updated(as_of: datetime, zone: ZoneInfo, now: datetime, *, name_zone: bool = False) -> str:
    """When the numbers were updated, as the HTML of a small line."""
    text = f"last updated {time_words(as_of, zone, now)}"
    line = as_html(f"{text} · time zone {zone.key}" if name_zone else text, small=True)
    return f'<div class="updated">{line}</div>'


def time_words(time: datetime, zone: ZoneInfo, now: datetime) -> str:
    """``14:05:10`` in ``zone``, with the date unless that is today's."""
    local = time.astimezone(zone)
    today = now.astimezone(zone).date()
    return (
        f"{local:%H:%M:%S}"
        if local.date() == today
        else f"{numeric_date_words(local.date(), viewer_style())} {local:%H:%M:%S}"
    )
