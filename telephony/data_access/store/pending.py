"""Buckets that could not be stored yet, kept in memory until the store takes them."""

from __future__ import annotations

import logging
from collections import OrderedDict
from collections.abc import Iterable
from datetime import datetime
from threading import Lock

from telephony.data_access.store.bucket_values import Kept, Series
from telephony.periods.buckets import Bucket

# Some 4,000 days of 200 extensions, fetched while the store was away.
MOST_BYTES = 64 * 2**20
# Of a bucket without any figures.
_BUCKET_BYTES = 1_000

_log = logging.getLogger(__name__)


class PendingBuckets:
    """In the order of their coming; the oldest go first where there is no room. Thread-safe."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._most_bytes = most_bytes
        self._bytes = 0
        self._kept: OrderedDict[tuple[Series, Bucket], Kept] = OrderedDict()
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._kept)

    def put(self, series: Series, buckets: Iterable[Kept]) -> None:
        """Keep them. A final one that is here already stays."""
        with self._lock:
            for one in buckets:
                before = self._kept.get((series, one.bucket))
                if before is not None and before.final:
                    continue
                self._take(series, one.bucket)
                self._kept[series, one.bucket] = one
                self._bytes += _size(one)
            dropped = 0
            while self._bytes > self._most_bytes:
                self._take(*next(iter(self._kept)))
                dropped += 1
        if dropped:
            _log.warning("%s fetched buckets found no room in memory and are not kept", dropped)

    def within(self, series: Series, start: datetime, end: datetime) -> list[Kept]:
        """Those of a series within [start, end)."""
        with self._lock:
            return [
                kept
                for (of, bucket), kept in self._kept.items()
                if of == series and start <= bucket.start and bucket.end <= end
            ]

    def first(self, most_rows: int) -> tuple[Series, list[Kept]] | None:
        """The series that waits longest and as many of its buckets as have so many rows."""
        with self._lock:
            if not self._kept:
                return None
            series, _ = next(iter(self._kept))
            found: list[Kept] = []
            rows = 0
            for (of, _), kept in self._kept.items():
                if of != series:
                    continue
                rows += len(kept.figures.codes)
                if found and rows > most_rows:
                    break
                found.append(kept)
            return series, found

    def remove(self, series: Series, buckets: Iterable[Kept]) -> None:
        """They are stored. One that was replaced meanwhile stays."""
        with self._lock:
            for one in buckets:
                if self._kept.get((series, one.bucket)) is one:
                    self._take(series, one.bucket)

    def _take(self, series: Series, bucket: Bucket) -> None:
        taken = self._kept.pop((series, bucket), None)
        if taken is not None:
            self._bytes -= _size(taken)


def _size(kept: Kept) -> int:
    return kept.size_bytes + _BUCKET_BYTES
