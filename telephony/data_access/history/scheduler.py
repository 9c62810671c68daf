"""Buckets on their way from the PBX: each asked once, whoever waits for it, newest first.

A *job* is one bucket of one series. Viewers who want the same share the job; one that nobody
waits for any more is not begun. Viewers take turns, so that a short question need not wait for
the end of a long one. A lease in the store keeps two programs from asking the same bucket: who
comes second waits, and reads what the first one has stored. Belongs to one event loop.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable
from functools import partial

from telephony.data_access.history.batch_writer import BatchWriter
from telephony.data_access.history.jobs import (
    BucketKey,
    BucketResponse,
    FetchRequest,
    Job,
    JobResult,
)
from telephony.data_access.history.plan import is_usable
from telephony.data_access.store.bucket_values import FetchedBucket, Series
from telephony.data_access.store.errors import StoreError
from telephony.data_access.store.locks import RENEW_SECONDS
from telephony.data_access.store.store import HistoryStore
from telephony.xapi.clock import Clock
from telephony.xapi.concurrency import ConcurrencyLimiter
from telephony.xapi.errors import NoSuchGroup, XapiError
from telephony.xapi.requester import requesting_for

_log = logging.getLogger(__name__)

# So many buckets in a row that fail, for whatever reason, are no accident.
_FAILURES_IN_A_ROW = 3
# Jobs that have their lease already when a place becomes free, so that none stays empty.
_READY = 2
# How often it is looked whether another program has stored what we wait for.
_LOOK_SECONDS = 0.1


Ask = Callable[[BucketKey], Awaitable[BucketResponse]]


class FetchScheduler:
    """All jobs of one PBX."""

    def __init__(
        self, ask: Ask, store: HistoryStore, limiter: ConcurrencyLimiter, clock: Clock
    ) -> None:
        self._ask = ask
        self._store = store
        self._limiter = limiter
        self._clock = clock
        self._jobs: dict[BucketKey, Job] = {}
        self._orders: deque[FetchRequest] = deque()
        self._asking: set[Job] = set()
        self._running: set[asyncio.Task[None]] = set()
        self._saving = BatchWriter(store)
        self._elsewhere: list[Job] = []
        self._watching: asyncio.Task[None] | None = None
        self._renewing: asyncio.Task[None] | None = None
        self._failures = 0
        self._closed = False
        # First come, first served. Side by side, leases come in any order, and an older bucket
        # could take the place of a newer one.
        self._in_turn = asyncio.Lock()

    def add(self, order: FetchRequest) -> None:
        """Begin, or join, a job for every key of the order."""
        for key in order.queue:
            self._jobs.setdefault(key, Job(key, order.not_before)).join(order)
        self._orders.append(order)
        self._pump()

    def withdraw(self, order: FetchRequest) -> None:
        """Nobody waits for this order any more. What was sent already is finished."""
        if order in self._orders:
            self._orders.remove(order)
        for key, job in list(self._jobs.items()):
            if order in job.orders:
                job.leave(order)
                if not job.orders and _can_be_stopped(job):
                    del self._jobs[key]
        self._elsewhere = [job for job in self._elsewhere if self._jobs.get(job.key) is job]

    async def aclose(self) -> None:
        """Stop asking; whoever still waits is told."""
        self._closed = True
        helpers = [task for task in (self._watching, self._renewing) if task is not None]
        for task in (*self._running, *helpers):
            task.cancel()
        await asyncio.gather(*self._running, *helpers, return_exceptions=True)
        stopped = XapiError("The dashboard was stopped.", "Start it again.")
        for job in list(self._jobs.values()):
            self._land(job, JobResult(error=stopped))

    def _pump(self) -> None:
        """Begin jobs while there are places, a viewer at a time.

        Those in the background have places of their own here: they may wait for their budget.
        """
        for background in (False, True):
            while self._has_place(background=background):
                job = self._next(background=background)
                if job is None:
                    break
                self._begin(job)

    def _has_place(self, *, background: bool) -> bool:
        if self._closed:
            return False
        asking = sum(job.requester.has_people != background for job in self._asking)
        return asking < self._limiter.limit + _READY

    def _next(self, *, background: bool) -> Job | None:
        for _ in range(len(self._orders)):
            order = self._orders[0]
            self._orders.rotate(-1)
            while order.background == background and order.queue:
                job = self._jobs.get(order.queue.popleft())
                if job is not None and not job.begun and order in job.orders:
                    return job
            if not order.queue:
                self._orders.remove(order)
        return None

    def _begin(self, job: Job) -> None:
        job.begun = True
        if self._renewing is None or self._renewing.done():
            self._renewing = asyncio.create_task(self._renew())
        task = asyncio.create_task(self._run(job))
        self._asking.add(job)
        self._running.add(task)
        task.add_done_callback(partial(self._ended, job))

    def _ended(self, job: Job, task: asyncio.Task[None]) -> None:
        self._asking.discard(job)
        self._running.discard(task)
        if not task.cancelled():
            task.result()
        self._pump()

    async def _run(self, job: Job) -> None:
        try:
            landed = await self._work(job)
        except XapiError as error:
            landed = JobResult(error=error)
        except Exception:
            self._land(job, JobResult(error=XapiError("The answer could not be read.")))
            raise
        if landed is None:
            self._wait_for_another(job)
            return
        self._land(job, landed)
        if landed.error is None:
            self._failures = 0
        else:
            self._spread(landed.error, job.key.series)

    async def _work(self, job: Job) -> JobResult | None:
        """Ask the bucket, unless another program does (None) or just did."""
        name = _lease_name(job.key)
        trouble = None
        try:
            async with self._in_turn:
                if not await asyncio.to_thread(self._store.take_leases, name):
                    return None
                kept = await asyncio.to_thread(self._stored, job)
            if kept is not None:
                await asyncio.to_thread(self._store.release_leases, name)
                return JobResult(kept)
        except StoreError as words:
            _log.debug("a bucket is requested without knowing about others: %s", words.message)
            trouble = words.message
        if not job.orders:
            await self._give_back(name)
            return None
        try:
            kept, requests = await self._asked(job)
        except (XapiError, asyncio.CancelledError):
            await self._give_back(name)
            if not job.orders:  # stopped, as nobody waits any more
                return None
            raise
        self._answered(job)
        trouble = await self._saving.save(job.key.series, kept, name) or trouble
        return JobResult(kept, None, requests, trouble)

    async def _asked(self, job: Job) -> BucketResponse:
        with requesting_for(job.requester):
            job.asking = asyncio.ensure_future(self._ask(job.key))
        try:
            return await job.asking
        finally:
            job.asking = None

    def _answered(self, job: Job) -> None:
        """The PBX has done its part: the next one may be asked while this one is stored."""
        self._asking.discard(job)
        self._pump()

    def _stored(self, job: Job) -> FetchedBucket | None:
        """What another program has stored since the job was wished for."""
        bucket, now = job.key.bucket, self._clock.now()
        found = self._store.buckets.read(job.key.series, bucket.start, bucket.end).buckets
        good = [
            one for one in found if one.bucket == bucket and is_usable(one, now, job.not_before)
        ]
        return good[0] if good else None

    async def _give_back(self, name: str) -> None:
        try:
            await asyncio.to_thread(self._store.release_leases, name)
        except StoreError:
            return  # it runs out by itself

    def _land(self, job: Job, landed: JobResult) -> None:
        self._forget(job)
        for order in job.orders:
            order.land(job.key, landed)

    def _forget(self, job: Job) -> None:
        """Another job may have its key by now: this one was stopped, and then wished for anew."""
        if self._jobs.get(job.key) is job:
            del self._jobs[job.key]

    def _spread(self, error: XapiError, series: Series) -> None:
        """End what would only fail the same way."""
        self._failures += 1
        pointless = error.affects_all_requests or self._failures >= _FAILURES_IN_A_ROW
        for job in list(self._jobs.values()):
            same_group = isinstance(error, NoSuchGroup) and job.key.series == series
            if not job.begun and (pointless or same_group):
                self._land(job, JobResult(error=error))
        if pointless:
            self._failures = 0

    def _wait_for_another(self, job: Job) -> None:
        if not job.orders:
            self._forget(job)
            return
        self._elsewhere.append(job)
        if self._watching is None or self._watching.done():
            self._watching = asyncio.create_task(self._watch())

    async def _watch(self) -> None:
        """Try again what another program was asking: its figures are there, or it died."""
        while self._elsewhere:
            await asyncio.sleep(_LOOK_SECONDS)
            waiting, self._elsewhere = self._elsewhere, []
            for job in waiting:
                if self._jobs.get(job.key) is job:
                    await self._run(job)

    async def _renew(self) -> None:
        while any(job.begun for job in self._jobs.values()):
            await asyncio.sleep(RENEW_SECONDS)
            try:
                await asyncio.to_thread(self._store.renew_leases)
            except StoreError:
                continue


def _can_be_stopped(job: Job) -> bool:
    """True for a job of which nothing was sent; one that waits to be sent is stopped here.

    One that is just taking its lease looks by itself, afterwards, whether anybody waits.
    """
    if job.begun and job.asking is not None and not job.requester.sent:
        return job.asking.cancel()
    return not job.begun


def _lease_name(key: BucketKey) -> str:
    start, end = (round(at.timestamp()) for at in (key.bucket.start, key.bucket.end))
    series = key.series
    return f"bucket:{series.pbx[:16]}:{series.area_code}:{start}:{end}:{series.group}"
