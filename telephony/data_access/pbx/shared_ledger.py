"""The requests that programs have sent, counted in the store they share."""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress

from telephony.data_access.store.errors import StoreError
from telephony.data_access.store.store import HistoryStore
from telephony.settings.rates import Rates
from telephony.xapi.request_budget import LocalLedger, Spent

_log = logging.getLogger(__name__)


class SharedLedger:
    """Satisfies ``telephony.xapi.request_budget.Ledger``.

    A restart loses no count. While the store cannot be used, each program counts its own.
    """

    def __init__(self, store: HistoryStore, pbx: str, own: LocalLedger) -> None:
        self._store = store
        self._pbx = pbx
        self._own = own

    async def spend(self, cell: int, rates: Rates, *, anyway: bool = False) -> float:
        """See Ledger."""
        try:
            wait = await asyncio.to_thread(self._store.spend, self._pbx, cell, rates, anyway=anyway)
        except StoreError as error:
            _log.debug("requests of several programs are not counted together: %s", error.message)
            return await self._own.spend(cell, rates, anyway=anyway)
        if not wait:
            await self._own.spend(cell, rates, anyway=True)
        return wait

    async def give_back(self, cell: int) -> None:
        """See Ledger."""
        await self._own.give_back(cell)
        with suppress(StoreError):
            await asyncio.to_thread(self._store.give_back_spent, self._pbx, cell)

    async def spent(self, cell: int) -> Spent:
        """See Ledger."""
        try:
            return await asyncio.to_thread(self._store.read_spent, self._pbx, cell)
        except StoreError:
            return await self._own.spent(cell)
