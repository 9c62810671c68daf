"""Runs one job: takes the bucket's lease, fetches the bucket from the PBX, and stores it.

The lease, a lock in the store, keeps two programs from requesting the same bucket. Without a
store that works, each program requests for itself.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

from telephony.data_access.event_loop import cancel_tasks
from telephony.data_access.history.batch_writer import BatchWriter
from telephony.data_access.history.jobs import BucketKey, BucketResponse, Job, JobResult
from telephony.data_access.history.plan import is_usable
from telephony.data_access.store.bucket_values import FetchedBucket
from telephony.data_access.store.errors import StoreError
from telephony.data_access.store.locks import RENEW_SECONDS
from telephony.data_access.store.store import HistoryStore
from telephony.xapi.clock import Clock
from telephony.xapi.errors import XapiError
from telephony.xapi.requester import requesting_for

FetchBucket = Callable[[BucketKey], Awaitable[BucketResponse]]

_log = logging.getLogger(__name__)


class JobRunner:
    """Belongs to one event loop. ``on_response`` is called as soon as the PBX has responded."""

    def __init__(
        self,
        fetch_bucket: FetchBucket,
        store: HistoryStore,
        clock: Clock,
        on_response: Callable[[Job], None],
    ) -> None:
        self._fetch_bucket = fetch_bucket
        self._store = store
        self._clock = clock
        self._on_response = on_response
        self._writer = BatchWriter(store)
        self._running = 0
        self._renewing: asyncio.Task[None] | None = None
        # First come, first served: leases taken at the same time come in any order, and an older
        # bucket could be fetched before a newer one.
        self._lease_turn = asyncio.Lock()

    async def run(self, job: Job) -> JobResult | None:
        """The job's result, None when another program is fetching the bucket or nobody waits.

        Raises XapiError.
        """
        self._running += 1
        if self._renewing is None or self._renewing.done():
            self._renewing = asyncio.create_task(self._renew_leases())
        try:
            return await self._run(job)
        finally:
            self._running -= 1

    async def aclose(self) -> None:
        """Stop renewing leases, and write what was fetched."""
        await cancel_tasks(self._renewing)
        await self._writer.aclose()

    async def _run(self, job: Job) -> JobResult | None:
        lease = _lease_name(job.key)
        notice = None
        try:
            async with self._lease_turn:
                taken, stored = await asyncio.to_thread(self._take, lease, job)
            if not taken:
                return None
            if stored is not None:
                await asyncio.to_thread(self._store.release_leases, lease)
                return JobResult(stored)
        except StoreError as error:
            _log.debug("a bucket is requested without a lease: %s", error.message)
            notice = error.message
        if not job.waiting:
            await asyncio.to_thread(self._store.release_leases, lease)
            return None
        try:
            bucket, requests = await self._request(job)
        except (XapiError, asyncio.CancelledError):
            await asyncio.to_thread(self._store.release_leases, lease)
            if not job.waiting:  # cancelled, as nobody waits any more
                return None
            raise
        self._on_response(job)
        notice = await self._writer.save(job.key.series, bucket, lease) or notice
        return JobResult(bucket, None, requests, notice)

    async def _request(self, job: Job) -> BucketResponse:
        with requesting_for(job.requester):
            job.response_task = asyncio.ensure_future(self._fetch_bucket(job.key))
        try:
            return await job.response_task
        finally:
            job.response_task = None

    def _take(self, lease: str, job: Job) -> tuple[bool, FetchedBucket | None]:
        """Whether the lease is ours, and the bucket if another program has stored it by now."""
        if not self._store.take_leases(lease):
            return False, None
        return True, self._read_stored(job)

    def _read_stored(self, job: Job) -> FetchedBucket | None:
        """The bucket if another program has stored it since the job was made."""
        bucket, now = job.key.bucket, self._clock.now()
        for stored in self._store.buckets.read(job.key.series, bucket.start, bucket.end).buckets:
            if stored.bucket == bucket and is_usable(stored, now, job.not_before):
                return stored
        return None

    async def _renew_leases(self) -> None:
        while self._running:
            await asyncio.sleep(RENEW_SECONDS)
            try:
                await asyncio.to_thread(self._store.renew_leases)
            except StoreError:
                continue


def _lease_name(key: BucketKey) -> str:
    start, end = (round(at.timestamp()) for at in (key.bucket.start, key.bucket.end))
    series = key.series
    return f"bucket:{series.pbx[:16]}:{series.area_code}:{start}:{end}:{series.group}"
