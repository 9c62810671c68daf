"""What an error says to the PBX's administrator: the request, its outcome, the PBX's words."""

from __future__ import annotations

from telephony.formatting.locale_style import ENGLISH, LocaleStyle
from telephony.formatting.locale_text import LocaleText, in_style
from telephony.xapi.errors import XapiError


def message_of(error: XapiError, style: LocaleStyle = ENGLISH) -> str:
    """The PBX's own message, or the network's where there was no response; empty without any."""
    return _message(error.pbx_message, error.status, style)


def small_print(error: XapiError, style: LocaleStyle = ENGLISH) -> str:
    """The request and its outcome, for the PBX's administrator; empty without either."""
    return in_style(kept_small_print(error), style)


def kept_small_print(error: XapiError) -> LocaleText:
    """The same, to be kept: it holds no error, whose traceback knows the key."""
    return LocaleText(_written, error.request, error.kind, error.pbx_message, error.status)


def _message(message: str, status: int | None, style: LocaleStyle) -> str:
    if not message:
        return ""
    shown = in_style(message, style)
    return f"The PBX said: {shown}" if status else shown


def _written(request: str, kind: str, message: str, status: int | None, style: LocaleStyle) -> str:
    parts = [part for part in (request, _message(message, status, style)) if part]
    if parts:
        parts.insert(1, f"status {status}" if status else kind)
    return " · ".join(parts)
