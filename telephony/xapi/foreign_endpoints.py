"""Endpoints at which something other than the API responds, to one request after the other."""

from __future__ import annotations

from dataclasses import dataclass, field

from telephony.xapi.clock import Clock, time_in
from telephony.xapi.errors import XapiError
from telephony.xapi.limits import Limits


@dataclass
class _Streak:
    """The different requests that failed since the last good response, and the last failure."""

    requests: set[str] = field(default_factory=set)
    error: XapiError | None = None
    probe_at: float = 0.0


class ForeignEndpoints:
    """By name. A page of maintenance, of a sign-in or of nothing is the same for every request.

    So after a few different requests in a row they share the failure, and one every few seconds
    finds out whether it has ended. A single request that always fails is no reason for that.
    """

    def __init__(self, clock: Clock, limits: Limits) -> None:
        self._clock = clock
        self._limits = limits
        self._streaks: dict[str, _Streak] = {}

    def admit(self, name: str, request: str) -> None:
        """Raise the shared failure unless ``request`` may be sent; it may then be the probe."""
        streak = self._streaks.get(name)
        if streak is None or streak.error is None:
            return
        if len(streak.requests) < self._limits.failures_in_a_row:
            return
        wait = streak.probe_at - self._clock.monotonic()
        if wait > 0:
            raise streak.error.shared_with(request, time_in(self._clock, wait))
        streak.probe_at = self._clock.monotonic() + self._limits.probe_seconds

    def record_response(self, name: str) -> None:
        """The API responds there."""
        self._streaks.pop(name, None)

    def record_failure(self, name: str, request: str, error: XapiError) -> None:
        """Something else did."""
        streak = self._streaks.setdefault(name, _Streak())
        streak.error = error
        if len(streak.requests) < self._limits.failures_in_a_row:
            streak.requests.add(request)
            streak.probe_at = self._clock.monotonic() + self._limits.probe_seconds
