"""How often a failed request is tried again: a budget for all, and a random pause before each."""

from __future__ import annotations

import random

from telephony.xapi.clock import Clock
from telephony.xapi.limits import Limits


class RetryBudget:
    """Retries that are left, for all callers together: a wide failure soon has none.

    Successes earn new ones, and so does time.
    """

    def __init__(self, clock: Clock, limits: Limits) -> None:
        self._clock = clock
        self._limits = limits
        self._left = limits.retry_budget
        self._counted_at = clock.monotonic()

    def spend(self) -> bool:
        """Take one retry. False when there is none to take."""
        now = self._clock.monotonic()
        self._add((now - self._counted_at) / self._limits.seconds_per_retry)
        self._counted_at = now
        if self._left < 1:
            return False
        self._left -= 1
        return True

    def earn(self) -> None:
        """A request went well."""
        self._add(self._limits.earned_per_success)

    def _add(self, retries: float) -> None:
        self._left = min(self._limits.retry_budget, self._left + retries)


def backoff_seconds(attempt: int, limits: Limits) -> float:
    """A random wait before the attempt after ``attempt`` (1, 2, …): full jitter."""
    longest = min(limits.backoff_cap_seconds, limits.backoff_seconds * 2.0 ** (attempt - 1))
    return random.uniform(0.0, longest)  # noqa: S311 - spreads load, guards nothing
