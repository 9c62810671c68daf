"""Every request that was sent to one PBX: its kind, its outcome, and how long it took.

Counted since the start of the program, and by the minute for a day. A request is one exchange over
the wire: a retry is another one, and a failure that is shared without sending is none.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from http import HTTPStatus
from threading import Lock
from typing import Final

from telephony.counters.durations import Durations
from telephony.xapi.clock import Clock
from telephony.xapi.errors import QueryRefused, TimedOut, Unreachable, XapiError
from telephony.xapi.response import Response
from telephony.xapi.retry_policy import RetryableError
from telephony.xapi.setup_problems import CertificateProblem

MINUTE: Final = 60
HOUR_MINUTES: Final = 60
DAY_MINUTES: Final = 24 * HOUR_MINUTES

# The kind of the sign-in; other requests are of the kind that their endpoint's name says.
SIGN_IN: Final = "sign-in"

_log = logging.getLogger(__name__)

_PAUSE_STATUSES = {HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE}


class Outcome(StrEnum):
    """How a request ended, in words for a reader."""

    OK = "ok"
    """200 with a JSON object."""
    REFUSED = "refused"
    """401, 403, 404 and other statuses up to 499."""
    BUSY = "busy"
    """429 or 503."""
    FAILED = "failed"
    """500, 502 and other statuses from 500."""
    UNUSABLE = "unusable"
    """A response, but not a JSON object, or too large a one."""
    CERTIFICATE = "certificate"
    """The PBX's certificate is not accepted."""
    UNREACHABLE = "unreachable"
    """No connection, or it broke off."""
    TIMED_OUT = "timed out"
    CANCELLED = "cancelled"
    """Nobody waited for it any more."""


Key = tuple[str, Outcome]
"""A kind of request, and an outcome."""


class Sent:
    """A request under way: whoever sees its end sets the ``outcome``."""

    outcome: Outcome | None = Outcome.CANCELLED

    def end_with(self, response: Response) -> None:
        """A complete response arrived."""
        self.outcome = _outcome_of_response(response)


@dataclass
class _Minute:
    number: int
    requests: dict[Key, Durations] = field(default_factory=dict)


class RequestStatistics:
    """The requests to one PBX. Written by one event loop, read by any thread."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = Lock()
        self._totals: dict[Key, Durations] = {}
        self._minutes: deque[_Minute] = deque()
        self._last_ok: datetime | None = None

    @property
    def last_ok(self) -> datetime | None:
        """When the last good response arrived (aware UTC); None before the first."""
        return self._last_ok

    @contextmanager
    def sending(self, kind: str, deadline: asyncio.Timeout) -> Iterator[Sent]:
        """Count the request that is sent in this block, which ends within the ``deadline``."""
        sent, started = Sent(), self._clock.monotonic()
        try:
            yield sent
        except asyncio.CancelledError:
            if deadline.expired():
                sent.outcome = Outcome.TIMED_OUT
            raise
        except RetryableError as failed:
            sent.outcome = _outcome_of_error(failed.error)
            raise
        except XapiError as error:
            sent.outcome = _outcome_of_error(error)
            raise
        finally:
            if sent.outcome is not None:
                seconds = self._clock.monotonic() - started
                _log.info("%s: %s in %.3f s", kind, sent.outcome, seconds)
                self._add((kind, sent.outcome), seconds)

    def totals(self) -> Mapping[Key, Durations]:
        """All requests since the start."""
        with self._lock:
            return {key: Durations.sum_of([part]) for key, part in self._totals.items()}

    def last_minutes(self, minutes: int) -> Mapping[Key, Durations]:
        """The requests of the running minute and those before it, ``DAY_MINUTES`` at most."""
        parts: dict[Key, list[Durations]] = {}
        with self._lock:
            first = self._minute - minutes
            for minute in self._minutes:
                if minute.number > first:
                    for key, part in minute.requests.items():
                        parts.setdefault(key, []).append(part)
            return {key: Durations.sum_of(some) for key, some in parts.items()}

    def _add(self, key: Key, seconds: float) -> None:
        with self._lock:
            if key[1] is Outcome.OK:
                self._last_ok = self._clock.now()
            number = self._minute
            if not self._minutes or self._minutes[-1].number != number:
                self._minutes.append(_Minute(number))
            while self._minutes[0].number <= number - DAY_MINUTES:
                self._minutes.popleft()
            for counted in (self._totals, self._minutes[-1].requests):
                counted.setdefault(key, Durations()).add(seconds)

    @property
    def _minute(self) -> int:
        return int(self._clock.monotonic() // MINUTE)


def _outcome_of_response(response: Response) -> Outcome:
    if response.status == HTTPStatus.OK:
        return Outcome.OK if response.looks_like_an_object else Outcome.UNUSABLE
    if response.status in _PAUSE_STATUSES:
        return Outcome.BUSY
    if response.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return Outcome.FAILED
    return Outcome.REFUSED if response.status >= HTTPStatus.BAD_REQUEST else Outcome.UNUSABLE


def _outcome_of_error(error: XapiError) -> Outcome | None:
    """None for a request that was not sent."""
    if isinstance(error, QueryRefused):
        return None
    if isinstance(error, CertificateProblem):
        return Outcome.CERTIFICATE
    if isinstance(error, TimedOut):
        return Outcome.TIMED_OUT
    return Outcome.UNREACHABLE if isinstance(error, Unreachable) else Outcome.UNUSABLE
