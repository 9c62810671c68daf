"""Once a day whoever stores something deletes what is no longer used."""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from datetime import datetime, timedelta

from telephony.data_access.store.bucket_values import Kept
from telephony.data_access.store.guard import Guard
from telephony.data_access.store.troubles import StoreTrouble

_EVERY = timedelta(days=1)
# Somebody waits for what was stored; what remains is for the next day.
_SECONDS = 1.0

_log = logging.getLogger(__name__)


class Expiry:
    """Of the store behind ``guard``."""

    def __init__(self, guard: Guard) -> None:
        self._guard = guard
        self._last: datetime | None = None

    def run_when_due(self, kept: Sequence[Kept]) -> None:
        """After these were stored: what time it is, they tell."""
        # by the earlier of the two clocks: one that runs ahead deletes nothing
        moments = (min(one.fetched_at, one.pbx_date or one.fetched_at) for one in kept)
        now = max(moments, default=None)
        if now is None or (self._last and timedelta(0) <= now - self._last < _EVERY):
            return
        self._last = now
        try:
            deleted = self._expire(now)
        except StoreTrouble:
            return  # tomorrow is early enough
        if deleted:
            _log.info("%s buckets of rare working hours were not used and are deleted", deleted)

    def _expire(self, now: datetime) -> int:
        deleted = 0
        until = time.monotonic() + _SECONDS
        while time.monotonic() < until:
            portion = self._guard.use(lambda opened: opened.uses.expire(now), short=False)
            deleted += portion
            if not portion:
                break
        return deleted
