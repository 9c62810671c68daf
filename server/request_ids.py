"""The id under which the log has everything about one HTTP request, session or page run."""

from __future__ import annotations

import re
import secrets

from starlette.datastructures import Headers

from telephony.xapi.requester import set_request_id

HEADER = "X-Request-ID"

# UUIDs, hex digits and the like, long enough to be one of its kind and short enough for a log.
_WELL_FORMED = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{7,63}", re.ASCII)


def new_number() -> str:
    """A number to find a request or an error by in the log: 12 hex digits, hard to guess."""
    return secrets.token_hex(6)


def begin_request(headers: Headers) -> str:
    """The id that the proxy in front gave this request, else a new one.

    The running task works under it from now on. One that is not well-formed is not taken over:
    anybody can send the header, and it is written to the log.
    """
    given = headers.getlist(HEADER)
    known = len(given) == 1 and _WELL_FORMED.fullmatch(given[0]) is not None
    number = given[0] if known else new_number()
    set_request_id(number)
    return number


def begin_page_run() -> None:
    """The running thread works for a new run of a page from now on."""
    set_request_id(new_number())
