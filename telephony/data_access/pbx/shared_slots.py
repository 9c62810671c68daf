"""Several programs, one PBX: each gets its fair share of the concurrent requests.

Each request needs a slot, and the slots of a PBX are leases in the store. A program that sends
requests takes its share of them, takes more when other programs leave, and gives some back when
others come. The leases of a program that dies expire within seconds. Belongs to one event loop.
"""

from __future__ import annotations

import asyncio
import logging

from telephony.data_access.event_loop import cancel_tasks
from telephony.data_access.store.errors import StoreError
from telephony.data_access.store.store import HistoryStore
from telephony.xapi.concurrency import ConcurrencyLimiter

# How often the shares are balanced: a program that comes waits about so long for a slot.
_BALANCE_SECONDS = 0.5
_RETRY_SECONDS = 0.05
# After so long without a request the slots are given back; taking them again is one transaction.
_IDLE_SECONDS = 3.0

_log = logging.getLogger(__name__)


class SharedSlots:
    """Allows a ``ConcurrencyLimiter`` as many slots as this program may use, ``most`` at most."""

    def __init__(self, store: HistoryStore, most: int) -> None:
        self._store = store
        self._most = most
        self._leased: tuple[str, ...] = ()
        self._pbx = ""
        self._limiter: ConcurrencyLimiter | None = None
        self._balancing: asyncio.Task[None] | None = None
        self._lock = asyncio.Lock()

    def share(self, pbx: str, limiter: ConcurrencyLimiter) -> None:
        """Share the slots of this PBX from now on, on behalf of ``limiter``."""
        self._pbx, self._limiter = pbx, limiter

    async def join(self) -> None:
        """Return once this program has a slot, or the store cannot say how many there are."""
        while not await self._balance():
            await asyncio.sleep(_RETRY_SECONDS)
        if self._balancing is None or self._balancing.done():
            self._balancing = asyncio.create_task(self._balance_while_in_use())

    async def aclose(self) -> None:
        """Stop balancing; the store gives the leases back when it is closed."""
        await cancel_tasks(self._balancing)

    async def _balance_while_in_use(self) -> None:
        idle = 0.0
        while idle < _IDLE_SECONDS:
            await asyncio.sleep(_BALANCE_SECONDS)
            in_use = self._limiter is not None and self._limiter.in_use
            idle = 0.0 if in_use else idle + _BALANCE_SECONDS
            await self._balance()
        async with self._lock:
            await self._give_all_back()

    async def _balance(self) -> bool:
        """Take or give back slots; True when there is at least one."""
        async with self._lock:
            limiter = self._limiter
            if limiter is None:
                return True
            try:
                self._leased = await asyncio.to_thread(self._take_share, limiter.in_flight)
            except StoreError as error:
                _log.debug("several programs do not share their limit: %s", error.message)
                limiter.grant(self._most)
                return True
            limiter.grant(len(self._leased))
            return bool(self._leased)

    def _take_share(self, in_flight: int) -> tuple[str, ...]:
        """Lease this program's share. Slots with a request in flight are never given back."""
        leased = self._leased
        members = f"member:{self._pbx}:"
        self._store.take_leases(f"{members}{self._store.owner}")
        share = max(1, self._most // max(1, self._store.count_leases(members)))
        if len(leased) > share:
            needed = max(share, in_flight)
            self._store.release_leases(*leased[needed:])
            leased = leased[:needed]
        # taking a lease that is ours renews it
        slots = (f"place:{self._pbx}:{number}" for number in range(self._most))
        names = dict.fromkeys((*leased, *slots))
        return self._store.take_leases(*names, at_most=max(share, len(leased)))

    async def _give_all_back(self) -> None:
        assert self._limiter is not None  # noqa: S101  # for the type checker
        leased, self._leased = self._leased, ()
        self._limiter.grant(0)
        member = f"member:{self._pbx}:{self._store.owner}"
        await asyncio.to_thread(self._store.release_leases, member, *leased)
