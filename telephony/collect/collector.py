"""Fetches the days of a scope that are not stored yet, within the budget of requests of programs.

The store is its only memory: a collector that was stopped starts again and skips the days it has
stored. Two collectors share the work through the leases of the store.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from threading import Event
from zoneinfo import ZoneInfo

from telephony.collect.schedule import Scope, list_queries
from telephony.collect.words import pause_words, query_words
from telephony.data_access.permitted import PermittedAccess
from telephony.data_access.service import DataAccess
from telephony.formatting.numbers import count_of
from telephony.periods.buckets import Grain, buckets_of
from telephony.query.view import Query
from telephony.xapi.clock import Clock
from telephony.xapi.errors import Unreachable, XapiError

# Between two checks whether to stop.
_POLL_SECONDS = 0.5
# How long to wait for a store that cannot be used.
_STORE_SECONDS = 30.0

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class CollectResult:
    """What a run did, in days. ``stored`` ones were stored before; ``left`` are for the next run.

    ``error`` or ``not_stored`` is why it ended early.
    """

    stored: int = 0
    fetched: int = 0
    failed: int = 0
    left: int = 0
    error: XapiError | None = None
    not_stored: str | None = None


class Collector:
    """``report`` gets a line per query. ``stop`` ends a run soon, from any thread.

    It leaves half of each hour's budget to exports; ``per_hour`` limits its requests further.
    ``store_seconds`` is how long it waits for a store that cannot be used. ``progress``: what the
    run has done so far.
    """

    def __init__(  # noqa: PLR0913  # what tests hand in, with its default
        self,
        access: DataAccess | PermittedAccess,
        clock: Clock,
        *,
        per_hour: int | None = None,
        report: Callable[[str], None] = _log.info,
        stop: Event | None = None,
        store_seconds: float = _STORE_SECONDS,
    ) -> None:
        self._access = access
        self._clock = clock
        half = max(1, access.rates.per_hour // 2)
        self._per_hour = half if per_hour is None else min(per_hour, half)
        self._report = report
        self._stop = stop or Event()
        self._store_seconds = store_seconds
        self.progress = CollectResult()

    def run(self, scope: Scope, zone: ZoneInfo, *, keep_going: bool = False) -> CollectResult:
        """Collect until all is stored, the budget is used up, or PBX or store cannot be used.

        ``keep_going``: pause when the budget is used up instead of leaving days to the next run.
        """
        stored = fetched = failed = left = 0
        for query, missing in self._in_order(list_queries(scope, self._clock.now(), zone)):
            self.progress = CollectResult(stored, fetched, failed, left)
            days = len(buckets_of(query.period, Grain.DAY))
            stored += days - missing
            if not missing:
                continue
            # what cannot be stored would be fetched again in every run
            if (notice := self._store_notice()) is not None:
                return self._end(
                    CollectResult(stored, fetched, failed, left + missing, not_stored=notice)
                )
            if self._stop.is_set() or not self._may_request(missing, keep_going=keep_going):
                left += missing
                continue
            gaps, error = self._fetch(query, missing)
            fetched += missing - gaps
            failed += gaps
            if error and (error.affects_all_requests or isinstance(error, Unreachable)):
                return self._end(CollectResult(stored, fetched, failed, left, error))
        return self._end(CollectResult(stored, fetched, failed, left))

    def _end(self, result: CollectResult) -> CollectResult:
        self.progress = result
        return result

    def _in_order(self, queries: Iterable[Query]) -> Iterator[tuple[Query, int]]:
        """Each query with its missing days; last those whose days are all stored but incomplete.

        Otherwise a PBX whose reports are always incomplete would use up the budget of each run.
        """
        incomplete = []
        for query in queries:
            missing = self._access.count_missing(query, Grain.DAY)
            if missing and missing == self._access.count_incomplete(query, Grain.DAY):
                incomplete.append((query, missing))
            else:
                yield query, missing
        yield from incomplete

    def _store_notice(self) -> str | None:
        """Why the store cannot be used, even after a while; a lock may be short."""
        until = time.monotonic() + self._store_seconds
        while (notice := self._access.store_notice) is not None:
            if time.monotonic() >= until or self._stop.wait(_POLL_SECONDS):
                return notice
        return None

    def _may_request(self, count: int, *, keep_going: bool) -> bool:
        wait = self._access.estimate_wait_seconds(count, self._per_hour)
        if wait and keep_going:
            self._report(pause_words(wait))
            return not self._stop.wait(wait)
        return not wait

    def _fetch(self, query: Query, missing: int) -> tuple[int, XapiError | None]:
        """Fetch the days of one query; how many are missing still, and why."""
        fetch = self._access.request_history(query, Grain.DAY, background=True)
        while not fetch.wait(_POLL_SECONDS):
            if self._stop.is_set():
                fetch.leave()
        history = fetch.result()
        gaps = len(history.gaps)
        error = next((gap.error for gap in history.gaps if gap.error is not None), history.stale)
        not_final = 0
        if self._access.store_notice is None:
            still_missing = self._access.count_missing(query, Grain.DAY)
            not_final = still_missing - gaps - len(history.incomplete)
        left = f"{count_of(self._access.count_requests_left(), 'request')} left this hour"
        self._report(f"{query_words(query, history, missing, not_final, error)}, {left}")
        return gaps, error
