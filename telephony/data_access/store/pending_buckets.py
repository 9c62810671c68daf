"""Buckets that could not be stored yet, held in memory until the store works again."""

from __future__ import annotations

import logging
from collections import OrderedDict
from collections.abc import Iterable
from datetime import datetime
from threading import Lock

from telephony.data_access.store.bucket_values import FetchedBucket, Series
from telephony.periods.buckets import Bucket

# Some 4,000 days of 200 extensions, fetched while the store did not work.
MAX_BYTES = 64 * 2**20
# Of a bucket without rows.
_BUCKET_BYTES = 1_000

_log = logging.getLogger(__name__)


class PendingBuckets:
    """First in, first out; without room the oldest are dropped. Safe for threads."""

    def __init__(self, max_bytes: int = MAX_BYTES) -> None:
        self._max_bytes = max_bytes
        self._bytes = 0
        self._pending: OrderedDict[tuple[Series, Bucket], FetchedBucket] = OrderedDict()
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._pending)

    def put(self, series: Series, buckets: Iterable[FetchedBucket]) -> None:
        """Add buckets in place of older ones; a final one that is pending already stays."""
        with self._lock:
            for new in buckets:
                before = self._pending.get((series, new.bucket))
                if before is not None and before.final:
                    continue
                self._pop(series, new.bucket)
                self._pending[series, new.bucket] = new
                self._bytes += _size_bytes(new)
            dropped = 0
            while self._bytes > self._max_bytes:
                self._pop(*next(iter(self._pending)))
                dropped += 1
        if dropped:
            _log.warning("%s fetched buckets are dropped: no room in memory", dropped)

    def within(self, series: Series, start: datetime, end: datetime) -> list[FetchedBucket]:
        """The pending buckets of a series within [start, end)."""
        with self._lock:
            return [
                pending
                for (of, bucket), pending in self._pending.items()
                if of == series and start <= bucket.start and bucket.end <= end
            ]

    def first(self, max_rows: int) -> tuple[Series, list[FetchedBucket]] | None:
        """The series that has waited longest, and its buckets up to ``max_rows``, at least one."""
        with self._lock:
            if not self._pending:
                return None
            series, _ = next(iter(self._pending))
            first: list[FetchedBucket] = []
            rows = 0
            for (of, _), pending in self._pending.items():
                if of != series:
                    continue
                rows += len(pending.values.codes)
                if first and rows > max_rows:
                    break
                first.append(pending)
            return series, first

    def remove(self, series: Series, buckets: Iterable[FetchedBucket]) -> None:
        """Remove buckets that are stored now. One that was replaced in the meantime stays."""
        with self._lock:
            for stored in buckets:
                if self._pending.get((series, stored.bucket)) is stored:
                    self._pop(series, stored.bucket)

    def _pop(self, series: Series, bucket: Bucket) -> None:
        removed = self._pending.pop((series, bucket), None)
        if removed is not None:
            self._bytes -= _size_bytes(removed)


def _size_bytes(bucket: FetchedBucket) -> int:
    return bucket.size_bytes + _BUCKET_BYTES
