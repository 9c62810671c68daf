"""Histories of one PBX: from the store where it holds them, the rest asked once and kept."""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict, deque
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock
from zoneinfo import ZoneInfo

from telephony.data_access.cache.failures import FailureCache
from telephony.data_access.cache.freshness import Freshness
from telephony.data_access.cache.lru import LruCache
from telephony.data_access.history.fetch import HistoryFetch
from telephony.data_access.history.frames import PeriodTotal, sum_buckets
from telephony.data_access.history.jobs import BucketKey, BucketResponse, FetchRequest, JobResult
from telephony.data_access.history.plan import is_final, plan_fetch, started_buckets
from telephony.data_access.history.scheduler import FetchScheduler
from telephony.data_access.pbx.context import PbxContext
from telephony.data_access.reports.group_report import frame_report
from telephony.data_access.store.bucket_values import BucketValues, FetchedBucket, Series
from telephony.data_access.store.errors import StoreError
from telephony.data_access.store.store import HistoryStore
from telephony.periods.buckets import Bucket, Cut, Grain, buckets_of
from telephony.periods.period import Period
from telephony.periods.working_hours import WorkingHours
from telephony.query.view import Query
from telephony.xapi.concurrency import ConcurrencyLimiter
from telephony.xapi.errors import TooManyRequests, XapiError

# For reading what is stored of all groups of a question: a slow store must not cost more.
_STORE_SECONDS = 20
# Histories kept in memory: those that viewers have open. The store has them all.
_MOST_OPEN = 50
_COLLECT = (
    "Choose a shorter range or fewer groups, or let the collector fetch the days first "
    "(python -m telephony.collect): stored days take no request."
)
# Of final buckets alone a history does not age; after so long it may be read again all the same.
_LONG = timedelta(days=1)


@dataclass(frozen=True)
class _Open:
    """A fetching that has ended, and how long it is good."""

    fetching: HistoryFetch
    good: Freshness

    @property
    def size_bytes(self) -> int:
        return self.fetching.size_bytes


class HistoryService:
    """Answers ``DataAccess.request_history``. Its methods may be called from any thread."""

    def __init__(
        self, context: PbxContext, store: HistoryStore, limiter: ConcurrencyLimiter
    ) -> None:
        self._loop = context.loop
        self._client = context.client
        self._directory = context.directory
        self._clock = context.clock
        self._policy = context.policy
        self._store = store
        self._budget = limiter.budget
        self._flights = FetchScheduler(self._asked, store, limiter, self._clock)
        self._lock = Lock()
        self._open: LruCache[tuple[Query, Cut], _Open] = LruCache(
            _MOST_OPEN, self._policy.max_bytes
        )
        self._orders: dict[HistoryFetch, FetchRequest] = {}
        self._failures: FailureCache[BucketKey] = FailureCache(self._policy.failure, self._clock)

    def request(self, query: Query, cut: Cut, *, refresh: bool, background: bool) -> HistoryFetch:
        """Start, or find ended, what ``query`` needs and return at once."""
        now = self._clock.now()
        with self._lock:
            held = self._open.get((query, cut))
        if held is not None and not refresh and held.good.holds(self._clock):
            return held.fetching
        groups = tuple(dict.fromkeys(query.groups))
        buckets = started_buckets(buckets_of(query.period, cut), now)
        if (many := len(groups) * len(buckets)) > self._policy.max_buckets:
            # told of one group, as all of them would take as long as asking
            fetching = HistoryFetch(
                groups[:1], buckets, now, self._store.extensions, self._withdraw
            )
            most = self.max_requests(background=background)
            fetching.fail(TooManyRequests(many, most))
            return fetching
        fetching = HistoryFetch(groups, buckets, now, self._store.extensions, self._withdraw)
        if self._store.notice:
            fetching.notify(self._store.notice)
        work = self._loop.submit(
            self._fetch(fetching, query, cut, buckets, now, refresh=refresh, background=background)
        )
        work.add_done_callback(fetching.begun)
        return fetching

    async def count_missing(self, query: Query, cut: Cut) -> int:
        """How many buckets are not held for good, over all groups."""
        now = self._clock.now()
        buckets = started_buckets(buckets_of(query.period, cut), now)
        pbx, period = await self._client.identity(), query.period
        missing = 0
        for group in dict.fromkeys(query.groups):
            series = Series(pbx, group, query.area.code)
            limits = (period.start, period.end, now)
            held = await asyncio.to_thread(self._store.buckets.find_final, series, *limits)
            missing += sum(bucket not in held for bucket in buckets)
        return missing

    async def count_incomplete(self, query: Query, cut: Cut) -> int:
        """How many of them have come before, but incomplete."""
        buckets, period = frozenset(buckets_of(query.period, cut)), query.period
        pbx, incomplete = await self._client.identity(), 0
        for group in dict.fromkeys(query.groups):
            series = Series(pbx, group, query.area.code)
            limits = (period.start, period.end)
            stored = await asyncio.to_thread(self._store.buckets.find_incomplete, series, *limits)
            incomplete += len(buckets & stored)
        return incomplete

    async def aclose(self) -> None:
        """Stop asking; whoever still waits is told."""
        await self._flights.aclose()

    async def total(self, group: str, period: Period, area_code: int) -> PeriodTotal | None:
        """The figures of a whole period added up from its days.

        None unless every day is held for good and adding up is exact.
        """
        days = frozenset(buckets_of(period, Grain.DAY))
        series = Series(await self._client.identity(), group, area_code)
        limits = (period.start, period.end, self._clock.now())
        finals = await asyncio.to_thread(self._store.buckets.find_final, series, *limits)
        if not days or not days <= finals:
            return None
        found = await asyncio.to_thread(self._store.buckets.read, series, period.start, period.end)
        kept = [one for one in found.buckets if one.bucket in days]
        if len(kept) != len(days):
            return None
        return sum_buckets(kept, group, self._store.extensions)

    async def _fetch(  # noqa: PLR0913  # one question and its moment
        self,
        fetching: HistoryFetch,
        query: Query,
        cut: Cut,
        buckets: tuple[Bucket, ...],
        now: datetime,
        *,
        refresh: bool,
        background: bool,
    ) -> None:
        try:
            pbx = await self._client.identity()
        except XapiError as error:
            fetching.fail(error)
            return
        groups = dict.fromkeys(query.groups)
        kept: list[tuple[str, FetchedBucket]] = []
        spare: list[tuple[str, FetchedBucket]] = []
        keys: list[BucketKey] = []
        until = time.monotonic() + _STORE_SECONDS
        for group in groups:
            series = Series(pbx, group, query.area.code)
            if time.monotonic() < until:
                stored = await self._stored(fetching, series, query)
            else:
                stored = ()
                fetching.notify("The history store takes too long to read.")
            planned = plan_fetch(buckets, stored, now, self._policy, refresh=refresh)
            kept += ((group, one) for one in planned.held)
            spare += ((group, one) for one in planned.spare)
            keys += (BucketKey(series, bucket, query.period.zone.key) for bucket in planned.ask)
        fetching.start(kept, spare)
        await self._mark_used(pbx, query, cut, kept, now)

        def land(key: BucketKey, landed: JobResult) -> None:
            self._landed(fetching, key, landed)
            if fetching.wait(0):
                self._orders.pop(fetching, None)
                self._remember((query, cut), fetching)

        wanted = deque(sorted(keys, key=lambda key: key.bucket, reverse=True))
        for key in tuple(wanted):
            if (failure := self._failures.get(key)) is not None:
                wanted.remove(key)
                fetching.land((key.series.group, key.bucket), None, failure)
        if (refusal := self._refused(len(wanted), cut, background=background)) is not None:
            fetching.fail(refusal)
        if not wanted or fetching.wait(0):
            self._remember((query, cut), fetching)
            return
        order = FetchRequest(wanted, now - self._policy.open_period, land, background=background)
        self._orders[fetching] = order
        self._flights.add(order)

    def max_requests(self, *, background: bool) -> int:
        """How many one question may take: of a program, what the budget has for an hour."""
        return self._budget.rates.per_hour if background else self._policy.max_requests

    def _refused(self, needed: int, cut: Cut, *, background: bool) -> TooManyRequests | None:
        most = self.max_requests(background=background)
        if needed <= most:
            return None
        return TooManyRequests(needed, most, _COLLECT if cut is Grain.DAY else "")

    async def _mark_used(
        self,
        pbx: str,
        query: Query,
        cut: Cut,
        kept: Iterable[tuple[str, FetchedBucket]],
        now: datetime,
    ) -> None:
        """Working hours that are looked at stay; the others go after a while."""
        if not isinstance(cut, WorkingHours):
            return
        by_group: defaultdict[str, list[Bucket]] = defaultdict(list)
        for group, one in kept:
            by_group[group].append(one.bucket)
        with suppress(StoreError):
            for group, buckets in by_group.items():
                series = Series(pbx, group, query.area.code)
                await asyncio.to_thread(self._store.buckets.mark_used, series, buckets, now)

    async def _stored(
        self, fetching: HistoryFetch, series: Series, query: Query
    ) -> tuple[FetchedBucket, ...]:
        period = query.period
        found = await asyncio.to_thread(self._store.buckets.read, series, period.start, period.end)
        if found.notice is not None:
            fetching.notify(found.notice)
        if found.damaged:
            fetching.notify(
                f"{len(found.damaged)} stored buckets were damaged and are fetched again."
            )
        return found.buckets

    def _withdraw(self, fetching: HistoryFetch) -> None:
        async def withdraw() -> None:
            order = self._orders.pop(fetching, None)
            if order is not None:
                self._flights.withdraw(order)

        self._loop.submit(withdraw())

    def _landed(self, fetching: HistoryFetch, key: BucketKey, landed: JobResult) -> None:
        if landed.error is not None:
            self._failures.add(key, landed.error)
        place = (key.series.group, key.bucket)
        fetching.land(place, landed.kept, landed.error, landed.requests, landed.notice)

    def _remember(self, asked: tuple[Query, Cut], fetching: HistoryFetch) -> None:
        """Keep a whole history open for those who ask the same next.

        Not with a notice about the store, which would be told long after the store is well.
        """
        if not fetching.is_whole or fetching.has_notices:
            return
        query, cut = asked
        now = self._clock.now()
        ends = [now + _LONG, *(at + self._policy.open_period for at in fetching.changing)]
        # the next bucket that begins is not in it yet
        ends += [one.start for one in buckets_of(query.period, cut) if one.start > now][:1]
        with self._lock:
            good = Freshness.lasting(min(ends) - now, self._clock)
            self._open.put(asked, _Open(fetching, good))

    async def _asked(self, key: BucketKey) -> BucketResponse:
        """One bucket from the PBX. Raises XapiError."""
        series, bucket, zone = key
        await self._directory.require(series.group)
        client = await self._client.get()
        fetched_at = self._clock.now()
        answer = await client.extension_statistics(
            series.group, bucket.start, bucket.end, series.area_code
        )
        framed = frame_report(answer, series.group)
        complete = framed.quality.complete
        kept = FetchedBucket(
            bucket=bucket,
            local_start=bucket.start.astimezone(ZoneInfo(zone)).isoformat(timespec="minutes"),
            fetched_at=fetched_at,
            final=is_final(
                bucket.end, fetched_at, answer.pbx_date, self._policy, complete=complete
            ),
            complete=complete,
            quality=framed.quality,
            values=BucketValues.of(framed.frame, self._store.extensions),
            pbx_date=answer.pbx_date,
        )
        return BucketResponse(kept, answer.requests)
