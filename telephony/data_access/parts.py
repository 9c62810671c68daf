"""What the data access of one PBX consists of, and how its parts know each other."""

from __future__ import annotations

from collections.abc import Callable

from telephony.data_access.cache.policy import CachePolicy
from telephony.data_access.connection_test.service import ConnectionTests
from telephony.data_access.event_loop import BackgroundLoop
from telephony.data_access.history.service import HistoryService
from telephony.data_access.pbx.client import LazyClient
from telephony.data_access.pbx.context import PbxContext
from telephony.data_access.pbx.directory import GroupDirectory
from telephony.data_access.pbx.office_hours import OfficeHours
from telephony.data_access.pbx.probe import PbxProbe
from telephony.data_access.pbx.shared_pbx import SharedPbx
from telephony.data_access.pbx.shared_responses import SharedResponses
from telephony.data_access.reports.extensions import ExtensionReports
from telephony.data_access.reports.hours import HourReports
from telephony.data_access.reports.raw import RawReports
from telephony.data_access.store.store import HistoryStore
from telephony.xapi.clock import Clock
from telephony.xapi.connection import Connection


class Parts:
    """The parts of one ``DataAccess``. They share its event loop, client and list of groups."""

    def __init__(
        self,
        connect: Callable[[], Connection],
        clock: Clock,
        policy: CachePolicy,
        store: HistoryStore,
        pbx: SharedPbx,
    ) -> None:
        self.store = store
        self.pbx = pbx
        self.loop = BackgroundLoop("pbx")
        self.client = LazyClient(connect, clock, pbx.limiter, pbx.share_with_others)
        self.responses = SharedResponses(store, self.client.identity, clock)
        self.directory = GroupDirectory(self.loop, self.client, self.responses, clock, policy)
        self.context = PbxContext(
            self.loop, self.client, self.directory, self.responses, clock, policy
        )
        self.histories = HistoryService(self.context, store, pbx.limiter)
        self.stored = self.histories.stored
        self.extensions = ExtensionReports(self.context, self.histories)
        self.hours = HourReports(self.context)
        self.raw = RawReports(self.context)
        self.office_hours = OfficeHours(self.context)
        self.probe = PbxProbe(self.context)
        self.connection_tests = ConnectionTests(self.context, self.probe)

    def close(self) -> None:
        """Close the connections and the event loop, not the store: others may use it."""
        self.loop.submit(self._aclose()).result()
        self.loop.close()

    async def _aclose(self) -> None:
        await self.histories.aclose()
        await self.responses.aclose()
        await self.client.aclose()
        await self.pbx.aclose()
