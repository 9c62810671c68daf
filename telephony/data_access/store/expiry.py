"""Once a day, after something was stored, delete rare buckets that are no longer used."""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from datetime import datetime, timedelta

from telephony.data_access.store.bucket_values import FetchedBucket
from telephony.data_access.store.circuit_breaker import CircuitBreaker
from telephony.data_access.store.errors import StoreError

_INTERVAL = timedelta(days=1)
# Somebody waits for the buckets just stored; the rest is deleted the next day.
_MAX_SECONDS = 1.0

_log = logging.getLogger(__name__)


class Expiry:
    """What is rare, and for how long it stays: ``telephony.data_access.store.bucket_uses``."""

    def __init__(self, breaker: CircuitBreaker) -> None:
        self._breaker = breaker
        self._last: datetime | None = None

    def run_when_due(self, stored: Sequence[FetchedBucket]) -> None:
        """After ``stored``, whose times of fetching say what time it is."""
        # by the earlier of the two clocks: one that runs ahead deletes nothing
        times = (min(bucket.fetched_at, bucket.pbx_date or bucket.fetched_at) for bucket in stored)
        now = max(times, default=None)
        if now is None or (self._last and timedelta(0) <= now - self._last < _INTERVAL):
            return
        self._last = now
        try:
            deleted = self._expire(now)
        except StoreError:
            return  # tomorrow is early enough
        if deleted:
            _log.info("%s buckets of working hours no longer used are deleted", deleted)

    def _expire(self, now: datetime) -> int:
        deleted = 0
        until = time.monotonic() + _MAX_SECONDS
        while time.monotonic() < until:
            count = self._breaker.use(lambda tables: tables.uses.expire(now), short=False)
            deleted += count
            if not count:
                break
        return deleted
