"""How long something in memory is good, whatever happens to this machine's clock meanwhile."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from telephony.xapi.clock import Clock


@dataclass(frozen=True)
class Freshness:
    """A stretch of time that has to hold by two clocks, so that no jump of one prolongs it.

    The wall clock ends it when it jumps ahead, or back before the beginning; the monotonic one
    when the wall clock jumps back within the stretch, or stands still.
    """

    begin: datetime
    end: datetime
    monotonic_end: float

    @classmethod
    def lasting(cls, stretch: timedelta, clock: Clock) -> Freshness:
        """From now on, that long."""
        now = clock.now()
        return cls(now, now + stretch, clock.monotonic() + stretch.total_seconds())

    def holds(self, clock: Clock) -> bool:
        """Whether it is still good."""
        return self.begin <= clock.now() < self.end and clock.monotonic() < self.monotonic_end
