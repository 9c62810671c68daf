"""Who shares a connection test, and how often the PBX is tested."""

from __future__ import annotations

import asyncio
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock
from typing import Final

from telephony.answers.connection_test import ConnectionTest
from telephony.answers.directory import Directory
from telephony.data_access.cache.freshness import Freshness
from telephony.data_access.connection_test.run import RunningTest
from telephony.data_access.pbx.context import PbxContext
from telephony.data_access.pbx.probe import PbxProbe
from telephony.data_access.pending import PendingResult
from telephony.data_access.reports.group_report import frame_report
from telephony.frames.extensions import ExtensionFrame
from telephony.xapi.connection import Connection
from telephony.xapi.limits import Limits
from telephony.xapi.records import Probe
from telephony.xapi.requester import requesting_for

FRESH: Final = timedelta(minutes=1)
"""A page that is opened within this time shows the last test: visits are no load for the PBX."""
AGAIN: Final = timedelta(seconds=10)
"""Not even who asks for another test gets one within this time."""


class PendingTest(PendingResult[ConnectionTest]):
    """A test that runs, or has ended. It goes on when its viewer leaves: the next one sees it."""

    def __init__(self, future: Future[ConnectionTest], test: RunningTest) -> None:
        super().__init__(future)
        self._test = test

    @property
    def so_far(self) -> ConnectionTest:
        """The steps that have ended."""
        return self._test.so_far


@dataclass(frozen=True)
class _Started:
    pending: PendingTest
    fresh: Freshness
    not_again: Freshness


class ConnectionTests:
    """One test at a time, for everybody. Safe to call from any thread."""

    def __init__(self, context: PbxContext, probe: PbxProbe) -> None:
        self._loop = context.loop
        self._clock = context.clock
        self._pbx = _OwnPbx(context, probe)
        self._lock = Lock()
        self._last: _Started | None = None

    def request(self, *, again: bool = False) -> PendingTest:
        """The test that runs, or the last one while it is fresh, else a new one.

        ``again``: a new one also where the last is fresh, if it is not of the last seconds.
        """
        with self._lock:
            last = self._last
            if last is not None:
                lasting = last.not_again if again else last.fresh
                if not last.pending.wait(0) or lasting.is_fresh(self._clock):
                    return last.pending
            test = RunningTest(self._pbx, self._clock, Limits())
            with requesting_for(None):  # it is everybody's, whoever requests it first
                future = self._loop.submit(test.run())
            fresh, not_again = (Freshness.lasting(time, self._clock) for time in (FRESH, AGAIN))
            self._last = _Started(PendingTest(future, test), fresh, not_again)
            return self._last.pending


class _OwnPbx:
    """The PBX of a data access, over its client. Satisfies ``TestedPbx``."""

    def __init__(self, context: PbxContext, probe: PbxProbe) -> None:
        self._client = context.client
        self._directory = context.directory
        self._probe = probe

    async def connection(self) -> Connection:
        return await self._client.connection()

    async def probe(self) -> Probe:
        return await self._probe.fetch()

    async def groups(self) -> Directory:
        """Requested for all pages: they show the new list as well."""
        requested = self._directory.request(refresh=True)
        directory = await asyncio.shield(asyncio.wrap_future(requested))
        if directory.stale is not None:
            raise directory.stale
        return directory

    async def report(self, group: str, start: datetime, end: datetime) -> ExtensionFrame:
        async with self._client.for_query() as client:
            return frame_report(await client.extension_statistics(group, start, end, 0), group)
