"""How long a cached value is fresh, however this machine's clock is changed meanwhile."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from telephony.xapi.clock import Clock


@dataclass(frozen=True)
class Freshness:
    """A stretch of time measured by two clocks, so that changing one clock cannot extend it.

    The wall clock ends it when it jumps ahead, or back to before its start; the monotonic clock
    ends it when the wall clock jumps back within it, or stands still.
    """

    wall_start: datetime
    wall_end: datetime
    monotonic_end: float

    @classmethod
    def lasting(cls, duration: timedelta, clock: Clock) -> Freshness:
        """From now on, that long."""
        now = clock.now()
        return cls(now, now + duration, clock.monotonic() + duration.total_seconds())

    def is_fresh(self, clock: Clock) -> bool:
        """Whether it has not ended yet."""
        on_wall_clock = self.wall_start <= clock.now() < self.wall_end
        return on_wall_clock and clock.monotonic() < self.monotonic_end
