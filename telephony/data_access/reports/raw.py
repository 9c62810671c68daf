"""Results of queries with options, cached as the PBX sends them: what the explorer shows."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from threading import Lock
from typing import Final

from telephony.answers.raw import RawQuestion, RawRows
from telephony.data_access.cache.freshness import Freshness
from telephony.data_access.cache.lru import LruCache
from telephony.data_access.cache.single_flight import InFlight, SingleFlight
from telephony.data_access.cache.unused import ageing
from telephony.data_access.cache.uses import CacheUse
from telephony.data_access.history.plan import is_final
from telephony.data_access.pbx.context import PbxContext
from telephony.data_access.pbx.response_codecs import ROWS
from telephony.data_access.pbx.shared_responses import Question, Received
from telephony.data_access.pending import PendingResult
from telephony.data_access.reports.group_report import frame_report
from telephony.xapi.errors import Busy, QueryRefused, XapiError
from telephony.xapi.odata_options import ODataOptions
from telephony.xapi.records import Rows, earliest_date

_ROW_BYTES: Final = 1_500
"""Of a row as a dictionary of nine fields, generously."""


@dataclass(frozen=True)
class _Outcome:
    """Rows or an error, and how long it is returned without another request."""

    value: RawRows | XapiError
    freshness: Freshness

    @property
    def size_bytes(self) -> int:
        rows = len(self.value.rows) if isinstance(self.value, RawRows) else 1
        return rows * _ROW_BYTES

    def in_flight(self, now: datetime) -> InFlight[RawRows]:
        if isinstance(self.value, RawRows):
            return InFlight.completed(self.value.as_of, self.value)
        return InFlight.failed(now, self.value)


@dataclass(frozen=True)
class _Loaded(_Outcome):
    value: RawRows


class RawReports:
    """Cached by query. A query that the PBX refuses is cached as long as one that it takes."""

    def __init__(self, context: PbxContext) -> None:
        self._client = context.client
        self._responses = context.responses
        self._directory = context.directory
        self._clock = context.clock
        self._policy = policy = context.policy
        self._lock = Lock()
        self._cached: LruCache[RawQuestion, _Outcome] = ageing(
            LruCache(policy.max_raw_results, policy.max_raw_bytes)
        )
        self._in_flight: SingleFlight[RawQuestion, RawRows] = SingleFlight(context.loop)
        self._count = context.count_use("explorer")

    def request(self, question: RawQuestion, *, refresh: bool = False) -> PendingResult[RawRows]:
        """The rows, cached, in flight or requested now."""
        with self._lock:
            request = self._request(question, refresh=refresh)
        return PendingResult(request.future, request.leave)

    def _request(self, question: RawQuestion, *, refresh: bool) -> InFlight[RawRows]:
        if (joined := self._in_flight.join(question, background=False)) is not None:
            self._count(CacheUse.SHARED)
            return joined
        cached, now = self._cached.get(question), self._clock.now()
        if cached is not None and not refresh and cached.freshness.is_fresh(self._clock):
            self._count(CacheUse.HIT)
            return cached.in_flight(now)
        waiting = self._in_flight.count(background=False)
        if waiting >= self._policy.max_in_flight:
            self._count(CacheUse.FAILURE)
            return InFlight.failed(now, Busy.too_many_waiting(waiting))
        self._count(CacheUse.MISS)
        return self._in_flight.start(
            question, now, self._load(question, now, refresh), background=False
        )

    async def _load(self, question: RawQuestion, as_of: datetime, refresh: bool) -> RawRows:
        try:
            outcome = await self._fetch(question, as_of, refresh)
        except XapiError as error:
            refused = isinstance(error, QueryRefused)
            lifetime = self._policy.open_period if refused else self._policy.failure
            if not error.shared:
                self._store(question, _Outcome(error, Freshness.lasting(lifetime, self._clock)))
            raise
        self._store(question, outcome)
        return outcome.value

    def _store(self, question: RawQuestion, outcome: _Outcome) -> None:
        with self._lock:
            self._cached.put(question, outcome)

    async def _fetch(self, question: RawQuestion, as_of: datetime, refresh: bool) -> _Loaded:
        await self._directory.require(question.group)
        period = question.period
        arguments = (question.group, period.start, period.end, question.area.code, question.options)

        async def fetch() -> tuple[Rows, ...]:
            return (await client.extension_statistics(*arguments),)

        name = f"rows {' '.join(map(str, arguments))}"
        build = partial(self._received, question)
        async with self._client.for_query() as client:
            return await self._responses.load(Question(name, fetch, ROWS, build, as_of, refresh))

    def _received(self, question: RawQuestion, received: Received[tuple[Rows, ...]]) -> _Loaded:
        (rows,) = received.content
        as_of = received.as_of
        raw = RawRows(
            rows=rows.rows,
            count=rows.count,
            quality=frame_report(_with_keys(rows, question.options), question.group).quality,
            as_of=as_of,
            requests=rows.requests,
        )
        date = earliest_date(raw.requests)
        final = is_final(question.period.end, as_of, date, self._policy, complete=raw.complete)
        # from the response on: one that took a minute would else be old on arrival
        lifetime = self._policy.lifetime(final=final) - received.age
        return _Loaded(raw, Freshness.lasting(lifetime, self._clock))


def _with_keys(rows: Rows, options: ODataOptions) -> Rows:
    """The rows with a key each, also where the caller's ``$select`` leaves it out."""
    if not options.select or {"Dn", "*"} & set(options.select):
        return rows
    return replace(rows, rows=[{**row, "Dn": str(n)} for n, row in enumerate(rows.rows)])
