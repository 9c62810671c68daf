"""A clock that stands still until a test moves it."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta


class SetClock:
    """Satisfies ``telephony.xapi.clock.Clock``; ``sleep`` moves the clock instead of waiting."""

    def __init__(self, moment: datetime) -> None:
        self._start = moment
        self._moment = moment

    def now(self) -> datetime:
        return self._moment

    def monotonic(self) -> float:
        return (self._moment - self._start).total_seconds()

    def move(self, by: timedelta) -> None:
        self._moment += by

    async def sleep(self, seconds: float) -> None:
        self.move(timedelta(seconds=seconds))
        await asyncio.sleep(0)
