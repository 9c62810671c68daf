"""Whether a request may be sent now: not while the PBX asks for a pause, and rarely while it is
down.

After a few failures in a row the PBX counts as down (a circuit breaker; Nygard, Release It!, 2007).
Then every request shares the last failure immediately, except for a *probe* every few seconds; the
first response of any kind opens the gate for all. Belongs to one event loop.
"""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from datetime import datetime

from telephony.xapi.clock import Clock, time_in
from telephony.xapi.errors import Busy, XapiError
from telephony.xapi.limits import Limits

log = logging.getLogger(__name__)

_SEVERAL = 2


class RetryAfterGate:
    """Closed while the PBX asks for a pause or is down.

    A request is known by its text. While only one has failed, the request itself may be the
    reason, so another is admitted immediately to find out. ``failures``: how many in a row.
    """

    def __init__(self, clock: Clock, limits: Limits) -> None:
        self._clock = clock
        self._limits = limits
        self._opens_at = float("-inf")
        self.failures = 0
        self._failed_requests: set[str] = set()
        self._cause: XapiError | None = None
        self._probe_at = float("-inf")
        self._probe: asyncio.Future[None] | None = None
        self._probe_deadline = 0.0

    @property
    def wait_seconds(self) -> float:
        """How much longer the PBX wants no request; 0 when it asks for no pause."""
        return max(0.0, self._opens_at - self._clock.monotonic())

    @property
    def opens_at(self) -> datetime | None:
        """When that pause ends (aware UTC), None without one."""
        wait = self.wait_seconds
        return time_in(self._clock, wait) if wait else None

    @property
    def is_down(self) -> bool:
        """True from a few failures in a row until the next response."""
        return self._cause is not None

    async def wait_until_open(self, request: str) -> None:
        """Return when ``request`` may be admitted. Raises immediately where that takes too long:
        Busy during a long pause, the shared failure while the PBX is down.
        """
        while True:
            wait = self.wait_seconds
            if wait > self._limits.patience_seconds or (wait and self._cause):
                raise self._shared_error(request, wait)
            if wait:
                await self._clock.sleep(wait)
            elif self._cause is None or self._may_probe(request):
                return
            elif not await self._probe_ended():
                raise self._shared_error(request, self._probe_at - self._clock.monotonic())

    def admit(self, request: str) -> bool:
        """Decide for a request that has all else it needs. While down, it becomes the probe."""
        if self.wait_seconds:
            return False
        if self._cause is None:
            return True
        if not self._may_probe(request):
            return False
        self._probe_at = self._clock.monotonic() + self._limits.probe_seconds
        loop = asyncio.get_running_loop()
        self._probe = loop.create_future()
        self._probe_deadline = loop.time() + self._limits.probe_wait_seconds
        return True

    def record_response(self) -> None:
        """A response arrived: the PBX is up, whatever it says."""
        if self._cause is not None:
            log.warning("the PBX responds again")
        self.failures, self._cause = 0, None
        self._failed_requests.clear()
        self._end_probe()

    def record_failure(
        self, error: XapiError, request: str, *, failures_before: int, for_all: bool
    ) -> None:
        """No response, or one that says that the PBX is down.

        ``failures_before``: ``failures`` when this was sent. Requests that were under way together
        fail together, which counts once. ``for_all``: any request would have failed.
        """
        self.failures = max(self.failures, failures_before + 1)
        if len(self._failed_requests) < _SEVERAL:
            self._failed_requests |= {request, ""} if for_all else {request}
        if self._cause is not None:
            self._cause = error
        elif self.failures >= self._limits.failures_in_a_row:
            self._count_as_down(error, self._limits.probe_seconds)
        self._end_probe()

    def pause(self, seconds: float, error: XapiError) -> None:
        """The PBX asks for no request that long; never shortens an earlier pause.

        A pause beyond reason is cut, and then one request finds out whether it was meant.
        """
        longest = self._limits.longest_gate_seconds
        if seconds > longest:
            seconds = longest
            self._count_as_down(error, seconds)
        self._opens_at = max(self._opens_at, self._clock.monotonic() + seconds)

    def _count_as_down(self, error: XapiError, seconds: float) -> None:
        log.warning("the PBX counts as down: %s: %s", error.kind, error.pbx_message)
        self._cause = error
        self._probe_at = self._clock.monotonic() + seconds

    def _may_probe(self, request: str) -> bool:
        if self._clock.monotonic() >= self._probe_at:
            return True
        return (
            self._probe is None
            and len(self._failed_requests) < _SEVERAL
            and request not in self._failed_requests
        )

    async def _probe_ended(self) -> bool:
        """True when a probe that has just started has ended: look at the new state then.

        A PBX that is back mostly responds at once, so a request beside the probe need not fail.
        """
        if self._probe is None:
            return False
        with suppress(TimeoutError):
            async with asyncio.timeout_at(self._probe_deadline):
                await asyncio.shield(self._probe)
                return True
        return False

    def _end_probe(self) -> None:
        if self._probe is not None and not self._probe.done():
            self._probe.set_result(None)
        self._probe = None

    def _shared_error(self, request: str, seconds: float) -> XapiError:
        retry_at = time_in(self._clock, max(0.0, seconds))
        cause = Busy(retry_at) if self._cause is None or self.wait_seconds else self._cause
        return cause.shared_with(request, retry_at)
