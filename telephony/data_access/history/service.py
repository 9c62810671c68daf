"""Histories of one PBX: from the store where it holds them, the rest requested once and stored."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock

from telephony.data_access.cache.failures import FailureCache
from telephony.data_access.cache.freshness import Freshness
from telephony.data_access.cache.lru import LruCache
from telephony.data_access.cache.unused import ageing
from telephony.data_access.history.bucket_source import BucketSource
from telephony.data_access.history.fetch import HistoryFetch
from telephony.data_access.history.jobs import BucketKey, FetchRequest, JobResult
from telephony.data_access.history.plan import plan_fetch, started_buckets
from telephony.data_access.history.scheduler import FetchScheduler
from telephony.data_access.history.stored_history import StoredHistory, damaged_notice
from telephony.data_access.pbx.context import PbxContext
from telephony.data_access.store.bucket_values import FetchedBucket, Series
from telephony.data_access.store.store import HistoryStore
from telephony.periods.buckets import Bucket, Cut, Grain, buckets_of
from telephony.periods.working_hours import WorkingHours
from telephony.query.view import Query
from telephony.xapi.concurrency import ConcurrencyLimiter
from telephony.xapi.errors import NotReady, XapiError
from telephony.xapi.refusals import TooManyRequests

# Histories cached in memory: those that viewers have open. The store holds every bucket.
_MAX_CACHED = 50
# A history of final buckets alone does not age; it is read again after a day all the same.
_MAX_LIFETIME = timedelta(days=1)
# What lacks buckets in the store is looked for again after this long: somebody may fetch them.
_PARTLY_STORED_LIFETIME = timedelta(seconds=5)
_COLLECT = (
    "Choose a shorter range or fewer groups, or let the collector fetch the days first "
    "(python -m telephony.collect): stored days take no request."
)


@dataclass(frozen=True)
class _CachedHistory:
    fetch: HistoryFetch
    freshness: Freshness

    @property
    def size_bytes(self) -> int:
        return self.fetch.size_bytes


_Histories = LruCache[tuple[Query, Cut], _CachedHistory]


@dataclass(frozen=True)
class _HistoryQuery:
    """One query at one time."""

    query: Query
    cut: Cut
    buckets: tuple[Bucket, ...]
    now: datetime
    refresh: bool
    background: bool


class HistoryService:
    """Answers ``DataAccess.request_history``. Its methods may be called from any thread."""

    def __init__(
        self, context: PbxContext, store: HistoryStore, limiter: ConcurrencyLimiter
    ) -> None:
        self._loop = context.loop
        self._clock = context.clock
        self._policy = context.policy
        self._store = store
        self._budget = limiter.budget
        self.stored = StoredHistory(context, store)
        source = BucketSource(context, store.extensions)
        self._scheduler = FetchScheduler(source.fetch, store, limiter, self._clock)
        self._lock = Lock()
        self._cached: _Histories = ageing(LruCache(_MAX_CACHED, self._policy.max_bytes))
        self._partly_stored: _Histories = ageing(LruCache(_MAX_CACHED, self._policy.max_bytes))
        self._requests: dict[HistoryFetch, FetchRequest] = {}
        self._failures: FailureCache[BucketKey] = FailureCache(self._policy.failure, self._clock)

    def request(self, query: Query, cut: Cut, *, refresh: bool, background: bool) -> HistoryFetch:
        """Return a cached history, or one that starts to be fetched. Does not block."""
        now = self._clock.now()
        held = None if refresh else self._held(query, cut, self._cached)
        if held is not None:
            return held
        groups = tuple(dict.fromkeys(query.groups))
        buckets = started_buckets(buckets_of(query.period, cut), now)
        if (count := len(groups) * len(buckets)) > self._policy.max_buckets:
            # an error for each bucket of one group: for all of them it would take too long
            fetch = self._new_fetch(groups[:1], buckets, now)
            fetch.fail(TooManyRequests(count, self.max_requests(background=background)))
            return fetch
        fetch = self._new_fetch(groups, buckets, now)
        if self._store.notice:
            fetch.add_notice(self._store.notice)
        question = _HistoryQuery(query, cut, buckets, now, refresh, background)
        self._loop.submit(self._start(fetch, question)).add_done_callback(fetch.check_started)
        return fetch

    def request_stored(self, query: Query, cut: Cut) -> HistoryFetch:
        """Return what is stored: the other buckets are gaps. Nothing is requested or waited for."""
        now = self._clock.now()
        held = self._held(query, cut, self._cached, self._partly_stored)
        if held is not None:
            return held
        buckets = started_buckets(buckets_of(query.period, cut), now)
        fetch = self._new_fetch(tuple(dict.fromkeys(query.groups)), buckets, now)
        question = _HistoryQuery(query, cut, buckets, now, refresh=False, background=False)
        self._loop.submit(self._read(fetch, question)).add_done_callback(fetch.check_started)
        return fetch

    def held_version(self, query: Query, cut: Cut) -> tuple[int, ...] | None:
        """See ``DataAccess``."""
        held = self._held(query, cut, self._cached)
        return None if held is None else held.so_far().version

    def max_requests(self, *, background: bool) -> int:
        """How many one query may take; for programs, what the budget allows in an hour."""
        return self._budget.rates.per_hour if background else self._policy.max_requests

    async def aclose(self) -> None:
        """Stop fetching; histories that are loading end with an error."""
        await self._scheduler.aclose()

    def _held(self, query: Query, cut: Cut, *caches: _Histories) -> HistoryFetch | None:
        with self._lock:
            kept = filter(None, [cache.get((query, cut)) for cache in caches])
        return next((one.fetch for one in kept if one.freshness.is_fresh(self._clock)), None)

    def _new_fetch(
        self, groups: tuple[str, ...], buckets: tuple[Bucket, ...], now: datetime
    ) -> HistoryFetch:
        return HistoryFetch(groups, buckets, now, self._store.extensions, self._withdraw)

    async def _read(self, fetch: HistoryFetch, question: _HistoryQuery) -> None:
        """Add what is stored, and nothing else."""
        try:
            missing = await self._add_stored(fetch, question)
        except XapiError as error:
            fetch.fail(error)
            return
        if not missing:
            self._cache(fetch, question)
            return
        fetch.fail(NotReady())
        freshness = Freshness.lasting(_PARTLY_STORED_LIFETIME, self._clock)
        key = question.query, question.cut
        with self._lock:
            self._partly_stored.put(key, _CachedHistory(fetch, freshness))

    async def _start(self, fetch: HistoryFetch, question: _HistoryQuery) -> None:
        """Add what is stored, and request the rest."""
        try:
            missing = await self._add_stored(fetch, question)
        except XapiError as error:
            fetch.fail(error)
            return
        to_request: list[BucketKey] = []
        for key in missing:
            failure = self._failures.get(key)
            if failure is None:
                to_request.append(key)
            else:
                fetch.add_result((key.series.group, key.bucket), JobResult(error=failure))
        most = self.max_requests(background=question.background)
        if len(to_request) > most:
            advice = _COLLECT if question.cut is Grain.DAY else ""
            fetch.fail(TooManyRequests(len(to_request), most, advice))
        if not to_request or fetch.wait(0):
            self._cache(fetch, question)
            return

        def add_result(key: BucketKey, result: JobResult) -> None:
            if result.error is not None:
                self._failures.add(key, result.error)
            fetch.add_result((key.series.group, key.bucket), result)
            if fetch.wait(0):
                self._requests.pop(fetch, None)
                self._cache(fetch, question)

        request = FetchRequest(
            to_request,
            question.now - self._policy.open_period,
            add_result,
            background=question.background,
        )
        self._requests[fetch] = request
        self._scheduler.add(request)

    async def _add_stored(self, fetch: HistoryFetch, question: _HistoryQuery) -> list[BucketKey]:
        """Add what is stored; the keys of the buckets to fetch, newest first.

        Raises XapiError while the identity of the PBX is unknown.
        """
        period = question.query.period
        series_of_groups = await self.stored.list_series(question.query)
        held: list[tuple[str, FetchedBucket]] = []
        outdated: list[tuple[str, FetchedBucket]] = []
        missing: list[BucketKey] = []
        used: dict[Series, tuple[FetchedBucket, ...]] = {}
        for series, read in (await self.stored.read(series_of_groups, period)).items():
            if read.notice is not None:
                fetch.add_notice(read.notice)
            if read.damaged:
                fetch.add_notice(damaged_notice(read))
            plan = plan_fetch(
                question.buckets, read.buckets, question.now, self._policy, refresh=question.refresh
            )
            held += ((series.group, stored) for stored in plan.held)
            outdated += ((series.group, stored) for stored in plan.outdated)
            missing += (BucketKey(series, bucket, period.zone.key) for bucket in plan.to_fetch)
            used[series] = plan.held
        fetch.set_stored(held, outdated)
        if isinstance(question.cut, WorkingHours):  # unused ones are deleted after a while
            await self.stored.mark_used(used, question.now)
        return sorted(missing, key=lambda key: key.bucket, reverse=True)

    def _withdraw(self, fetch: HistoryFetch) -> None:
        async def withdraw() -> None:
            request = self._requests.pop(fetch, None)
            if request is not None:
                self._scheduler.withdraw(request)

        self._loop.submit(withdraw())

    def _cache(self, fetch: HistoryFetch, question: _HistoryQuery) -> None:
        """Cache a history that is up to date.

        Not one with a notice about the store, which would outlast the problem.
        """
        if not fetch.is_up_to_date or fetch.has_notices:
            return
        now = self._clock.now()
        ends = [now + _MAX_LIFETIME]
        ends += [at + self._policy.open_period for at in fetch.open_fetched_at]
        # the next bucket that begins is not in it yet
        ends += [
            bucket.start
            for bucket in buckets_of(question.query.period, question.cut)
            if bucket.start > now
        ][:1]
        with self._lock:
            freshness = Freshness.lasting(min(ends) - now, self._clock)
            self._cached.put((question.query, question.cut), _CachedHistory(fetch, freshness))
