"""Fetches what is wished for and not held, within the budget of requests for programs.

Nothing is remembered but the store itself: a collector that was stopped begins anew, and finds
what it fetched before held. Two at once share the work through the store's leases.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from threading import Event
from zoneinfo import ZoneInfo

from telephony.collect.schedule import Scope, portions
from telephony.data_access.service import DataAccess
from telephony.periods.buckets import Grain, buckets_of
from telephony.periods.period import period_words
from telephony.query.view import Query
from telephony.xapi.clock import Clock
from telephony.xapi.errors import Unreachable, XapiError

# Between two looks whether it shall stop.
_LOOK_SECONDS = 0.5
# For a store that cannot be used to be well again.
_STORE_SECONDS = 30.0

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Collected:
    """What a run did. ``left`` days wait for the next one.

    ``error`` or ``not_stored`` is why it ended early.
    """

    held: int = 0
    fetched: int = 0
    failed: int = 0
    left: int = 0
    error: XapiError | None = None
    not_stored: str | None = None


class Collector:
    """``say`` gets a line for each portion. ``stop`` ends a run soon, from any thread.

    It leaves half of each hour's budget to exports; ``per_hour`` is the most it may use itself.
    ``store_seconds`` is how long it waits for a store that cannot be used.
    """

    def __init__(  # noqa: PLR0913  # what is handed in by tests, with its default
        self,
        access: DataAccess,
        clock: Clock,
        *,
        per_hour: int | None = None,
        say: Callable[[str], None] = _log.info,
        stop: Event | None = None,
        store_seconds: float = _STORE_SECONDS,
    ) -> None:
        self._access = access
        self._clock = clock
        half = max(1, access.rates.per_hour // 2)
        self._per_hour = half if per_hour is None else min(per_hour, half)
        self._say = say
        self._stop = stop or Event()
        self._store_seconds = store_seconds

    def run(self, scope: Scope, zone: ZoneInfo, *, keep_going: bool = False) -> Collected:
        """Collect until all is held, the budget is spent, or PBX or store cannot be used.

        ``keep_going``: pause when the budget is spent instead of leaving the rest to the next run.
        """
        held = fetched = failed = left = 0
        for query, missing in self._in_order(portions(scope, self._clock.now(), zone)):
            days = len(buckets_of(query.period, Grain.DAY))
            held += days - missing
            if not missing:
                continue
            # what nobody can read or store would be fetched again, and again
            if (notice := self._not_stored()) is not None:
                return Collected(held, fetched, failed, left + missing, not_stored=notice)
            if self._stop.is_set() or not self._may_spend(missing, keep_going):
                left += missing
                continue
            came, gaps, error = self._fetch(query, missing)
            fetched += came
            failed += gaps
            if error and (error.affects_all_requests or isinstance(error, Unreachable)):
                return Collected(held, fetched, failed, left, error)
        return Collected(held, fetched, failed, left)

    def _in_order(self, wanted: Iterable[Query]) -> Iterator[tuple[Query, int]]:
        """Each with its missing days: last those that have come before, but incomplete.

        A PBX that always sends something unreadable would else keep the older days away for ever.
        """
        again = []
        for query in wanted:
            missing = self._access.count_missing(query, Grain.DAY)
            if missing and missing == self._access.count_incomplete(query, Grain.DAY):
                again.append((query, missing))
            else:
                yield query, missing
        yield from again

    def _not_stored(self) -> str | None:
        """Why the store cannot be used, also after a while; a lock may be short."""
        until = time.monotonic() + self._store_seconds
        while (notice := self._access.store_notice) is not None:
            if time.monotonic() >= until or self._stop.wait(_LOOK_SECONDS):
                return notice
        return None

    def _may_spend(self, requests: int, keep_going: bool) -> bool:
        wait = self._access.estimate_wait_seconds(requests, self._per_hour)
        if wait and keep_going:
            self._say(f"The hour's requests are used up; going on in {wait / 60:.0f} min.")
            return not self._stop.wait(wait)
        return not wait

    def _fetch(self, query: Query, missing: int) -> tuple[int, int, XapiError | None]:
        """One portion: days that came, days that did not, and why."""
        fetching = self._access.request_history(query, Grain.DAY, background=True)
        while not fetching.wait(_LOOK_SECONDS):
            if self._stop.is_set():
                fetching.leave()
        history = fetching.result()
        failed = len(history.gaps)
        error = next((gap.error for gap in history.gaps if gap.error is not None), history.stale)
        words = f"{missing - failed} of {missing} missing days fetched"
        if history.incomplete:
            words += f"; {len(history.incomplete)} days are incomplete and are fetched again"
        open_days = self._access.count_missing(query, Grain.DAY) - failed - len(history.incomplete)
        if open_days > 0 and self._access.store_notice is None:
            words += f"; {open_days} are not final by both clocks and are fetched again"
        if error is not None:
            words += f"; {error.headline}"
        left = f"{self._access.count_requests_left()} requests left this hour"
        about = f"{period_words(query.period)}, {query.groups[0]}, {query.area.word}"
        self._say(f"{about}: {words}, {left}")
        return missing - failed, failed, error
