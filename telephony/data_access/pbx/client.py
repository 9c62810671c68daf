"""The one XAPI client of a data access, made when it is first needed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace

from telephony.settings.load import Settings
from telephony.settings.proxies import leads_to_this_machine
from telephony.xapi.client import XapiClient
from telephony.xapi.clock import Clock
from telephony.xapi.concurrency import ConcurrencyLimiter
from telephony.xapi.connection import Connection
from telephony.xapi.requester import current_requester
from telephony.xapi.shared_sign_in import SharedSignIn


def connection_of(settings: Settings) -> Connection:
    """The connection to the configured PBX; ValueError where none is configured. Blocks."""
    connection = Connection(
        settings.origin or "",
        settings.client_id,
        settings.api_key,
        settings.token,
        settings.ca_file,
        settings.proxy,
    )
    if connection.proxy and leads_to_this_machine(connection.host):
        return replace(connection, proxy=None)
    return connection


class LazyClient:
    """Connects for the first request; lives on the background loop.

    ``share`` is called with the PBX's identity once, before the first request, and returns the
    sign-in that other programs share, if there is one.
    """

    def __init__(
        self,
        connect: Callable[[], Connection],
        clock: Clock,
        limiter: ConcurrencyLimiter,
        share: Callable[[str], SharedSignIn | None],
    ) -> None:
        self._connect = connect
        self._clock = clock
        self._limiter = limiter
        self._share = share
        self._connection: Connection | None = None
        self._starting: asyncio.Task[XapiClient] | None = None

    async def connection(self) -> Connection:
        """Where the PBX is, and how to sign in. Raises XapiError while that is unknown."""
        if self._connection is None:
            self._connection = await asyncio.to_thread(self._connect)
        return self._connection

    async def identity(self) -> str:
        """The PBX's name in the store. Raises as ``connection``."""
        return (await self.connection()).identity

    @property
    def started(self) -> XapiClient | None:
        """The client, from any thread; None before the first request."""
        starting = self._starting
        if starting is None or not starting.done() or starting.cancelled() or starting.exception():
            return None
        return starting.result()

    async def get(self) -> XapiClient:
        """The client, for what needs no budget.

        Callers that come while the client starts wait for the same one. After a failed start the
        next caller tries again.
        """
        starting = self._starting
        if starting is None or (starting.done() and starting.exception() is not None):
            starting = self._starting = asyncio.create_task(self._start())
        # shielded: a caller that is cancelled must not cancel the start for the others
        return await asyncio.shield(starting)

    @asynccontextmanager
    async def for_query(self) -> AsyncIterator[XapiClient]:
        """The client, for one query; a query in the background waits here for the budget."""
        client = await self.get()
        requester = current_requester()
        if requester is None:
            yield client
            return
        await self._limiter.budget.admit(requester)
        try:
            yield client
        finally:
            await self._limiter.budget.give_back(requester)

    async def aclose(self) -> None:
        """Close the connections, if there are any."""
        if (client := self.started) is not None:
            await client.aclose()

    async def _start(self) -> XapiClient:
        connection = await self.connection()
        shared = self._share(connection.identity)
        return XapiClient(connection, clock=self._clock, limiter=self._limiter, shared=shared)
