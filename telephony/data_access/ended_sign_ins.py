"""The sign-ins that have ended, for all processes of a store and across a restart."""

from __future__ import annotations

from collections.abc import Mapping

from telephony.data_access.store.backend import StoreTables
from telephony.data_access.store.store import HistoryStore
from telephony.xapi.clock import Clock


class EndedSignInsOfStore:
    """Those of a store. Methods block for a few seconds at most and raise StoreError.

    A sign-in has a number, and a time (seconds since 1970) at which it would end by itself.
    """

    def __init__(self, store: HistoryStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def add(self, ended: Mapping[str, float]) -> None:
        """Let every process know that these have ended."""
        now = self._clock.now().timestamp()

        def write(tables: StoreTables) -> None:
            tables.ended_sign_ins.add(ended, now)

        self._store.use(write)

    def list(self) -> dict[str, float]:
        """All that would still be valid."""
        now = self._clock.now().timestamp()
        return self._store.use(lambda tables: tables.ended_sign_ins.list(now), writes=False)
