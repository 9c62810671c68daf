"""The cached data-access module: what is held, what must be asked, one flight per need.

A *flight* is one question on its way to the PBX. Whoever asks the same while it is up waits for
that one, and shares its failure too. A dashboard over two systems owns two of these.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from telephony.answers.directory import Directory
from telephony.answers.extensions import Answer
from telephony.answers.history import Fetching, History
from telephony.answers.raw import RawQuestion, RawRows
from telephony.data_access.cache.policy import CachePolicy
from telephony.data_access.event_loop import BackgroundLoop
from telephony.data_access.history.service import HistoryService
from telephony.data_access.pbx.client import LazyClient
from telephony.data_access.pbx.directory import GroupDirectory
from telephony.data_access.pbx.probing import Probing
from telephony.data_access.pbx.shared import SharedPbx
from telephony.data_access.pending import PendingResult
from telephony.data_access.reports.extensions import Reports
from telephony.data_access.reports.hours import HourReports, PendingHours
from telephony.data_access.reports.pending import PendingAnswer
from telephony.data_access.reports.raw import PendingRawRows, RawReports
from telephony.data_access.store.opening import temporary_store
from telephony.data_access.store.store import HistoryStore
from telephony.periods.buckets import Cut
from telephony.query.view import Query
from telephony.settings.rates import Rates
from telephony.xapi.clock import Clock, SystemClock
from telephony.xapi.connection import Connection
from telephony.xapi.records import GroupHours, Probe


class DataAccess:
    """Extension statistics of one PBX, from memory where they are good, else asked once.

    ``connect`` tells where the PBX is; it may block until that is known and is called off the
    caller's thread. All methods are safe to call from any thread.
    """

    def __init__(  # noqa: PLR0913  # all but the first may be left out
        self,
        connect: Callable[[], Connection],
        *,
        clock: Clock | None = None,
        keeping: CachePolicy | None = None,
        store: HistoryStore | None = None,
        max_concurrent_requests: int | None = None,
        rates: Rates | None = None,
    ) -> None:
        clock, keeping = clock or SystemClock(), keeping or CachePolicy()
        self._store = store or temporary_store()
        self._loop = BackgroundLoop("pbx")
        self._pbx = SharedPbx(self._store, clock, max_concurrent_requests, rates)
        self._client = LazyClient(connect, clock, self._pbx.limiter, self._pbx.serve)
        self._directory = GroupDirectory(self._loop, self._client, clock, keeping)
        every = (self._loop, self._client, self._directory, clock, keeping)
        self._histories = HistoryService(
            loop=self._loop,
            client=self._client,
            directory=self._directory,
            store=self._store,
            limiter=self._pbx.limiter,
            clock=clock,
            keeping=keeping,
        )
        self._reports = Reports(*every, self._histories)
        self._received = RawReports(*every)
        self._hours = HourReports(*every)
        self._probing = Probing(self._loop, self._client, clock)

    @property
    def rates(self) -> Rates:
        """The budget of requests for programs."""
        return self._pbx.budget.rates

    @property
    def pbx_version(self) -> str | None:
        """As the last probe was told it; None before one."""
        return self._probing.version

    @property
    def store_notice(self) -> str | None:
        """Why history is not stored at the moment, None where it is. No figure depends on it."""
        return self._store.notice

    def extension_statistics(self, query: Query) -> Answer:
        """The figures for ``query``: ask and wait. Raises XapiError where no part has any."""
        return self.ask(query).answer()

    def ask(
        self, query: Query, *, refresh: bool = False, own: bool = False, background: bool = False
    ) -> PendingAnswer:
        """Start or join what ``query`` needs and return at once.

        ``refresh`` asks again even where a good answer is held; a flight that is already up and
        a failure of the last seconds are shared all the same. ``own`` figures are the PBX's for
        the whole period, never added up from stored days. ``background``, here and below: nobody
        at a page waits for it, so it stands back behind those who do, and keeps to the budget.
        """
        return self._reports.ask(query, refresh=refresh, own=own, background=background)

    def received(self, question: RawQuestion, *, refresh: bool = False) -> RawRows:
        """The report with the caller's own options: ask and wait. Raises XapiError."""
        return self.ask_received(question, refresh=refresh).answer()

    def ask_received(self, question: RawQuestion, *, refresh: bool = False) -> PendingRawRows:
        """The same, as the PBX gave it, and return at once.

        Kept and shared like the figures; ``refresh`` asks again even where an answer is held.
        """
        return self._received.ask(question, refresh=refresh)

    def ask_hours(
        self, query: Query, *, refresh: bool = False, background: bool = False
    ) -> PendingHours:
        """The same for calls by the hour, from the hourly reports: two requests per group."""
        return self._hours.ask(query, refresh=refresh, background=background)

    def office_hours(self) -> Mapping[str, GroupHours]:
        """By number, the groups' own hours and holidays. Raises XapiError."""
        return self.ask_office_hours().answer()

    def ask_office_hours(self) -> PendingResult[Mapping[str, GroupHours]]:
        """The same, and return at once."""
        office = self._hours.office_hours()
        return PendingResult(office, office.cancel)

    def ask_history(
        self, query: Query, cut: Cut, *, refresh: bool = False, background: bool = False
    ) -> Fetching:
        """Start or join what ``query``, cut into buckets, needs and return at once.

        Buckets that are final come from the store. ``refresh`` asks the others again.
        """
        return self._histories.ask(query, cut, refresh=refresh, background=background)

    def history(self, query: Query, cut: Cut) -> History:
        """The figures per bucket: ask and wait. What cannot be had is among its gaps."""
        return self.ask_history(query, cut).result()

    def to_ask(self, query: Query, cut: Cut) -> int:
        """How many buckets, over all groups, take a request because they are not held for good.

        Raises XapiError while nobody can tell where the PBX is.
        """
        return self.count_requests(query, cut).answer()

    def to_ask_again(self, query: Query, cut: Cut) -> int:
        """How many of these have come before, but incomplete. Raises XapiError as ``to_ask``."""
        return self._loop.submit(self._histories.to_ask_again(query, cut)).result()

    def count_requests(self, query: Query, cut: Cut) -> PendingResult[int]:
        """The same, and return at once."""
        count = self._loop.submit(self._histories.to_ask(query, cut))
        return PendingResult(count, count.cancel)

    @property
    def known_groups(self) -> Directory | None:
        """The groups as they were listed last, however old; None before. Never waits."""
        return self._directory.held

    def ask_groups(self, *, refresh: bool = False) -> PendingResult[Directory]:
        """Start or join the list of the groups; when it is done, ``known_groups`` has it."""
        return PendingResult(self._directory.ask(refresh=refresh))

    def most_requests(self, *, background: bool = False) -> int:
        """How many requests one history may take; one that needs more is not begun."""
        return self._histories.most_requests(background=background)

    @property
    def budget_wait_seconds(self) -> float:
        """How long programs wait for their budget, as far as is known; 0 while some is left."""
        return self._pbx.budget.wait_seconds

    def requests_left(self) -> int:
        """Of the hour's budget of programs. Raises XapiError as ``to_ask``."""

        async def left() -> int:
            await self._client.get()  # known with the PBX: whose budget it is
            return await self._pbx.budget.left()

        return self._loop.submit(left()).result()

    def seconds_until(self, requests: int, per_hour: int) -> float:
        """How long until programs may make so many, were the budget ``per_hour``; 0 for now."""

        async def seconds() -> float:
            await self._client.get()
            return await self._pbx.budget.seconds_until(requests, per_hour)

        return self._loop.submit(seconds()).result()

    def groups(self, *, refresh: bool = False) -> Directory:
        """The groups to choose from; ``refused`` where the API client may not list them.

        Raises XapiError when they cannot be had and none are held.
        """
        return self.ask_groups(refresh=refresh).answer()

    def probe(self) -> Probe:
        """Version, rights and clock of the PBX, asked now. Raises XapiError."""
        return self.ask_probe().answer()

    def ask_probe(self) -> PendingResult[Probe]:
        """The same, and return at once; one that is under way is joined."""
        return self._probing.ask()

    def close(self) -> None:
        """Let go of the connection and the loop."""
        self._loop.submit(self._aclose()).result()
        self._loop.close()
        self._store.close()

    async def _aclose(self) -> None:
        await self._histories.aclose()
        await self._client.aclose()
        await self._pbx.aclose()
