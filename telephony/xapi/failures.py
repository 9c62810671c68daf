"""From a failed request to an error of the tree, and whether to try again."""

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
from telephony.xapi.response import Response, spoken_words

# A 500 on a query with the caller's own options is most likely their fault: one more try will do.
ATTEMPTS_AT_A_SHAPED_QUERY = 2


_TOP_LIMIT = re.compile(r"limit of\W{0,3}(\d{1,6})\W{0,3}for top\b", re.IGNORECASE | re.ASCII)


class RetryableError(Exception):
    """This attempt failed with ``error``, another may go well; ``attempts`` bounds them.

    ``sent`` is False when no connection came to be, so that the PBX cannot have seen the request.
    """

    def __init__(self, error: XapiError, attempts: int | None = None, *, sent: bool = True) -> None:
        super().__init__(error.kind)
        self.error = error
        self.attempts = attempts
        self.sent = sent


def failed_reply(
    reply: Response, secrets: Iterable[str], *, retry_at: datetime | None, shaped: bool
) -> XapiError | RetryableError:
    """The verdict on an answer that is not 200, 401, 403 or 404.

    ``retry_at`` is the moment a Retry-After header named. ``shaped``: options of the caller were
    sent; an unreadable one makes a 3CX answer 500 without a word, so that is then a refusal.
    """
    facts = reply.facts(secrets)
    if reply.status == HTTPStatus.INTERNAL_SERVER_ERROR:
        return _server_error(reply, facts, shaped=shaped)
    if reply.status in {HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE}:
        return RetryableError(Busy(retry_at, **facts))
    if reply.status == HTTPStatus.BAD_GATEWAY:
        return RetryableError(Unreachable(**facts))
    if reply.status == HTTPStatus.GATEWAY_TIMEOUT:
        return RetryableError(TimedOut(**facts))
    if HTTPStatus.BAD_REQUEST <= reply.status < HTTPStatus.INTERNAL_SERVER_ERROR:
        return QueryRefused(**facts)
    return NotAnApiResponse(**facts)


def _server_error(reply: Response, facts: Facts, *, shaped: bool) -> RetryableError:
    if not shaped:
        headline = "The PBX failed at this question."
        advice = "Try again in a minute. If that does not help, its own log says why."
        return RetryableError(Busy(None, headline, advice, **facts))
    if not (reply.is_json and spoken_words(reply)):
        facts["pbx_message"] = ""
    return RetryableError(QueryRefused(**facts), attempts=ATTEMPTS_AT_A_SHAPED_QUERY)


def named_limit(refusal: QueryRefused) -> int | None:
    """The largest $top that a 400 names ("The limit of '100' for Top query has been exceeded")."""
    named = _TOP_LIMIT.search(refusal.pbx_message)
    return int(named[1]) if named and refusal.status == HTTPStatus.BAD_REQUEST else None
