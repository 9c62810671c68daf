"""The link that somebody opened before signing in, remembered until they come back.

It is in a cookie of its own for each attempt, since several tabs may sign in at a time; the browser
sends it to the one address that the provider leads back to.
"""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response

from server.sign_in.streamlit_auth import CALLBACK

# Signing in may take a second factor, or a change of the password.
_SECONDS: Final = 3600
# A browser names the page before up to 4,096 characters, and keeps a cookie of as many bytes.
_LONGEST: Final = 3900
_STATE: Final = re.compile(r"[\w-]{8,128}", re.ASCII)
# "//elsewhere.com" and "/\elsewhere.com" would lead to another server.
_LOCAL: Final = re.compile(r"/(?![/\\])[\x21-\x7e]*")


def page_before(request: Request) -> str | None:
    """Path and query of our page that led to this request; None where another site did."""
    try:
        parts = urlsplit(request.headers.get("referer", ""))
    except ValueError:
        return None
    if parts.netloc != request.headers.get("host"):
        return None
    address = f"{parts.path}?{parts.query}" if parts.query else parts.path
    return address if _LOCAL.fullmatch(address) else None


def remember(response: Response, state: str, address: str | None, base: str) -> None:
    """Put the address into a cookie for the attempt with this state."""
    if address and len(address) <= _LONGEST and _STATE.fullmatch(state):
        response.set_cookie(
            _name(state),
            address,
            max_age=_SECONDS,
            path=base + CALLBACK,
            httponly=True,
            samesite="lax",
        )


def recall(request: Request, state: str) -> str | None:
    """The address of the attempt with this state, if it is one of this server."""
    address = request.cookies.get(_name(state), "")
    return address if _LOCAL.fullmatch(address) else None


def forget(response: Response, state: str, base: str) -> None:
    """Take the cookie away."""
    if _STATE.fullmatch(state):
        response.delete_cookie(_name(state), path=base + CALLBACK, httponly=True, samesite="lax")


def _name(state: str) -> str:
    return f"_telephony_return_{state}"
