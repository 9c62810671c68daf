"""Whether a client that asks again already has what it would be given (RFC 9110, section 13)."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime

from starlette.datastructures import Headers

_TAGS = re.compile(r'(?:W/)?("[\x21\x23-\x7e\x80-\xff]*")')


def entity_tag(identity: str) -> str:
    """A weak tag: the files behind it say the same, but for the moment at which it was asked."""
    return f'W/"{identity}"'


def http_date(moment: datetime) -> str:
    """``Mon, 23 Nov 2026 09:15:04 GMT``."""
    return format_datetime(moment.astimezone(UTC).replace(microsecond=0), usegmt=True)


def unchanged(asked: Headers, tag: str, modified: datetime | None) -> bool:
    """True when the client's copy is as good. ``modified`` None: no date can tell.

    A tag that the client sends counts before its date, and an unreadable date not at all.
    """
    if (tags := asked.get("if-none-match")) is not None:
        return tags.strip() == "*" or tag.removeprefix("W/") in _TAGS.findall(tags)
    since = _date(asked.get("if-modified-since", ""))
    return since is not None and modified is not None and modified.replace(microsecond=0) <= since


def _date(text: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(text)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
