"""Tests of a connection that is not configured yet: one at a time, few in a while.

Whoever may enter an address here makes this machine connect to it, and a wrong API key counts
against this machine at the PBX. So both are bounded, for all viewers together. Nothing is stored: a
refused credential is known by a keyed hash in memory.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections import deque
from collections.abc import AsyncIterator
from concurrent.futures import Future
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from threading import Lock
from typing import Final

from pydantic import SecretStr

from telephony.answers.connection_test import ConnectionTest
from telephony.answers.directory import Directory
from telephony.data_access.connection_test.run import RunningTest
from telephony.data_access.connection_test.service import PendingTest
from telephony.data_access.event_loop import BackgroundLoop
from telephony.data_access.reports.group_report import frame_report
from telephony.frames.extensions import ExtensionFrame
from telephony.xapi.client import XapiClient
from telephony.xapi.clock import Clock, time_in
from telephony.xapi.connection import Connection
from telephony.xapi.errors import Busy
from telephony.xapi.limits import Limits
from telephony.xapi.records import Probe
from telephony.xapi.setup_problems import NotAllowed
from telephony.xapi.shared_sign_in import SharedRefusal, SharedToken

MOST_TESTS: Final = 6
"""Enough to correct what one has typed; too few to look for open ports."""
TESTS_SECONDS: Final = 300.0
MOST_REFUSALS: Final = 2
"""Of one PBX, within ``Limits.refused_seconds``: 3CX blocks an address after more than three."""


@dataclass(frozen=True)
class _Refusal:
    pbx: str
    credential: bytes
    until: float
    refusal: SharedRefusal


class DraftTests:
    """One for the process. Safe to call from any thread."""

    def __init__(self, clock: Clock, limits: Limits | None = None) -> None:
        self._clock = clock
        self._limits = limits or Limits()
        self._lock = Lock()
        self._loop: BackgroundLoop | None = None
        self._running: Future[ConnectionTest] | None = None
        self._started: deque[float] = deque()
        self._key = secrets.token_bytes(32)
        self._refusals: list[_Refusal] = []

    def start(self, connection: Connection) -> PendingTest:
        """Test a connection. Raises Busy where that is not possible now, with the time when it is.

        The test goes on when its viewer leaves, and nobody else sees it.
        """
        with self._lock:
            if self._running is not None and not self._running.done():
                raise Busy(
                    headline="Another test is running.", advice="Try again when it has ended."
                )
            self._check_rate()
            self._check_refusals(connection)
            self._started.append(self._clock.monotonic())
            self._loop = self._loop or BackgroundLoop("set-up")
            draft = _Draft(connection, self._clock, self._limits, self)
            test = RunningTest(draft, self._clock, self._limits)
            # the future alone, and not the test, which knows the key
            self._running = self._loop.submit(_run(test, draft))
            return PendingTest(self._running, test)

    def find_refusal(self, pbx: str, credential: SecretStr) -> SharedRefusal | None:
        """The refusal of this credential that still lasts."""
        hashed, now = self._hash(credential), self._clock.monotonic()
        for refused in self._lasting(now):
            if refused.pbx == pbx and hmac.compare_digest(refused.credential, hashed):
                left = refused.until - now
                return SharedRefusal(left, refused.refusal.status, refused.refusal.message)
        return None

    def add_refusal(self, pbx: str, credential: SecretStr, refusal: SharedRefusal) -> None:
        """Remember that the PBX refuses a credential."""
        now = self._clock.monotonic()
        hashed = self._hash(credential)
        added = _Refusal(pbx, hashed, now + refusal.seconds_left, refusal)
        self._refusals = [*self._lasting(now), added]

    def _check_rate(self) -> None:
        now = self._clock.monotonic()
        while self._started and now - self._started[0] >= TESTS_SECONDS:
            self._started.popleft()
        if len(self._started) >= MOST_TESTS:
            wait = self._started[0] + TESTS_SECONDS - now
            minutes = round(TESTS_SECONDS / 60)
            raise Busy(
                time_in(self._clock, wait),
                headline=f"There were {MOST_TESTS} tests within {minutes} minutes.",
            )

    def _check_refusals(self, connection: Connection) -> None:
        """Do not try one more key where the PBX would soon block this machine."""
        pbx, credential = connection.origin, connection.token or connection.api_key
        refusals = [one for one in self._lasting(self._clock.monotonic()) if one.pbx == pbx]
        if credential is None or len(refusals) < MOST_REFUSALS:
            return
        if self.find_refusal(pbx, credential) is None:
            wait = refusals[0].until - self._clock.monotonic()
            raise Busy(
                time_in(self._clock, wait),
                headline=f"This PBX has refused {MOST_REFUSALS} sign-ins in a short time.",
                advice=(
                    "3CX blocks an address after three, so another key is not tried before "
                    f"{time_in(self._clock, wait):%H:%M} UTC. Compare the client ID and the API "
                    "key with the 3CX console first."
                ),
            )

    def _lasting(self, now: float) -> list[_Refusal]:
        return [refused for refused in self._refusals if refused.until > now]

    def _hash(self, credential: SecretStr) -> bytes:
        text = credential.get_secret_value().encode()
        return hmac.new(self._key, text, hashlib.sha256).digest()


class _Draft:
    """A PBX that is not configured. Satisfies ``TestedPbx``; no retries beyond the client's."""

    def __init__(
        self, connection: Connection, clock: Clock, limits: Limits, tests: DraftTests
    ) -> None:
        self._connection = connection
        self._clock = clock
        self._limits = limits
        self._shared = _Remembered(connection.origin, tests)
        self._client: XapiClient | None = None

    async def connection(self) -> Connection:
        return self._connection

    async def probe(self) -> Probe:
        return await self._made_client().probe()

    async def groups(self) -> Directory:
        now = self._clock.now()
        try:
            listed = await self._made_client().groups()
            return Directory(listed.groups, now, notes=listed.notes)
        except NotAllowed as refused:
            return Directory((), now, refused=refused)

    async def report(self, group: str, start: datetime, end: datetime) -> ExtensionFrame:
        rows = await self._made_client().extension_statistics(group, start, end, 0)
        return frame_report(rows, group)

    async def aclose(self) -> None:
        if self._client is not None:
            await self._client.aclose()

    def _made_client(self) -> XapiClient:
        """Made when the way there is known to be good."""
        self._client = self._client or XapiClient(
            self._connection, clock=self._clock, limits=self._limits, shared=self._shared
        )
        return self._client


class _Remembered:
    """The refusals of one PBX. Satisfies ``SharedSignIn``; shares no token."""

    def __init__(self, pbx: str, tests: DraftTests) -> None:
        self._pbx = pbx
        self._tests = tests

    @asynccontextmanager
    async def exclusive(self) -> AsyncIterator[None]:
        yield

    async def read(self) -> SharedToken | None:
        return None

    async def store(self, token: SharedToken) -> None:
        """Nothing is kept."""

    async def refusal(self, credential: SecretStr) -> SharedRefusal | None:
        return self._tests.find_refusal(self._pbx, credential)

    async def store_refusal(self, credential: SecretStr, refusal: SharedRefusal) -> None:
        self._tests.add_refusal(self._pbx, credential, refusal)


async def _run(test: RunningTest, draft: _Draft) -> ConnectionTest:
    try:
        return await test.run()
    finally:
        await draft.aclose()
