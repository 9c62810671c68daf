"""What holds calls back for every caller of one connection: Retry-After, and the retry budget."""

from __future__ import annotations

import random
import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from telephony.xapi.clock import Clock
from telephony.xapi.errors import Busy
from telephony.xapi.limits import Limits

_SECONDS = re.compile(r"\d{1,15}", re.ASCII)


def retry_after_seconds(header: str | None, now: datetime) -> float | None:
    """Seconds that a Retry-After header asks for, 0 for a moment gone by, None if unreadable.

    Takes both forms of RFC 9110, 10.2.3: seconds, and a date.
    """
    text = (header or "").strip()
    if _SECONDS.fullmatch(text):
        return float(text)
    moment = http_date(text)
    return None if moment is None else max(0.0, (moment - now).total_seconds())


def http_date(text: str) -> datetime | None:
    """The moment in a Date or Retry-After header (aware), None if it cannot be read."""
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)  # "-0000" is UTC, RFC 5322


class Gate:
    """Shut while the PBX asks to be left alone. Nobody passes before that time."""

    def __init__(self, clock: Clock, limits: Limits) -> None:
        self._clock = clock
        self._limits = limits
        self._opens_at = float("-inf")

    def shut_for(self, seconds: float) -> None:
        """Keep everybody out that long from now; never shortens an earlier wish."""
        seconds = min(seconds, self._limits.longest_gate_seconds)
        self._opens_at = max(self._opens_at, self._clock.monotonic() + seconds)

    @property
    def wait_seconds(self) -> float:
        """How long it stays shut; 0 when open."""
        return max(0.0, self._opens_at - self._clock.monotonic())

    @property
    def opens_at(self) -> datetime | None:
        """When it opens (aware UTC), None when it is open."""
        wait = self.wait_seconds
        return self._clock.now() + timedelta(seconds=wait) if wait else None

    async def passage(self, request: str) -> None:
        """Wait until it is open. Raises Busy at once where that takes longer than our patience."""
        while wait := self.wait_seconds:
            if wait > self._limits.patience_seconds:
                raise Busy(self.opens_at, request=request)
            await self._clock.sleep(wait)


class RetryBudget:
    """Retries that are left, for all callers together: a wide failure soon has none."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._left = limits.retry_budget

    def spend(self) -> bool:
        """Take one retry. False when there is none to take."""
        if self._left < 1:
            return False
        self._left -= 1
        return True

    def earn(self) -> None:
        """A call went well."""
        self._left = min(self._limits.retry_budget, self._left + self._limits.earned_per_success)


def backoff_seconds(attempt: int, limits: Limits) -> float:
    """A random wait before the attempt after ``attempt`` (1, 2, …): full jitter."""
    longest = min(limits.backoff_cap_seconds, limits.backoff_seconds * 2.0 ** (attempt - 1))
    return random.uniform(0.0, longest)  # noqa: S311 - spreads load, guards nothing
