"""Saves fetched buckets, as many as are waiting in one transaction."""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from typing import NamedTuple

from telephony.data_access.store.bucket_values import FetchedBucket, Series
from telephony.data_access.store.errors import StoreError
from telephony.data_access.store.store import HistoryStore

_UNEXPECTED = "What was fetched could not be stored. The log has the details."

_log = logging.getLogger(__name__)


class _WriteRequest(NamedTuple):
    series: Series
    bucket: FetchedBucket
    lease: str
    done: asyncio.Future[str | None]


class BatchWriter:
    """Writes on a thread; its methods belong to one event loop.

    A durable transaction waits for the disk. Buckets that arrive in the meantime are saved
    together in the next one.
    """

    def __init__(self, store: HistoryStore) -> None:
        self._store = store
        self._waiting: list[_WriteRequest] = []
        self._task: asyncio.Task[None] | None = None

    async def save(self, series: Series, bucket: FetchedBucket, lease: str) -> str | None:
        """Store a bucket and release its lease; why it is not stored, None when it is."""
        done: asyncio.Future[str | None] = asyncio.get_running_loop().create_future()
        self._waiting.append(_WriteRequest(series, bucket, lease, done))
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._run())
        return await done

    async def aclose(self) -> None:
        """Return once all that waits is written, or pending in a store that cannot write now."""
        if self._task is not None:
            await asyncio.wait({self._task})

    async def _run(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting, []
            notice = await asyncio.to_thread(self._write, batch)
            for request in batch:
                if not request.done.done():
                    request.done.set_result(notice)

    def _write(self, batch: list[_WriteRequest]) -> str | None:
        """Why a part of the batch is not stored, None when all of it is."""
        by_series: defaultdict[Series, list[FetchedBucket]] = defaultdict(list)
        for request in batch:
            by_series[request.series].append(request.bucket)
        notice: str | None = None
        for series, buckets in by_series.items():
            try:
                self._store.buckets.save(series, buckets)
            except StoreError as error:  # they are pending in the store
                notice = error.message
            except Exception:  # noqa: BLE001  # whatever it is, the values are shown
                _log.exception("fetched buckets could not be stored")
                notice = _UNEXPECTED
        self._store.release_leases(*(request.lease for request in batch))
        return notice
