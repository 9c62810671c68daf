"""Conditional requests: whether a client already has the current file (RFC 9110, section 13)."""

from __future__ import annotations

import re
from datetime import datetime

from starlette.datastructures import Headers

from telephony.formatting.http_dates import parse_http_date

_TAGS = re.compile(r'(?:W/)?("[\x21\x23-\x7e\x80-\xff]*")')


def entity_tag(identity: str) -> str:
    """A weak ETag: files with the same one have the same values, perhaps loaded at other times."""
    return f'W/"{identity}"'


def is_unchanged(request_headers: Headers, tag: str, modified: datetime | None) -> bool:
    """True when the client's copy is current. ``modified`` None: the client's date is ignored.

    An ETag that the client sends takes precedence over its date; an unreadable date is ignored.
    """
    if (tags := request_headers.get("if-none-match")) is not None:
        return tags.strip() == "*" or tag.removeprefix("W/") in _TAGS.findall(tags)
    since = parse_http_date(request_headers.get("if-modified-since", ""))
    return since is not None and modified is not None and modified.replace(microsecond=0) <= since
