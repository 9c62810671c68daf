"""What an error says to the PBX's administrator: the request, its outcome, the PBX's words."""

from __future__ import annotations

from telephony.formatting.locale_style import ENGLISH, LocaleStyle
from telephony.formatting.locale_text import in_style
from telephony.xapi.errors import XapiError


def message_of(error: XapiError, style: LocaleStyle = ENGLISH) -> str:
    """The PBX's own message, or the network's where there was no response; empty without any."""
    if not error.pbx_message:
        return ""
    message = in_style(error.pbx_message, style)
    return f"The PBX said: {message}" if error.status else message


def small_print(error: XapiError, style: LocaleStyle = ENGLISH) -> str:
    """The request and its outcome, for the PBX's administrator; empty without either."""
    parts = [part for part in (error.request, message_of(error, style)) if part]
    if parts:
        parts.insert(1, f"status {error.status}" if error.status else error.kind)
    return " · ".join(parts)
