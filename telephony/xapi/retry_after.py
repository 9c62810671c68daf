"""How long a response asks to wait: its ``Retry-After`` header."""

from __future__ import annotations

import re
from datetime import datetime

from telephony.formatting.http_dates import parse_http_date

_SECONDS = re.compile(r"\d{1,15}", re.ASCII)


def retry_after_seconds(header: str | None, now: datetime) -> float | None:
    """Seconds that a Retry-After header asks for, 0 for a time in the past, None if unreadable.

    Takes both forms of RFC 9110, 10.2.3: seconds, and a date.
    """
    text = (header or "").strip()
    if _SECONDS.fullmatch(text):
        return float(text)
    date = parse_http_date(text)
    return None if date is None else max(0.0, (date - now).total_seconds())
