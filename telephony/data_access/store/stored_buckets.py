"""The buckets of a store, among them those that are not stored yet.

A bucket that cannot be stored is pending: it is held in memory, found like the others, and stored
once the store works again.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import partial

from telephony.data_access.store.backend import StoreLocation, StoreTables
from telephony.data_access.store.batches import ROWS_PER_TRANSACTION, split_into_batches
from telephony.data_access.store.bucket_values import FetchedBucket, ReadResult, Series
from telephony.data_access.store.circuit_breaker import CircuitBreaker
from telephony.data_access.store.errors import StoreError, UnstorableValue
from telephony.data_access.store.expiry import Expiry
from telephony.data_access.store.pending_buckets import PendingBuckets
from telephony.periods.buckets import Bucket

_log = logging.getLogger(__name__)


class StoredBuckets:
    """Safe for threads. ``breaker`` is made here, as it stores what is pending before reuse."""

    def __init__(self, location: StoreLocation) -> None:
        self._timeouts = location.timeouts
        self._pending = PendingBuckets()
        self.breaker = CircuitBreaker(location, self._store_pending, lambda: not self._pending)
        self._expiry = Expiry(self.breaker)

    @property
    def pending_count(self) -> int:
        return len(self._pending)

    def find_final(
        self, series: Series, start: datetime, end: datetime, by: datetime | None = None
    ) -> frozenset[Bucket]:
        """The final buckets within [start, end), fetched no later than ``by``; not verified.

        Only the pending ones while the store cannot be used.
        """
        pending = self._pending.within(series, start, end)
        try:
            stored = self.breaker.use(
                lambda tables: tables.buckets.find_final(series, start, end, by), writes=False
            )
        except StoreError:
            stored = frozenset()
        in_time = (fetched for fetched in pending if by is None or fetched.fetched_at <= by)
        return stored | {fetched.bucket for fetched in in_time if fetched.final}

    def find_incomplete(self, series: Series, start: datetime, end: datetime) -> frozenset[Bucket]:
        """The stored buckets within [start, end) that lack pages, rows or values; not verified.

        None of them while the store cannot be used.
        """
        try:
            return self.breaker.use(
                lambda tables: tables.buckets.find_incomplete(series, start, end), writes=False
            )
        except StoreError:
            return frozenset()

    def read(self, series: Series, start: datetime, end: datetime) -> ReadResult:
        """All buckets within [start, end), verified, oldest first; the pending ones among them."""
        pending = self._pending.within(series, start, end)
        stored = self._read(series, start, end)
        if not pending:
            return stored
        buckets = {fetched.bucket: fetched for fetched in stored.buckets}
        for fetched in pending:
            before = buckets.get(fetched.bucket)
            if before is None or fetched.replaces(before.final, before.fetched_at):
                buckets[fetched.bucket] = fetched
        damaged = (bucket for bucket in stored.damaged if bucket not in buckets)
        in_order = sorted(buckets.values(), key=lambda fetched: fetched.bucket)
        return ReadResult(tuple(in_order), tuple(damaged), stored.notice)

    def save(self, series: Series, buckets: Iterable[FetchedBucket]) -> None:
        """Store just fetched buckets in place of older ones; see ``BucketRepository.save``.

        Raises StoreError when that is not possible now; the buckets are pending then.
        """
        fetched = tuple(buckets)
        try:
            self._save(series, fetched)
        except StoreError:
            self._pending.put(series, fetched)
            self.breaker.recover()
            raise
        self._expiry.run_when_due(fetched)

    def mark_used(self, series: Series, buckets: Iterable[Bucket], now: datetime) -> None:
        """Somebody looks at these now; see ``telephony.data_access.store.bucket_uses``."""
        used = tuple(buckets)
        self.breaker.use(lambda tables: tables.uses.mark(series, used, now), short=False)

    def _read(self, series: Series, start: datetime, end: datetime) -> ReadResult:
        buckets: list[FetchedBucket] = []
        damaged: list[Bucket] = []
        until = time.monotonic() + self._timeouts.read
        delete_damaged = self.breaker.is_writable
        next_start: datetime | None = start
        notice: str | None = None
        while next_start is not None and notice is None:

            def work(tables: StoreTables, begin: datetime = next_start) -> ReadResult:
                return tables.buckets.read(series, begin, end, delete_damaged=delete_damaged)

            try:
                part = self.breaker.use(work, writes=False, short=False)
            except StoreError as error:
                return ReadResult(tuple(buckets), tuple(damaged), error.message)
            buckets += part.buckets
            damaged += part.damaged
            next_start = part.next_start
            if next_start is not None and time.monotonic() > until:
                notice = "Reading the history store takes too long."
        return ReadResult(tuple(buckets), tuple(damaged), notice)

    def _save(self, series: Series, buckets: tuple[FetchedBucket, ...]) -> None:
        for batch in split_into_batches(buckets):

            def work(tables: StoreTables, batch: Sequence[FetchedBucket] = batch) -> None:
                tables.buckets.save(series, batch)

            self.breaker.use(work, short=False)

    def _store_pending(self) -> None:
        """Raises StoreError while that is not possible."""
        while (first := self._pending.first(ROWS_PER_TRANSACTION)) is not None:
            series, buckets = first
            # all together, or else one by one, so that one that cannot be stored costs no other
            for batch in (buckets, *([fetched] for fetched in buckets)):
                try:
                    self.breaker.attempt(partial(_save_late, series, batch))
                except UnstorableValue as error:
                    if len(batch) == 1:
                        _log.warning("a bucket is not stored: %s", error.message)
                    continue
                if batch is buckets:
                    break
            self._pending.remove(series, buckets)


def _save_late(series: Series, buckets: Sequence[FetchedBucket], tables: StoreTables) -> None:
    tables.buckets.save(series, buckets, late=True)
