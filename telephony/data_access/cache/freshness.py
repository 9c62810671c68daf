"""How long a cached value is fresh, however this machine's clock is changed meanwhile."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from telephony.xapi.clock import Clock


@dataclass(frozen=True)
class Freshness:
    """A stretch of time measured by two clocks, so that no jump of one prolongs it.

    The wall clock ends it when it jumps ahead, or back to before its start; the monotonic clock
    ends it when the wall clock jumps back within it, or stands still.
    """

    begin: datetime
    end: datetime
    monotonic_end: float

    @classmethod
    def lasting(cls, duration: timedelta, clock: Clock) -> Freshness:
        """From now on, that long."""
        now = clock.now()
        return cls(now, now + duration, clock.monotonic() + duration.total_seconds())

    def holds(self, clock: Clock) -> bool:
        """Whether it has not ended yet."""
        return self.begin <= clock.now() < self.end and clock.monotonic() < self.monotonic_end
