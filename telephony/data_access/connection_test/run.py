"""The steps of a connection test, one after the other: a step that fails ends it.

Each step sends at most one request to the API, and the sign-in one more where no token is valid. A
credential that was refused is not sent again before its time: the step says so.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable
from datetime import datetime, timedelta
from typing import Final, Protocol, TypeVar

from telephony.answers.connection_test import ConnectionTest, Outcome, Step
from telephony.answers.directory import Directory
from telephony.data_access.connection_test import words
from telephony.data_access.connection_test.words import Found
from telephony.formatting.locale_style import LocaleStyle
from telephony.formatting.locale_text import LocaleText
from telephony.frames.extensions import ExtensionFrame
from telephony.xapi.clock import Clock
from telephony.xapi.connection import Connection
from telephony.xapi.errors import XapiError
from telephony.xapi.limits import Limits
from telephony.xapi.records import Probe
from telephony.xapi.route import Route
from telephony.xapi.small_print import kept_small_print

TITLES: Final = (
    *("Host name", "Network", "Certificate", "Sign-in", "Roles", "3CX version", "Clock"),
    *("Groups", "Report"),
)
USUAL_GROUP: Final = "GRP0000"
"""DEFAULT, which every PBX has: its report shows the right to reports where none is listed."""
_PARAMETERS: Final = re.compile(r"\(|%28")
REPORT_SPAN: Final = timedelta(days=1)

T = TypeVar("T")


class TestedPbx(Protocol):
    """What is tested. Every method raises XapiError."""

    async def connection(self) -> Connection:
        """Where the PBX is, and how to sign in."""

    async def probe(self) -> Probe:
        """The smallest request there is, with a token."""

    async def groups(self) -> Directory:
        """The groups, requested now."""

    async def report(self, group: str, start: datetime, end: datetime) -> ExtensionFrame:
        """The report of one group, requested now."""


class RunningTest:
    """One test; ``so_far`` can be read from any thread while it runs."""

    def __init__(self, pbx: TestedPbx, clock: Clock, limits: Limits) -> None:
        self.started = clock.now()
        self._pbx = pbx
        self._clock = clock
        self._limits = limits
        self._steps: tuple[Step, ...] = ()
        self._origin = self._proxy = ""

    @property
    def so_far(self) -> ConnectionTest:
        """The steps that have ended."""
        return ConnectionTest(self._origin, self._proxy, self.started, self._steps, len(TITLES))

    async def run(self) -> ConnectionTest:
        """All steps. Raises nothing that a PBX can cause: each failure is a step's."""
        try:
            await self._take_steps()
        except _StepFailedError:
            *_, failed = self._steps
            since = f"Not tried, since “{failed.title}” failed."
            for title in TITLES[len(self._steps) :]:
                self._add(Step(title, Outcome.NOT_TRIED, since))
        return self.so_far

    async def _take_steps(self) -> None:
        route, addresses = await self._step(self._resolve())
        await self._step(self._connect(route, addresses))
        await self._step(self._check_certificate(route))
        probe = await self._step(self._sign_in(route.connection))
        for found in (words.roles(probe), words.version(probe), words.clock(probe)):
            self._add_found(found, None)
        directory = await self._step(self._list_groups())
        await self._step(self._request_report(directory))

    async def _resolve(self) -> tuple[tuple[Route, tuple[str, ...]], Found]:
        connection = await self._pbx.connection()
        self._origin, self._proxy = connection.origin, str(connection.proxy or "")
        route = Route(connection, self._clock, self._limits)
        if not route.has_name:
            return (route, (route.host,)), words.no_name(route)
        addresses = await route.resolve()
        return (route, addresses), words.resolved(route, addresses)

    async def _connect(self, route: Route, addresses: tuple[str, ...]) -> tuple[None, Found]:
        return None, words.connected(route, await route.connect(addresses))

    async def _check_certificate(self, route: Route) -> tuple[None, Found]:
        if not route.is_encrypted:
            return None, words.unencrypted()
        return None, words.encrypted(route, await route.handshake(), self._clock.now())

    async def _sign_in(self, connection: Connection) -> tuple[Probe, Found]:
        return await self._pbx.probe(), words.signed_in(connection)

    async def _list_groups(self) -> tuple[Directory, Found]:
        directory = await self._pbx.groups()
        return directory, words.groups(directory)

    async def _request_report(self, directory: Directory) -> tuple[None, Found]:
        group = directory.groups[0].number if directory.groups else USUAL_GROUP
        end = self._clock.now()
        return None, words.report(await self._pbx.report(group, end - REPORT_SPAN, end))

    async def _step(self, action: Awaitable[tuple[T, Found]]) -> T:
        """The result of the next step. Raises _StepFailedError where it failed."""
        began = self._clock.monotonic()
        try:
            result, found = await action
        except XapiError as error:
            seconds = None if error.shared else self._clock.monotonic() - began
            title = TITLES[len(self._steps)]
            again = " The request is not repeated now." if error.shared else ""
            headline = f"{error.headline}{again}"
            details = LocaleText(_details, kept_small_print(error), error.request)
            failed = Step(title, Outcome.FAILED, headline, error.advice, details, seconds)
            self._add(failed)
            raise _StepFailedError from None
        needed = found.outcome is not Outcome.NOT_NEEDED
        self._add_found(found, self._clock.monotonic() - began if needed else None)
        return result

    def _add_found(self, found: Found, seconds: float | None) -> None:
        title = TITLES[len(self._steps)]
        self._add(Step(title, found.outcome, found.text, found.advice, found.details, seconds))

    def _add(self, step: Step) -> None:
        self._steps = (*self._steps, step)


class _StepFailedError(Exception):
    """The steps after it are not tried."""


def _details(written: LocaleText, request: str, style: LocaleStyle) -> str:
    # without the report's parameters: not every admin may see that group
    shown = _PARAMETERS.split(request, 1)[0]
    return written.in_style(style).replace(request, shown)
