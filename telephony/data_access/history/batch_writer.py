"""Buckets on their way into the store, many in one transaction when they come together."""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from typing import NamedTuple

from telephony.data_access.store.bucket_values import FetchedBucket, Series
from telephony.data_access.store.errors import StoreError
from telephony.data_access.store.store import HistoryStore

_log = logging.getLogger(__name__)


class _Wish(NamedTuple):
    series: Series
    kept: FetchedBucket
    lease: str
    done: asyncio.Future[str | None]


class BatchWriter:
    """Writes what is handed to it, off the event loop it belongs to.

    A transaction that is safe from a power cut waits for the disk. What comes meanwhile goes
    into the next one together.
    """

    def __init__(self, store: HistoryStore) -> None:
        self._store = store
        self._waiting: list[_Wish] = []
        self._writing: asyncio.Task[None] | None = None

    async def save(self, series: Series, kept: FetchedBucket, lease: str) -> str | None:
        """Store a bucket and give its lease back. Why it could not be stored, None when it was."""
        done: asyncio.Future[str | None] = asyncio.get_running_loop().create_future()
        self._waiting.append(_Wish(series, kept, lease, done))
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._write())
        return await done

    async def _write(self) -> None:
        while self._waiting:
            wishes, self._waiting = self._waiting, []
            trouble = await asyncio.to_thread(self._written, wishes)
            for wish in wishes:
                if not wish.done.done():
                    wish.done.set_result(trouble)

    def _written(self, wishes: list[_Wish]) -> str | None:
        """Why some of it could not be stored, None when it was."""
        by_series: defaultdict[Series, list[FetchedBucket]] = defaultdict(list)
        for wish in wishes:
            by_series[wish.series].append(wish.kept)
        trouble: str | None = None
        for series, kept in by_series.items():
            try:
                self._store.buckets.save(series, kept)
            except StoreError as words:  # the store keeps them until it can be written to
                trouble = words.message
        try:
            self._store.release_leases(*(wish.lease for wish in wishes))
        except StoreError:
            _log.debug("leases of stored buckets run out by themselves")
        return trouble
