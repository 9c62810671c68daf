"""Runs a client against a scripted PBX and closes it: what most tests of the client need."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from pydantic import SecretStr

from telephony.xapi.client import XapiClient
from telephony.xapi.clock import Clock
from telephony.xapi.connection import Connection
from telephony.xapi.limits import Limits
from telephony.xapi.odata_options import ODataOptions
from telephony.xapi.records import Rows
from tests.support.fault_server import FaultServer

T = TypeVar("T")

REPORT = "/xapi/v1/ReportExtensionStatisticsByGroup"
GROUPS = "/xapi/v1/Groups"
START = datetime(2026, 3, 1, 23, tzinfo=UTC)
END = datetime(2026, 3, 8, 23, tzinfo=UTC)
# No test takes a second of this; one that hangs fails after it.
STUCK_SECONDS = 30
API_KEY = "canary-of-the-api-key"


@dataclass
class QuickClock:
    """A clock whose waits end immediately and are recorded."""

    at: datetime = datetime(2026, 11, 16, 10, 32, tzinfo=UTC)
    elapsed: float = 1_000.0
    slept: list[float] = field(default_factory=list)

    def now(self) -> datetime:
        return self.at

    def monotonic(self) -> float:
        return self.elapsed

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.pass_by(seconds)
        await asyncio.sleep(0)

    def pass_by(self, seconds: float) -> None:
        """Move the clock on."""
        self.elapsed += seconds
        self.at += timedelta(seconds=seconds)


@dataclass
class HeldClock(QuickClock):
    """A clock whose waits last until ``release`` is set; ``waiting`` counts who waits."""

    release: asyncio.Event = field(default_factory=asyncio.Event)
    waiting: int = 0

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        ends = self.elapsed + seconds
        self.waiting += 1
        await self.release.wait()
        self.waiting -= 1
        self.pass_by(max(0.0, ends - self.elapsed))


def connection(origin: str, **given: Any) -> Connection:
    """The connection most tests use: client id and API key."""
    credentials: dict[str, Any] = {"client_id": "app", "api_key": SecretStr(API_KEY)}
    return Connection(origin, **(credentials | given))


def with_client(
    asks: Callable[[XapiClient], Awaitable[T]],
    to: Connection,
    clock: Clock | None = None,
    limits: Limits | None = None,
) -> T:
    """Run ``asks`` with a client of this connection on a loop of its own."""

    async def run() -> T:
        client = XapiClient(to, clock=clock or QuickClock(), limits=limits)
        try:
            async with asyncio.timeout(STUCK_SECONDS):
                return await asks(client)
        finally:
            await client.aclose()

    return asyncio.run(run())


def on(
    pbx: FaultServer,
    asks: Callable[[XapiClient], Awaitable[T]],
    clock: Clock | None = None,
    limits: Limits | None = None,
) -> T:
    """The same, on a scripted PBX."""
    return with_client(asks, connection(pbx.origin), clock, limits)


async def report(
    client: XapiClient, options: ODataOptions | None = None, group: str = "GRP0000"
) -> Rows:
    """The report for one week."""
    return await client.extension_statistics(group, START, END, 0, options)


async def outcome(asks: Awaitable[T]) -> T | Exception:
    """The result or the failure, for tests that look at several."""
    try:
        return await asks
    except Exception as error:  # noqa: BLE001 - handed out as it is
        return error
