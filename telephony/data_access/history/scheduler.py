"""Which job runs next: every bucket is fetched once, whoever waits for it, newest first.

A *job* is one bucket of one series. Viewers who need the same bucket share its job; a job that
nobody waits for is not started. Viewers take turns, so that a short query does not wait for the
end of a long one.
"""

from __future__ import annotations

import asyncio
from collections import deque
from functools import partial

from telephony.data_access.event_loop import cancel_tasks
from telephony.data_access.history.job_runner import FetchBucket, JobRunner
from telephony.data_access.history.jobs import BucketKey, FetchRequest, Job, JobResult
from telephony.data_access.store.bucket_values import Series
from telephony.data_access.store.store import HistoryStore
from telephony.xapi.clock import Clock
from telephony.xapi.concurrency import ConcurrencyLimiter
from telephony.xapi.errors import NoSuchGroup, XapiError

# So many buckets in a row that fail, for whatever reason, are no accident.
_FAILURES_IN_A_ROW = 3
# Jobs beyond the concurrent requests, which have their lease when a request ends: none is idle.
_READY = 2
# How often to check whether another program has stored a bucket that it was fetching.
_POLL_SECONDS = 0.1


class FetchScheduler:
    """All jobs of one PBX. Belongs to one event loop."""

    def __init__(
        self,
        fetch_bucket: FetchBucket,
        store: HistoryStore,
        limiter: ConcurrencyLimiter,
        clock: Clock,
    ) -> None:
        self._runner = JobRunner(fetch_bucket, store, clock, self._free_slot)
        self._limiter = limiter
        self._jobs: dict[BucketKey, Job] = {}
        self._requests: deque[FetchRequest] = deque()
        self._occupying: set[Job] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._fetched_elsewhere: list[Job] = []
        self._polling: asyncio.Task[None] | None = None
        self._failures = 0
        self._closed = False

    def add(self, request: FetchRequest) -> None:
        """Make, or join, a job for each of its keys."""
        for key in request.queue:
            self._jobs.setdefault(key, Job(key, request.not_before)).join(request)
        self._requests.append(request)
        self._start_jobs()

    def withdraw(self, request: FetchRequest) -> None:
        """Nobody waits for this request any more. A bucket already requested is still stored."""
        if request in self._requests:
            self._requests.remove(request)
        for key, job in list(self._jobs.items()):
            if request in job.waiting:
                job.leave(request)
                if not job.waiting and job.cancel():
                    del self._jobs[key]
        self._fetched_elsewhere = [
            job for job in self._fetched_elsewhere if self._jobs.get(job.key) is job
        ]

    async def aclose(self) -> None:
        """Stop all jobs; they end with an error."""
        self._closed = True
        await cancel_tasks(*self._tasks, self._polling)
        await self._runner.aclose()
        stopped = XapiError("The dashboard was stopped.", "Start it again.")
        for job in list(self._jobs.values()):
            self._finish(job, JobResult(error=stopped))

    def _start_jobs(self) -> None:
        """Start jobs while there are free slots, one viewer after the other.

        Background jobs have slots of their own, as they may wait for their budget.
        """
        for background in (False, True):
            while self._has_free_slot(background=background):
                job = self._next_job(background=background)
                if job is None:
                    break
                self._start(job)

    def _has_free_slot(self, *, background: bool) -> bool:
        if self._closed:
            return False
        occupied = sum(job.requester.has_people != background for job in self._occupying)
        return occupied < self._limiter.limit + _READY

    def _free_slot(self, job: Job) -> None:
        self._occupying.discard(job)
        self._start_jobs()

    def _next_job(self, *, background: bool) -> Job | None:
        for _ in range(len(self._requests)):
            request = self._requests[0]
            self._requests.rotate(-1)
            while request.background == background and request.queue:
                job = self._jobs.get(request.queue.popleft())
                if job is not None and not job.started and request in job.waiting:
                    return job
            if not request.queue:
                self._requests.remove(request)
        return None

    def _start(self, job: Job) -> None:
        job.started = True
        task = asyncio.create_task(self._run(job))
        self._occupying.add(job)
        self._tasks.add(task)
        task.add_done_callback(partial(self._end, job))

    def _end(self, job: Job, task: asyncio.Task[None]) -> None:
        self._occupying.discard(job)
        self._tasks.discard(task)
        if not task.cancelled():
            task.result()  # raises an unexpected error, for the log
        self._start_jobs()

    async def _run(self, job: Job) -> None:
        try:
            result = await self._runner.run(job)
        except XapiError as error:
            result = JobResult(error=error)
        except Exception:
            self._finish(job, JobResult(error=XapiError("The response could not be read.")))
            raise
        if result is None:
            self._wait_for_other_program(job)
            return
        self._finish(job, result)
        if result.error is None:
            self._failures = 0
        else:
            self._fail_similar(result.error, job.key.series)

    def _finish(self, job: Job, result: JobResult) -> None:
        self._remove(job)
        for request in job.waiting:
            request.on_result(job.key, result)

    def _remove(self, job: Job) -> None:
        # after a cancellation, the key may already belong to a newer job
        if self._jobs.get(job.key) is job:
            del self._jobs[job.key]

    def _fail_similar(self, error: XapiError, series: Series) -> None:
        """End the jobs that would only fail in the same way."""
        self._failures += 1
        fails_all = error.affects_all_requests or self._failures >= _FAILURES_IN_A_ROW
        for job in list(self._jobs.values()):
            fails_group = isinstance(error, NoSuchGroup) and job.key.series == series
            if not job.started and (fails_all or fails_group):
                self._finish(job, JobResult(error=error))
        if fails_all:
            self._failures = 0

    def _wait_for_other_program(self, job: Job) -> None:
        if not job.waiting:
            self._remove(job)
            return
        self._fetched_elsewhere.append(job)
        if self._polling is None or self._polling.done():
            self._polling = asyncio.create_task(self._poll())

    async def _poll(self) -> None:
        """Run jobs of other programs again: their bucket is stored by now, or the lease expires."""
        while self._fetched_elsewhere:
            await asyncio.sleep(_POLL_SECONDS)
            jobs, self._fetched_elsewhere = self._fetched_elsewhere, []
            for job in jobs:
                if self._jobs.get(job.key) is job:
                    await self._run(job)
