"""The access token of a request, in its ``Authorization`` header; never in its address."""

from __future__ import annotations

import base64
from collections.abc import Mapping

from telephony.answers.access_tokens import PREFIX


def read_token(headers: Mapping[str, str]) -> str:
    """What follows ``Bearer``, or the password of ``Basic`` if it looks like a token; else empty.

    Excel and Power BI keep a user name and a password apart from the workbook, but no header.
    """
    scheme, _, value = headers.get("authorization", "").strip().partition(" ")
    if scheme.lower() == "bearer":
        return value.strip()
    if scheme.lower() == "basic":
        password = _password(value.strip())
        return password if looks_like_token(password) else ""
    return ""


def looks_like_token(text: str) -> bool:
    """Whether a text is meant to be one of ours; a proxy in front may send tokens of its own."""
    return text.startswith(PREFIX)


def _password(credentials: str) -> str:
    try:
        text = base64.b64decode(credentials, validate=True).decode()
    except ValueError:
        return ""
    return text.partition(":")[2]
