"""One PBX, several programs: places for calls, and the one sign-in, shared through the store.

The places are leases. Each program that has calls to make holds its fair share of them, takes
more when others leave, and gives back what is too much when others come. A program that dies
loses its leases within seconds. Belongs to one event loop.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

from pydantic import SecretStr

from telephony.data_access.pbx.shared_budget import SharedLedger
from telephony.data_access.store.errors import StoreError
from telephony.data_access.store.locks import LEASE_SECONDS, RENEW_SECONDS
from telephony.data_access.store.store import HistoryStore
from telephony.settings.rates import Rates
from telephony.xapi.clock import Clock
from telephony.xapi.concurrency import ConcurrencyLimiter
from telephony.xapi.limits import Limits
from telephony.xapi.request_budget import LocalLedger, RequestBudget
from telephony.xapi.setup_problems import BadCredentials
from telephony.xapi.shared_sign_in import SharedRefusal, SharedSignIn, SharedToken

# Whoever comes new waits about so long for the others to make room.
_LOOK_SECONDS = 0.5
_SOON_SECONDS = 0.05
# After so long without a call the places are given back; taking them again is one transaction.
_IDLE_SECONDS = 3.0

_log = logging.getLogger(__name__)


class SharedPlaces:
    """Gives ``limiter`` as many places as this program may use."""

    def __init__(self, store: HistoryStore, most: int) -> None:
        self._store = store
        self._most = most
        self._held: tuple[str, ...] = ()
        self._pbx = ""
        self._limiter: ConcurrencyLimiter | None = None
        self._beating: asyncio.Task[None] | None = None
        self._lock = asyncio.Lock()

    def serve(self, pbx: str, limiter: ConcurrencyLimiter) -> None:
        """From now on ``limiter`` asks here for places at this PBX."""
        self._pbx, self._limiter = pbx, limiter

    async def join(self) -> None:
        """Return when there is a place for us, or nobody who could tell."""
        while not await self._balanced():
            await asyncio.sleep(_SOON_SECONDS)
        if self._beating is None or self._beating.done():
            self._beating = asyncio.create_task(self._beat())

    async def aclose(self) -> None:
        """Stop; the leases are given back with the store."""
        if self._beating is not None:
            self._beating.cancel()
            await asyncio.gather(self._beating, return_exceptions=True)

    async def _beat(self) -> None:
        idle = 0.0
        while idle < _IDLE_SECONDS:
            await asyncio.sleep(_LOOK_SECONDS)
            idle = (
                0.0 if self._limiter is not None and self._limiter.in_use else idle + _LOOK_SECONDS
            )
            await self._balanced()
        async with self._lock:
            await self._leave()

    async def _balanced(self) -> bool:
        """Take or give back places; True when there is at least one."""
        async with self._lock:
            return self._limiter is None or await self._balance(self._limiter)

    async def _balance(self, limiter: ConcurrencyLimiter) -> bool:
        try:
            self._held = await asyncio.to_thread(self._fair_share, self._held, limiter.in_flight)
        except StoreError as error:
            _log.debug("requests of several programs are not counted together: %s", error.message)
            limiter.allow(self._most)
            return True
        limiter.allow(len(self._held))
        return bool(self._held)

    def _fair_share(self, held: tuple[str, ...], in_flight: int) -> tuple[str, ...]:
        ours = f"member:{self._pbx}:"
        self._store.take_leases(f"{ours}{self._store.owner}")
        share = max(1, self._most // max(1, self._store.count_leases(ours)))
        if len(held) > share:
            kept = max(share, in_flight)
            self._store.release_leases(*held[kept:])
            held = held[:kept]
        # taking what is ours already renews it
        all_places = (f"place:{self._pbx}:{number}" for number in range(self._most))
        names = dict.fromkeys((*held, *all_places))
        return self._store.take_leases(*names, at_most=max(share, len(held)))

    async def _leave(self) -> None:
        assert self._limiter is not None  # noqa: S101  # for the type checker
        held, self._held = self._held, ()
        self._limiter.allow(0)
        try:
            member = f"member:{self._pbx}:{self._store.owner}"
            await asyncio.to_thread(self._store.release_leases, member, *held)
        except StoreError:
            _log.info("places of this program run out by themselves")


class StoredSignIn:
    """The token of one PBX in the store; satisfies ``telephony.xapi.SharedSignIn``.

    Without a secret it is not stored. Then only one program at a time may sign in.
    """

    def __init__(self, store: HistoryStore, pbx: str) -> None:
        self._store = store
        self._pbx = pbx
        self._renewing: asyncio.Task[None] | None = None

    @asynccontextmanager
    async def exclusive(self) -> AsyncIterator[None]:
        """While this is held nobody else signs in."""
        name = f"sign-in:{self._pbx}"
        if not self._store.shares_sign_ins:
            await self._be_the_only_one(name)
            yield
            return
        while not await self._taken(name):
            await asyncio.sleep(_SOON_SECONDS)
        try:
            yield
        finally:
            await asyncio.to_thread(self._give_back, name)

    async def read(self) -> SharedToken | None:
        """The token that was kept last."""
        try:
            return await asyncio.to_thread(self._store.read_token, self._pbx)
        except StoreError:
            return None

    async def store(self, token: SharedToken) -> None:
        """Put it in the place of the one before."""
        try:
            await asyncio.to_thread(self._store.store_token, self._pbx, token)
        except StoreError as error:
            _log.debug("the sign-in is not shared: %s", error.message)

    async def refusal(self, credential: SecretStr) -> SharedRefusal | None:
        """What was kept last, if it was for this very credential and still stands."""
        try:
            return await asyncio.to_thread(self._store.read_refusal, self._pbx, credential)
        except StoreError:
            return None

    async def store_refusal(self, credential: SecretStr, refusal: SharedRefusal) -> None:
        """Put it in the place of the one before."""
        try:
            await asyncio.to_thread(self._store.store_refusal, self._pbx, credential, refusal)
        except StoreError as error:
            _log.warning("a restart would try the refused sign-in again: %s", error.message)

    async def aclose(self) -> None:
        """Stop renewing."""
        if self._renewing is not None:
            self._renewing.cancel()
            await asyncio.gather(self._renewing, return_exceptions=True)

    async def _be_the_only_one(self, name: str) -> None:
        if not await self._taken(name):
            soon = datetime.now(UTC) + timedelta(seconds=LEASE_SECONDS)
            raise BadCredentials.not_shared(soon)
        if self._renewing is None or self._renewing.done():
            self._renewing = asyncio.create_task(self._renew(name))

    async def _renew(self, name: str) -> None:
        while True:
            await asyncio.sleep(RENEW_SECONDS)
            await self._taken(name)

    async def _taken(self, name: str) -> bool:
        try:
            return bool(await asyncio.to_thread(self._store.take_leases, name))
        except StoreError as error:
            _log.debug("sign-ins of several programs are not kept apart: %s", error.message)
            return True

    def _give_back(self, name: str) -> None:
        try:
            self._store.release_leases(name)
        except StoreError:
            _log.info("the right to sign in runs out by itself")


class SharedPbx:
    """What one program needs to share a PBX with others: its limiter, the budget, and the sign-in.

    A store that ends with this program is shared with nobody.
    """

    def __init__(
        self,
        store: HistoryStore,
        clock: Clock,
        max_concurrent_requests: int | None = None,
        rates: Rates | None = None,
    ) -> None:
        limits = (
            Limits()
            if max_concurrent_requests is None
            else Limits(max_concurrent_requests=max_concurrent_requests)
        )
        self._store = store
        self._places: SharedPlaces | None = None
        self._sign_in: StoredSignIn | None = None
        if not store.is_temporary:
            self._places = SharedPlaces(store, limits.max_concurrent_requests)
        self._own_ledger = LocalLedger()
        self.budget = RequestBudget(rates or Rates(), clock, self._own_ledger)
        self.limiter = ConcurrencyLimiter(
            limits, self._places.join if self._places else None, self.budget
        )

    def serve(self, pbx: str) -> SharedSignIn | None:
        """The PBX is known by this identity from now on."""
        if self._places is None:
            return None
        self._places.serve(pbx, self.limiter)
        self.budget.share(SharedLedger(self._store, pbx, self._own_ledger))
        self._sign_in = StoredSignIn(self._store, pbx)
        return self._sign_in

    async def aclose(self) -> None:
        """Stop renewing; the store gives everything back when it is closed."""
        if self._places is not None:
            await self._places.aclose()
        if self._sign_in is not None:
            await self._sign_in.aclose()
