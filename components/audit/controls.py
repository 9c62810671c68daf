"""Which entries to show: days, a person, a kind, a text."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Final

import streamlit as st

from components.shared.viewer_locale import viewer_style
from telephony.answers.audit import AuditFilter, AuditKind
from telephony.context import Context
from telephony.periods.wall_clock import instant

_USUAL_DAYS: Final = 7
_ANY: Final = ""


def choose(context: Context) -> AuditFilter:
    """The chosen filter; its days are those of the PBX's time zone."""
    today = context.now().astimezone(context.zone).date()
    with st.container(horizontal=True, vertical_alignment="bottom", key="audit_filter"):
        days = st.date_input(
            "Days",
            (today - timedelta(days=_USUAL_DAYS - 1), today),
            format=viewer_style().numeric_date,
            key="audit_days",
        )
        person = st.text_input("Person", key="audit_person", placeholder="whole name")
        kind = st.selectbox(
            "Kind",
            [_ANY, *(str(kind) for kind in AuditKind)],
            format_func=lambda value: value or "any",
            key="audit_kind",
        )
        text = st.text_input("Text", key="audit_text", placeholder="part of any column")
    since, until = _span(days, context)
    return AuditFilter(since, until, person.strip(), kind, text.strip())


def _span(days: object, context: Context) -> tuple[datetime | None, datetime | None]:
    """From the first midnight to that after the last day; open while only one is chosen."""
    chosen = [day for day in days if isinstance(day, date)] if isinstance(days, tuple) else []
    if not chosen:
        return None, None
    first, last = chosen[0], chosen[-1]
    return _midnight(first, context), _midnight(last + timedelta(days=1), context)


def _midnight(day: date, context: Context) -> datetime:
    return instant(datetime.combine(day, time.min), context.zone)
