"""Answers to questions with options, kept as the PBX gave them: the explorer's way to the PBX."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import wait
from dataclasses import dataclass, replace
from datetime import datetime
from threading import Lock
from typing import Final

from telephony.answers.raw import RawQuestion, RawRows
from telephony.data_access.cache.freshness import Freshness
from telephony.data_access.cache.in_flight import InFlight, InFlightTable
from telephony.data_access.cache.lru import LruCache
from telephony.data_access.history.plan import is_final
from telephony.data_access.pbx.context import PbxContext
from telephony.data_access.pending import outcome, when_all_done
from telephony.data_access.reports.report_frame import report_frame
from telephony.xapi.errors import Busy, QueryRefused, XapiError
from telephony.xapi.options import ODataOptions
from telephony.xapi.records import Rows, earliest_date

_ROW_BYTES: Final = 1_500
"""Of a row as a dictionary of nine fields, generously."""


@dataclass(frozen=True)
class _Kept:
    """An answer or a refusal, and how long it stands for asking again."""

    outcome: RawRows | XapiError
    good: Freshness

    @property
    def size_bytes(self) -> int:
        rows = len(self.outcome.rows) if isinstance(self.outcome, RawRows) else 1
        return rows * _ROW_BYTES

    def flight(self, now: datetime) -> InFlight[RawRows]:
        if isinstance(self.outcome, RawRows):
            return InFlight.done(self.outcome.as_of, self.outcome)
        return InFlight.failed(now, self.outcome)


class PendingRawRows:
    """What ``DataAccess.request_rows`` returns."""

    def __init__(self, flight: InFlight[RawRows]) -> None:
        self._flight = flight

    def wait(self, timeout_seconds: float) -> bool:
        """Wait at most that long; True when the answer, or a refusal, is there."""
        return not wait([self._flight.future], timeout_seconds).not_done

    def leave(self) -> None:
        """Wait no longer: what nobody else waits for is cancelled. Then there is no answer."""
        self._flight.leave()

    def when_done(self, callback: Callable[[], None]) -> None:
        """See ``Pending``."""
        when_all_done([self._flight.future], callback)

    def answer(self, late: XapiError | None = None) -> RawRows:
        """Wait for it, or raise ``late`` where it is not there yet. Raises XapiError."""
        return outcome(self._flight.future, late)


class RawReports:
    """Asks once whoever asks; a refusal of the query is an answer too and kept as long as one."""

    def __init__(self, context: PbxContext) -> None:
        self._client = context.client
        self._directory = context.directory
        self._clock = context.clock
        self._policy = policy = context.policy
        self._lock = Lock()
        self._kept: LruCache[RawQuestion, _Kept] = LruCache(policy.max_raw, policy.max_raw_bytes)
        self._under_way: InFlightTable[RawQuestion, RawRows] = InFlightTable(context.loop)

    def request(self, question: RawQuestion, *, refresh: bool = False) -> PendingRawRows:
        """Start, join or skip the question."""
        with self._lock:
            return PendingRawRows(self._flight(question, refresh=refresh))

    def _flight(self, question: RawQuestion, *, refresh: bool) -> InFlight[RawRows]:
        if (flight := self._under_way.join(question, background=False)) is not None:
            return flight
        kept, now = self._kept.get(question), self._clock.now()
        if kept is not None and not refresh and kept.good.holds(self._clock):
            return kept.flight(now)
        if (up := self._under_way.count(background=False)) >= self._policy.max_in_flight:
            return InFlight.failed(now, Busy.too_many_waiting(up))
        return self._under_way.begin(question, now, self._fly(question, now), background=False)

    async def _fly(self, question: RawQuestion, as_of: datetime) -> RawRows:
        try:
            received = await self._fetch(question, as_of)
        except XapiError as error:
            refused = isinstance(error, QueryRefused)
            kept_for = self._policy.open_period if refused else self._policy.failure
            if not error.shared:
                self._keep(question, _Kept(error, Freshness.lasting(kept_for, self._clock)))
            raise
        date = earliest_date(received.requests)
        final = is_final(question.period.end, as_of, date, self._policy, complete=received.complete)
        kept_for = self._policy.closed_period if final else self._policy.open_period
        # from now: an answer that took a minute would else be old on arrival
        self._keep(question, _Kept(received, Freshness.lasting(kept_for, self._clock)))
        return received

    def _keep(self, question: RawQuestion, kept: _Kept) -> None:
        with self._lock:
            self._kept.put(question, kept)

    async def _fetch(self, question: RawQuestion, as_of: datetime) -> RawRows:
        await self._directory.must_hold(question.group)
        period = question.period
        rows = await (await self._client.get()).extension_statistics(
            question.group, period.start, period.end, question.area.code, question.options
        )
        quality = report_frame(_named(rows, question.options), question.group).quality
        return RawRows(
            rows=rows.rows,
            count=rows.count,
            quality=quality,
            as_of=as_of,
            requests=rows.requests,
        )


def _named(rows: Rows, options: ODataOptions) -> Rows:
    """The rows with a key, also where the caller selected none."""
    if not options.select or {"Dn", "*"} & set(options.select):
        return rows
    return replace(rows, rows=[{**row, "Dn": str(n)} for n, row in enumerate(rows.rows)])
