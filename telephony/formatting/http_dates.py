"""Dates in HTTP headers: ``Mon, 23 Nov 2026 09:15:04 GMT`` (RFC 9110, section 5.6.7)."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime


def format_http_date(at: datetime) -> str:
    """An aware time as a header says it, in whole seconds."""
    return format_datetime(at.astimezone(UTC).replace(microsecond=0), usegmt=True)


def parse_http_date(text: str) -> datetime | None:
    """The time in a header (aware), None if it cannot be read. Raises nothing."""
    try:
        date = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return date if date.tzinfo else date.replace(tzinfo=UTC)  # "-0000" is UTC, RFC 5322
