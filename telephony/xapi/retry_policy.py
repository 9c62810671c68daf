"""The retry policy: which failed requests are sent again, how often, and after which pause.

========================================  ====================================================
Connection failed or broke off, no        up to ``Limits.attempts`` in all
response in time, 429, 500, 502, 503, 504
500 to a caller's own query options       one more attempt: most likely the options are wrong
429 or 503 with a long ``Retry-After``    no retry: the reader learns the time instead
401                                       no retry, but one new token (``request_runner``)
Everything else                           no retry
========================================  ====================================================

A status that says the same as one of these counts as it (``response.effective_status``).
``response_errors`` and ``transport`` decide which row a failure belongs to, by raising a
RetryableError or another error. Before each retry comes a random pause that grows ("full jitter";
Brooker, AWS Architecture Blog, 2015). A budget bounds the retries of all requests together, and
while the PBX counts as down (``retry_after_gate``) there are none.
"""

from __future__ import annotations

import random
from collections.abc import Awaitable, Callable
from typing import TypeVar

import stamina

from telephony.xapi.clock import Clock
from telephony.xapi.errors import XapiError
from telephony.xapi.limits import Limits
from telephony.xapi.retry_after_gate import RetryAfterGate

T = TypeVar("T")


class RetryableError(Exception):
    """An attempt failed with ``error``, and the next may succeed; ``attempts`` bounds them all.

    ``sent`` is False when no connection was made, so that the PBX cannot have seen the request.
    """

    def __init__(self, error: XapiError, attempts: int | None = None, *, sent: bool = True) -> None:
        super().__init__(error.kind)
        self.error = error
        self.attempts = attempts
        self.sent = sent


class RetryPolicy:
    """Runs the attempts of requests. Belongs to one event loop."""

    def __init__(self, clock: Clock, limits: Limits, gate: RetryAfterGate) -> None:
        self._clock = clock
        self._limits = limits
        self._gate = gate
        self._budget = RetryBudget(clock, limits)

    async def run(self, attempt: Callable[[], Awaitable[T]]) -> T:
        """The result of the first successful ``attempt``. Raises the last one's error."""
        made, pause_seconds = 0, 0.0

        def pause_before_next(error: Exception) -> bool | float:
            nonlocal pause_seconds
            if not isinstance(error, RetryableError) or self._gate.is_down:
                return False
            most = min(error.attempts or self._limits.attempts, self._limits.attempts)
            if made >= most or not self._budget.spend():
                return False
            pause_seconds = backoff_seconds(made, self._limits)
            return 0.0  # stamina need not wait: the attempt does, by our clock

        async for retry in stamina.retry_context(
            on=pause_before_next, attempts=self._limits.attempts, timeout=None
        ):
            with retry:
                if pause_seconds:
                    await self._clock.sleep(pause_seconds)
                made += 1
                result = await attempt()
                self._budget.earn()
                return result
        raise AssertionError("stamina ends with a result or an error")


class RetryBudget:
    """Retries left for all requests together: a widespread failure soon uses them up.

    Successes earn new ones, and so does time.
    """

    def __init__(self, clock: Clock, limits: Limits) -> None:
        self._clock = clock
        self._limits = limits
        self._left = limits.retry_budget
        self._counted_at = clock.monotonic()

    def spend(self) -> bool:
        """Take one retry. False when none is left."""
        now = self._clock.monotonic()
        self._add((now - self._counted_at) / self._limits.seconds_per_retry)
        self._counted_at = now
        if self._left < 1:
            return False
        self._left -= 1
        return True

    def earn(self) -> None:
        """Count a successful request."""
        self._add(self._limits.earned_per_success)

    def _add(self, retries: float) -> None:
        self._left = min(self._limits.retry_budget, self._left + retries)


def backoff_seconds(attempt: int, limits: Limits) -> float:
    """A random pause after the failed ``attempt`` (1, 2, …), longer on average each time."""
    longest = min(limits.backoff_cap_seconds, limits.backoff_seconds * 2.0 ** (attempt - 1))
    return random.uniform(0.0, longest)  # noqa: S311  # spreads load, guards nothing
