"""The one XAPI client of a data access, made on first need."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
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
    """Connects when the first question comes; lives on the background loop.

    ``sharing`` is told the PBX's identity once, before the first call, and gives the shared
    sign-in, if there is one.
    """

    def __init__(
        self,
        connect: Callable[[], Connection],
        clock: Clock,
        limiter: ConcurrencyLimiter,
        sharing: Callable[[str], SharedSignIn | None],
    ) -> None:
        self._connect = connect
        self._clock = clock
        self._limiter = limiter
        self._sharing = sharing
        self._connection: Connection | None = None
        self._making: asyncio.Task[XapiClient] | None = None

    async def identity(self) -> str:
        """Names the PBX in the store. Raises XapiError while nobody can tell where it is."""
        if self._connection is None:
            self._connection = await asyncio.to_thread(self._connect)
        return self._connection.identity

    async def get(self) -> XapiClient:
        """The client for a question; who asks in the background waits here for the budget.

        Callers that come while it is made await the same one. A failed start is not kept: the
        next question tries again.
        """
        client = await self._made()
        if (requester := current_requester()) is not None:
            await self._limiter.budget.admit(requester)
        return client

    async def _made(self) -> XapiClient:
        if self._making is None or (self._making.done() and self._making.exception() is not None):
            self._making = asyncio.create_task(self._make())
        # shielded: a caller that is cancelled must not take the client from the others
        return await asyncio.shield(self._making)

    async def aclose(self) -> None:
        """Let go of the connections, if any were made."""
        making = self._making
        if making is None or not making.done() or making.cancelled() or making.exception():
            return
        await making.result().aclose()

    async def _make(self) -> XapiClient:
        identity = await self.identity()
        connection = self._connection
        assert connection is not None  # noqa: S101  # for the type checker
        return XapiClient(
            connection, clock=self._clock, limiter=self._limiter, shared=self._sharing(identity)
        )
