"""What the store holds for a query, read off the event loop."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime

from telephony.answers.coverage import Coverage, DayState
from telephony.data_access.history.frames import PeriodTotal, sum_buckets
from telephony.data_access.history.plan import started_buckets
from telephony.data_access.pbx.context import PbxContext
from telephony.data_access.store.bucket_values import FetchedBucket, ReadResult, Series
from telephony.data_access.store.errors import StoreError
from telephony.data_access.store.store import HistoryStore
from telephony.formatting.locale_style import LocaleStyle
from telephony.formatting.locale_text import LocaleText
from telephony.formatting.numbers import count_of
from telephony.periods.buckets import Bucket, Cut, Grain, buckets_of
from telephony.periods.period import Period
from telephony.query.view import Query

# For reading all groups of a query: a slow store must not cost more.
_MAX_READ_SECONDS = 20


class StoredHistory:
    """Methods that take a query raise XapiError while the identity of the PBX is unknown."""

    def __init__(self, context: PbxContext, store: HistoryStore) -> None:
        self._client = context.client
        self._clock = context.clock
        self._store = store

    async def count_missing(self, query: Query, cut: Cut) -> int:
        """How many buckets are not stored as final, over all groups."""
        now = self._clock.now()
        buckets = started_buckets(buckets_of(query.period, cut), now)
        missing = 0
        for series in await self.list_series(query):
            final = await self._find_final(series, query.period, now)
            missing += sum(bucket not in final for bucket in buckets)
        return missing

    async def count_incomplete(self, query: Query, cut: Cut) -> int:
        """How many of the missing buckets are stored, but incomplete."""
        buckets, period = frozenset(buckets_of(query.period, cut)), query.period
        incomplete = 0
        for series in await self.list_series(query):
            limits = (period.start, period.end)
            stored = await asyncio.to_thread(self._store.buckets.find_incomplete, series, *limits)
            incomplete += len(buckets & stored)
        return incomplete

    async def coverage(self, query: Query) -> Mapping[str, Coverage]:
        """How each day of the period that has begun is stored, by group; no values are read."""
        now, period = self._clock.now(), query.period
        days = started_buckets(buckets_of(period, Grain.DAY), now)
        found = {}
        for series in await self.list_series(query):
            final = await self._find_final(series, period, now)
            limits = (period.start, period.end)
            lacking = await asyncio.to_thread(self._store.buckets.find_incomplete, series, *limits)
            found[series.group] = Coverage(
                series.group,
                {
                    day.start.astimezone(period.zone).date(): _state_of(day, final, lacking)
                    for day in days
                },
            )
        return found

    async def sum_days(self, group: str, period: Period, area_code: int) -> PeriodTotal | None:
        """The values of a whole period, summed from its days.

        None unless every day is stored as final and the sum is exact.
        """
        days = frozenset(buckets_of(period, Grain.DAY))
        series = Series(await self._client.identity(), group, area_code)
        if not days or not days <= await self._find_final(series, period, self._clock.now()):
            return None
        read = await asyncio.to_thread(self._store.buckets.read, series, period.start, period.end)
        buckets = [fetched for fetched in read.buckets if fetched.bucket in days]
        if len(buckets) != len(days):
            return None
        return sum_buckets(buckets, group, self._store.extensions)

    async def list_series(self, query: Query) -> list[Series]:
        """One series for each group of the query."""
        pbx = await self._client.identity()
        return [Series(pbx, group, query.area.code) for group in dict.fromkeys(query.groups)]

    async def read(self, every: Sequence[Series], period: Period) -> dict[Series, ReadResult]:
        """What is stored of each series; a notice where reading takes too long."""
        until = time.monotonic() + _MAX_READ_SECONDS
        stored = {}
        for series in every:
            if time.monotonic() < until:
                limits = (period.start, period.end)
                read = await asyncio.to_thread(self._store.buckets.read, series, *limits)
            else:
                read = ReadResult(notice="Reading the history store takes too long.")
            stored[series] = read
        return stored

    async def mark_used(
        self, buckets: Mapping[Series, Sequence[FetchedBucket]], now: datetime
    ) -> None:
        """Somebody looks at these, so that they are not deleted as unused."""
        with suppress(StoreError):
            for series, used in buckets.items():
                if used:
                    limits = [fetched.bucket for fetched in used]
                    await asyncio.to_thread(self._store.buckets.mark_used, series, limits, now)

    async def _find_final(self, series: Series, period: Period, by: datetime) -> frozenset[Bucket]:
        limits = (period.start, period.end, by)
        return await asyncio.to_thread(self._store.buckets.find_final, series, *limits)


def damaged_notice(read: ReadResult) -> LocaleText:
    """How many stored buckets do not match their checksum, and what is done about it."""
    return LocaleText(_damaged_words, len(read.damaged))


def _damaged_words(number: int, style: LocaleStyle) -> str:
    return f"Damaged and requested again: {count_of(number, 'stored bucket', style)}."


def _state_of(day: Bucket, final: frozenset[Bucket], incomplete: frozenset[Bucket]) -> DayState:
    if day in final:
        return DayState.FINAL
    return DayState.INCOMPLETE if day in incomplete else DayState.MISSING
