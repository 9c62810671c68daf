"""Conditional requests: whether a client already has the current file (RFC 9110, section 13)."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime

from starlette.datastructures import Headers

_TAGS = re.compile(r'(?:W/)?("[\x21\x23-\x7e\x80-\xff]*")')


def entity_tag(identity: str) -> str:
    """A weak ETag: files with the same one have the same values, perhaps loaded at other times."""
    return f'W/"{identity}"'


def http_date(at: datetime) -> str:
    """``Mon, 23 Nov 2026 09:15:04 GMT``."""
    return format_datetime(at.astimezone(UTC).replace(microsecond=0), usegmt=True)


def is_unchanged(request_headers: Headers, tag: str, modified: datetime | None) -> bool:
    """True when the client's copy is current. ``modified`` None: its date is not compared.

    An ETag that the client sends takes precedence over its date; an unreadable date is ignored.
    """
    if (tags := request_headers.get("if-none-match")) is not None:
        return tags.strip() == "*" or tag.removeprefix("W/") in _TAGS.findall(tags)
    since = _parse_date(request_headers.get("if-modified-since", ""))
    return since is not None and modified is not None and modified.replace(microsecond=0) <= since


def _parse_date(text: str) -> datetime | None:
    try:
        date = parsedate_to_datetime(text)
    except ValueError:
        return None
    return date if date.tzinfo else date.replace(tzinfo=UTC)
