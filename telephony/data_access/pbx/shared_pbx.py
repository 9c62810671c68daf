"""What one program shares with others that use the same PBX."""

from __future__ import annotations

from telephony.data_access.pbx.shared_ledger import SharedLedger
from telephony.data_access.pbx.shared_slots import SharedSlots
from telephony.data_access.pbx.stored_sign_in import StoredSignIn
from telephony.data_access.store.store import HistoryStore
from telephony.settings.rates import Rates
from telephony.xapi.clock import Clock
from telephony.xapi.concurrency import ConcurrencyLimiter
from telephony.xapi.limits import Limits
from telephony.xapi.request_budget import LocalLedger, RequestBudget
from telephony.xapi.shared_sign_in import SharedSignIn


class SharedPbx:
    """The limit of concurrent requests, the budget of requests, and the sign-in.

    Nothing is shared through a temporary store, which ends with this program.
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
        self._slots: SharedSlots | None = None
        self._sign_in: StoredSignIn | None = None
        if not store.is_temporary:
            self._slots = SharedSlots(store, limits.max_concurrent_requests)
        self._own_ledger = LocalLedger()
        self.budget = RequestBudget(rates or Rates(), clock, self._own_ledger)
        join = self._slots.join if self._slots else None
        self.limiter = ConcurrencyLimiter(limits, join, self.budget)

    def share_with_others(self, pbx: str) -> SharedSignIn | None:
        """Share this PBX from now on. Returns the sign-in that is shared, if any."""
        if self._slots is None:
            return None
        self._slots.share(pbx, self.limiter)
        self.budget.share(SharedLedger(self._store, pbx, self._own_ledger))
        self._sign_in = StoredSignIn(self._store, pbx)
        return self._sign_in

    async def aclose(self) -> None:
        """Stop; the store gives all leases back when it is closed."""
        if self._slots is not None:
            await self._slots.aclose()
        if self._sign_in is not None:
            await self._sign_in.aclose()
