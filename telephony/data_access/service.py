"""Everything that is known of one PBX: from memory or the store, else requested once.

Callers that need the same at the same time share one request, and its failure too. A dashboard
over two phone systems has two ``DataAccess`` objects.

``request_…`` starts what is missing and returns at once, with something to wait for; reading its
result raises XapiError where there is none. ``load_…``, ``count_…`` and ``estimate_…`` wait for the
result, so they block, and raise XapiError themselves.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from telephony.answers.coverage import Coverage
from telephony.answers.directory import Directory
from telephony.answers.extensions import ExtensionsAnswer
from telephony.answers.history import History
from telephony.answers.raw import RawQuestion, RawRows
from telephony.data_access.cache.policy import CachePolicy
from telephony.data_access.connection_test.service import PendingTest
from telephony.data_access.parts import Parts
from telephony.data_access.pbx.activity import PbxActivity, activity_of
from telephony.data_access.pbx.shared_pbx import SharedPbx
from telephony.data_access.pending import PendingHistory, PendingResult
from telephony.data_access.reports.extensions import PendingExtensions
from telephony.data_access.reports.hours import PendingHours
from telephony.data_access.store.activity import StoreActivity
from telephony.data_access.store.inventory import StoreSize, measure_store
from telephony.data_access.store.store import HistoryStore, open_temporary_store
from telephony.periods.buckets import Cut
from telephony.query.view import Query
from telephony.settings.rates import Rates
from telephony.xapi.clock import Clock, SystemClock
from telephony.xapi.connection import Connection
from telephony.xapi.records import GroupHours, Probe


class DataAccess:
    """The data of one PBX. All methods are safe to call from any thread.

    ``connect`` returns where the PBX is and how to sign in; it may block, and runs on a thread of
    its own. ``refresh`` requests again even what is cached, but joins a request in flight and
    shares a failure of the last few seconds. ``background``: no page waits for it, so it yields to
    requests of pages and is counted against the budget of programs (exports and the collector).
    """

    def __init__(  # noqa: PLR0913  # all but the first may be left out
        self,
        connect: Callable[[], Connection],
        *,
        clock: Clock | None = None,
        policy: CachePolicy | None = None,
        store: HistoryStore | None = None,
        max_concurrent_requests: int | None = None,
        rates: Rates | None = None,
    ) -> None:
        clock, store = clock or SystemClock(), store or open_temporary_store()
        pbx = SharedPbx(store, clock, max_concurrent_requests, rates)
        self._parts = Parts(connect, clock, policy or CachePolicy(), store, pbx)

    def now(self) -> datetime:
        """The current time (aware, UTC)."""
        return self._parts.context.clock.now()

    @property
    def rates(self) -> Rates:
        """The budget of requests for programs (exports and the collector)."""
        return self._parts.pbx.budget.rates

    @property
    def activity(self) -> PbxActivity:
        """The requests to the PBX so far, and whether they are sent now. Never waits."""
        return activity_of(self._parts.context, self._parts.pbx.limiter)

    @property
    def pbx_version(self) -> str | None:
        """The version that the last probe reported; None before the first."""
        return self._parts.probe.version

    @property
    def store_activity(self) -> StoreActivity:
        """What the store did so far, and what it can do now. Never waits."""
        return self._parts.store.activity

    def measure_store(self) -> StoreSize:
        """How much is stored. Blocks for the store; raises StoreError."""
        return self._parts.store.use(lambda tables: measure_store(tables.database), writes=False)

    @property
    def store_notice(self) -> str | None:
        """Why history cannot be stored now; None where it can. For information only."""
        return self._parts.store.notice

    def request_extensions(
        self,
        query: Query,
        *,
        refresh: bool = False,
        as_reported: bool = False,
        background: bool = False,
    ) -> PendingExtensions:
        """Each extension's values over the whole period.

        ``as_reported``: as the PBX itself reports them for the period, never a sum of stored days.
        """
        return self._parts.extensions.request(
            query, refresh=refresh, as_reported=as_reported, background=background
        )

    def load_extensions(self, query: Query) -> ExtensionsAnswer:
        """Like ``request_extensions``, but waits. Raises XapiError where every group failed."""
        return self.request_extensions(query).answer()

    def held_version(self, query: Query, cut: Cut | None = None) -> tuple[int, ...] | None:
        """The version of what is held in memory and up to date; None where it would be loaded.

        Of the answer of ``request_extensions``, or with ``cut`` of ``request_history``.
        """
        if cut is None:
            return self._parts.extensions.held_version(query)
        return self._parts.histories.held_version(query, cut)

    def request_raw_rows(
        self, question: RawQuestion, *, refresh: bool = False
    ) -> PendingResult[RawRows]:
        """The report's rows as the PBX sends them, with the caller's own query options."""
        return self._parts.raw.request(question, refresh=refresh)

    def request_hours(
        self, query: Query, *, refresh: bool = False, background: bool = False
    ) -> PendingHours:
        """Calls by the hour, from the PBX's hourly reports: two requests per group."""
        return self._parts.hours.request(query, refresh=refresh, background=background)

    def request_office_hours(self) -> PendingResult[Mapping[str, GroupHours]]:
        """The office hours and holidays of every group, by its number."""
        return self._parts.office_hours.request()

    def request_history(
        self, query: Query, cut: Cut, *, refresh: bool = False, background: bool = False
    ) -> PendingHistory:
        """Each extension's values per bucket of the period.

        Buckets that are final come from the store, also with ``refresh``.
        """
        return self._parts.histories.request(query, cut, refresh=refresh, background=background)

    def request_stored_history(self, query: Query, cut: Cut) -> PendingHistory:
        """Like ``request_history``, but only what is stored; the rest are gaps. No request."""
        return self._parts.histories.request_stored(query, cut)

    def load_history(self, query: Query, cut: Cut) -> History:
        """Like ``request_history``, but waits. A bucket that could not be loaded is a gap."""
        return self.request_history(query, cut).result()

    def request_missing_count(self, query: Query, cut: Cut) -> PendingResult[int]:
        """How many buckets, over all groups, are not stored as final: each takes a request."""
        count = self._parts.loop.submit(self._parts.stored.count_missing(query, cut))
        return PendingResult(count, count.cancel)

    def count_missing(self, query: Query, cut: Cut) -> int:
        """Like ``request_missing_count``, but waits.

        Raises XapiError if the PBX's address is not known yet.
        """
        return self.request_missing_count(query, cut).answer()

    def count_incomplete(self, query: Query, cut: Cut) -> int:
        """How many of the missing buckets are stored incomplete. Waits as ``count_missing``."""
        return self._parts.loop.submit(self._parts.stored.count_incomplete(query, cut)).result()

    def request_coverage(self, query: Query) -> PendingResult[Mapping[str, Coverage]]:
        """How each day of the period is stored, by group. Requests nothing from the PBX."""
        coverage = self._parts.loop.submit(self._parts.stored.coverage(query))
        return PendingResult(coverage, coverage.cancel)

    @property
    def known_groups(self) -> Directory | None:
        """The last list of the groups, however old; None before the first. Never waits."""
        return self._parts.directory.known

    def request_groups(self, *, refresh: bool = False) -> PendingResult[Directory]:
        """The list of the groups; when it has come, ``known_groups`` returns it too."""
        return PendingResult(self._parts.directory.request(refresh=refresh))

    def load_groups(self, *, refresh: bool = False) -> Directory:
        """The groups to choose from; ``refused`` where the API client may not list them.

        Raises XapiError when they cannot be loaded and no earlier list is known.
        """
        return self.request_groups(refresh=refresh).answer()

    def max_requests(self, *, background: bool = False) -> int:
        """How many requests one history may take; one that needs more is not started."""
        return self._parts.histories.max_requests(background=background)

    @property
    def budget_wait_seconds(self) -> float:
        """Seconds that programs have to wait for their budget, as far as is known; 0 for none."""
        return self._parts.pbx.budget.wait_seconds

    def count_requests_left(self) -> int:
        """Requests left in this hour's budget for programs. Waits as ``count_missing``."""

        async def left() -> int:
            await self._parts.client.get()  # the budget is per PBX, so connect first
            return await self._parts.pbx.budget.left()

        return self._parts.loop.submit(left()).result()

    def estimate_wait_seconds(self, requests: int, per_hour: int) -> float:
        """Seconds until programs may send this many requests, if the budget were ``per_hour``.

        Waits and raises as ``count_missing``.
        """

        async def seconds() -> float:
            await self._parts.client.get()
            return await self._parts.pbx.budget.seconds_until(requests, per_hour)

        return self._parts.loop.submit(seconds()).result()

    def request_probe(self) -> PendingResult[Probe]:
        """The PBX's version, rights and clock; never cached, but a probe in flight is joined."""
        return self._parts.probe.request()

    def request_connection_test(self, *, again: bool = False) -> PendingTest:
        """The way to the PBX step by step: the last test of the minute, else a new one.

        ``again``: a new one in any case, at most every ten seconds.
        """
        return self._parts.connection_tests.request(again=again)

    def close(self, *, keep_store: bool = False) -> None:
        """Close the connections, the event loop and the store.

        ``keep_store``: the data access of another PBX still uses it.
        """
        self._parts.close()
        if not keep_store:
            self._parts.store.close()
