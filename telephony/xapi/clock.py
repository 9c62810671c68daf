"""The clock that the client uses, so that a test need not wait."""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """The current time, a count of seconds that never jumps, and waiting."""

    def now(self) -> datetime:
        """The current time, aware, in UTC."""

    def monotonic(self) -> float:
        """Seconds since a fixed time; unaffected by changes of the machine's clock."""

    async def sleep(self, seconds: float) -> None:
        """Wait that long."""


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic(self) -> float:
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


def time_in(clock: Clock, seconds: float) -> datetime:
    """The time that many seconds from now (aware UTC)."""
    return clock.now() + timedelta(seconds=seconds)
