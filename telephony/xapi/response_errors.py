"""What an unsuccessful response means: an error of the tree, and whether a retry may help."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from http import HTTPStatus

from telephony.xapi.errors import (
    Busy,
    Facts,
    NotAnApiResponse,
    QueryRefused,
    TimedOut,
    Unreachable,
    XapiError,
)
from telephony.xapi.response import Response, effective_status, error_message
from telephony.xapi.retry_policy import RetryableError

# A 500 to a query with the caller's own options is most likely their fault: one retry is enough.
_ATTEMPTS_WITH_OPTIONS = 2

_TOP_LIMIT = re.compile(r"limit of\W{0,3}(\d{1,6})\W{0,3}for top\b", re.IGNORECASE | re.ASCII)


def error_of(
    response: Response, secrets: Iterable[str], *, retry_at: datetime | None, has_options: bool
) -> XapiError | RetryableError:
    """The error for a response that is not 200, 401, 403 or 404.

    ``retry_at`` is the time that a Retry-After header names. ``has_options``: the request carries
    the caller's own query options; 3CX responds to an unreadable one with 500 and no message, so
    that is a refused query.
    """
    facts = response.facts(secrets)
    status = effective_status(response.status)
    if status == HTTPStatus.INTERNAL_SERVER_ERROR:
        return _server_error(response, facts, has_options=has_options)
    if status in {HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE}:
        return RetryableError(Busy(retry_at, **facts))
    if status == HTTPStatus.BAD_GATEWAY:
        return RetryableError(Unreachable(**facts))
    if status == HTTPStatus.GATEWAY_TIMEOUT:
        return RetryableError(TimedOut(**facts))
    if HTTPStatus.BAD_REQUEST <= status < HTTPStatus.INTERNAL_SERVER_ERROR:
        return QueryRefused(**facts)
    return NotAnApiResponse(**facts)


def _server_error(response: Response, facts: Facts, *, has_options: bool) -> RetryableError:
    if not has_options:
        headline = "The PBX failed to process this query."
        advice = "Try again in a minute. If that does not help, its own log says why."
        return RetryableError(Busy(None, headline, advice, **facts))
    if not (response.is_json and error_message(response)):
        facts["pbx_message"] = ""
    return RetryableError(QueryRefused(**facts), attempts=_ATTEMPTS_WITH_OPTIONS)


def named_limit(refusal: QueryRefused) -> int | None:
    """The largest $top that a 400 names ("The limit of '100' for Top query has been exceeded")."""
    named = _TOP_LIMIT.search(refusal.pbx_message)
    return int(named[1]) if named and refusal.status == HTTPStatus.BAD_REQUEST else None
