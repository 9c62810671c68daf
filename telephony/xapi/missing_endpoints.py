"""Endpoints that returned 404, so that they are not requested all the time."""

from __future__ import annotations

from dataclasses import dataclass

from telephony.xapi.clock import Clock
from telephony.xapi.limits import Limits


@dataclass(frozen=True)
class _Absence:
    until: float
    seconds: float


class MissingEndpoints:
    """By name. One that has worked is never missing: there, a 404 is about the query.

    A PBX that is starting does not know its reports yet, and an older version never will: so the
    pause is short at first, and doubles each time.
    """

    def __init__(self, clock: Clock, limits: Limits) -> None:
        self._clock = clock
        self._limits = limits
        self._working: set[str] = set()
        self._absent: dict[str, _Absence] = {}

    def __contains__(self, name: str) -> bool:
        absence = self._absent.get(name)
        return absence is not None and self._clock.monotonic() < absence.until

    def has_worked(self, name: str) -> bool:
        """Whether the endpoint has returned a result in this process."""
        return name in self._working

    def record_response(self, name: str) -> None:
        """The endpoint exists."""
        self._working.add(name)
        self._absent.pop(name, None)

    def record_not_found(self, name: str) -> None:
        """The endpoint returned 404. Several 404s under way together count once."""
        if name in self._working or name in self:
            return
        before = self._absent.get(name)
        seconds = 2 * before.seconds if before else self._limits.missing_seconds
        seconds = min(seconds, self._limits.longest_missing_seconds)
        self._absent[name] = _Absence(self._clock.monotonic() + seconds, seconds)
