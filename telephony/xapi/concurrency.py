"""How many concurrent requests the PBX can take: learned from how fast it responds.

Additive increase and multiplicative decrease (AIMD; Chiu and Jain 1989), with TCP's slow start
(Jacobson 1988) until the first sign of strain, and with latency as a sign, as in TCP Vegas
(Brakmo and Peterson 1995): a PBX whose database runs one report after the other never refuses a
request, it only takes longer for each. So the limit grows while latency is steady, and falls when
latency rises, when a response is late, and when the PBX responds 429 or 5xx.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Hashable
from contextlib import asynccontextmanager
from statistics import median
from typing import Final

from telephony.settings.rates import Rates
from telephony.xapi.clock import SystemClock
from telephony.xapi.limits import Limits
from telephony.xapi.request_budget import RequestBudget
from telephony.xapi.requester import LOOK_SECONDS, Requester, current_requester

# Latency is steady while a request takes at most this many times what it takes an idle PBX …
STEADY_RATIO: Final = 1.6
# … and has risen from here on. In between the limit stays.
RISEN_RATIO: Final = 2.0
# After a rise, and after an overload, the limit becomes this share of itself.
_RISEN_SHARE, _OVERLOAD_SHARE = 0.75, 0.5
# What an idle PBX takes is forgotten slowly, or one fast response would count for ever.
_FORGETTING: Final = 1.01
_WORKLOADS_REMEMBERED: Final = 256


class ConcurrencyLimiter:
    """The slots for requests to one PBX. Belongs to one event loop.

    ``join`` is awaited before a request while ``grant`` has granted no slot yet: the way to share
    the slots of one PBX with other processes. ``budget``: of what is sent for programs.
    """

    def __init__(
        self,
        limits: Limits | None = None,
        join: Callable[[], Awaitable[None]] | None = None,
        budget: RequestBudget | None = None,
    ) -> None:
        limits = limits or Limits()
        self._join = join
        self.budget = budget or RequestBudget(Rates(), SystemClock())
        self._most = limits.max_concurrent_requests
        self._granted = self._most if join is None else 0
        self._limit = min(limits.initial_concurrent_requests, self._most)
        self._slow_start = True
        self._waiting: deque[tuple[Requester | None, asyncio.Future[None]]] = deque()
        self._joining: asyncio.Future[None] | None = None
        self._idle_seconds: dict[Hashable, float] = {}
        self._ratios: list[float] = []
        self.in_flight = 0

    @property
    def limit(self) -> int:
        """Requests that may be under way now, or once slots are granted."""
        return min(self._limit, self._granted or self._most)

    @property
    def waiting(self) -> int:
        """Requests that wait for a slot."""
        return len(self._waiting)

    @property
    def in_use(self) -> bool:
        """True while a request is under way or waits for a slot."""
        return self.in_flight > 0 or bool(self._waiting)

    @asynccontextmanager
    async def slot(self) -> AsyncIterator[None]:
        """The right to send one request. People go before programs, then the longest wait first."""
        while self._join is not None and not self._granted:
            # once for all that wait, so that their order stays; shielded: a request that is
            # cancelled must not take it from the others
            if self._joining is None or self._joining.done():
                self._joining = asyncio.ensure_future(self._join())
            await asyncio.shield(self._joining)
        await self._enter()
        try:
            yield
        finally:
            self._leave()

    def grant(self, slots: int) -> None:
        """Never use more than this many, whatever the latency."""
        self._granted = slots
        self._admit()

    def record_response(self, workload: Hashable, seconds: float) -> None:
        """Learn from a response. Requests of one ``workload`` take an idle PBX about as long."""
        idle = min(seconds, self._idle_seconds.pop(workload, seconds) * _FORGETTING)
        self._idle_seconds[workload] = idle
        if len(self._idle_seconds) > _WORKLOADS_REMEMBERED:
            del self._idle_seconds[next(iter(self._idle_seconds))]
        self._ratios.append(seconds / idle if idle else 1.0)
        if len(self._ratios) < self._limit:
            return
        ratio = median(self._ratios)
        self._ratios.clear()
        if ratio >= RISEN_RATIO:
            self._shrink(_RISEN_SHARE)
        elif ratio <= STEADY_RATIO:
            self._grow()
        else:
            self._slow_start = False

    def record_overload(self) -> None:
        """The PBX is overloaded: it says so, or does not respond."""
        self._ratios.clear()
        self._shrink(_OVERLOAD_SHARE)

    def _grow(self) -> None:
        by = self._limit if self._slow_start else 1
        self._limit = min(self._most, self._limit + by)
        self._admit()

    def _shrink(self, share: float) -> None:
        self._slow_start = False
        self._limit = max(1, int(self._limit * share))

    async def _enter(self) -> None:
        if not self._waiting and self._has_room(current_requester()):
            self.in_flight += 1
            return
        slot: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        requester = current_requester()
        self._waiting.append((requester, slot))
        try:
            while not (_goes_first(requester) or slot.done()):
                await asyncio.wait({slot}, timeout=LOOK_SECONDS)
                self._admit()  # a person may have joined, who may use the slot that is left free
            await slot
        except asyncio.CancelledError:
            if slot.done() and not slot.cancelled():
                self._leave()  # it was given to us just as we were cancelled
            slot.cancel()
            raise

    def _leave(self) -> None:
        self.in_flight -= 1
        self._admit()

    def _admit(self) -> None:
        while self._waiting:
            first = next((one for one in self._waiting if _goes_first(one[0])), self._waiting[0])
            if not self._has_room(first[0]):
                return
            self._waiting.remove(first)
            if not first[1].done():
                self.in_flight += 1
                first[1].set_result(None)

    def _has_room(self, requester: Requester | None) -> bool:
        """Programs leave one of several slots free: a person must not wait for a slow export."""
        most = self.limit if _goes_first(requester) else max(1, self.limit - 1)
        return self.in_flight < most


def _goes_first(requester: Requester | None) -> bool:
    """People, and what serves all: the sign-in, the list of groups."""
    return requester is None or requester.has_people
