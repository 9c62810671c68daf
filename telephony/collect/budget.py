"""How many calls may still be made within the hour."""

from __future__ import annotations

from collections import deque
from datetime import timedelta

from telephony.xapi.clock import Clock

HOUR = timedelta(hours=1)


class Budget:
    """At most ``calls_per_hour`` in any sixty minutes."""

    def __init__(self, calls_per_hour: int, clock: Clock) -> None:
        self._most = calls_per_hour
        self._clock = clock
        self._spent: deque[tuple[float, int]] = deque()

    @property
    def left(self) -> int:
        """Calls that may be made now."""
        self._forget()
        return self._most - sum(calls for _, calls in self._spent)

    def spend(self, calls: int) -> None:
        """So many were made."""
        if calls:
            self._spent.append((self._clock.monotonic(), calls))

    def seconds_until(self, calls: int) -> float:
        """How long until so many may be made, 0 for now; more than an hour has waits for all."""
        missing = min(calls, self._most) - self.left
        for at, spent in self._spent:
            if missing <= 0:
                break
            missing -= spent
            wait = at + HOUR.total_seconds() - self._clock.monotonic()
            if missing <= 0:
                return max(0.0, wait)
        return 0.0

    def _forget(self) -> None:
        begin = self._clock.monotonic() - HOUR.total_seconds()
        while self._spent and self._spent[0][0] <= begin:
            self._spent.popleft()
