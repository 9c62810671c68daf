"""A clock that stands still until a test moves it."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from math import ceil


class SetClock:
    """Satisfies ``telephony.xapi.clock.Clock``; ``sleep`` moves the clock instead of waiting."""

    def __init__(self, moment: datetime) -> None:
        self._moment = moment
        self._passed = timedelta(0)

    def now(self) -> datetime:
        return self._moment

    def monotonic(self) -> float:
        return self._passed.total_seconds()

    def move(self, by: timedelta) -> None:
        """Time passes."""
        self._moment += by
        self._passed += by

    def jump(self, by: timedelta) -> None:
        """Somebody sets the clock, ahead or back: no time passes."""
        self._moment += by

    async def sleep(self, seconds: float) -> None:
        # Never less than asked for: whoever finds that a billionth of a second is left, as sums of
        # floats come out, would sleep it again and again on a clock that knows millionths only.
        self.move(timedelta(microseconds=ceil(seconds * 1e6)))
        await asyncio.sleep(0)


class WaitingClock(SetClock):
    """One whose sleepers sleep until a test has moved it far enough."""

    async def sleep(self, seconds: float) -> None:
        end = self.monotonic() + seconds
        while self.monotonic() < end:
            await asyncio.sleep(0.002)
