"""What an error says to the PBX's administrator: the request, its outcome, the PBX's words."""

from __future__ import annotations

from telephony.xapi.errors import XapiError


def message_of(error: XapiError) -> str:
    """The PBX's own message, or the network's where there was no response; empty without any."""
    if not error.pbx_message:
        return ""
    return f"The PBX said: {error.pbx_message}" if error.status else error.pbx_message


def small_print(error: XapiError) -> str:
    """The request and its outcome, for the PBX's administrator; empty without either."""
    parts = [part for part in (error.request, message_of(error)) if part]
    if parts:
        parts.insert(1, f"status {error.status}" if error.status else error.kind)
    return " · ".join(parts)
