"""The 3CX client: what the dashboard asks a PBX for."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Hashable
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from telephony.formatting.text import clean, shorten
from telephony.xapi.clock import Clock, SystemClock
from telephony.xapi.concurrency import ConcurrencyLimiter
from telephony.xapi.connection import Connection
from telephony.xapi.errors import (
    NoSuchGroup,
    NotAnApiResponse,
    QueryRefused,
    TimedOut,
    UnusableResponse,
)
from telephony.xapi.failures import named_limit
from telephony.xapi.groups import groups_of, has_number, is_number
from telephony.xapi.hourly_reports import hourly_path, hours_of_groups
from telephony.xapi.limits import Limits
from telephony.xapi.multi_page import Readings
from telephony.xapi.odata import BASE, function_path, moment_literal, query_string, string_literal
from telephony.xapi.options import ODataOptions
from telephony.xapi.page_sizes import PageSizes
from telephony.xapi.paging import Page, read_rows
from telephony.xapi.records import Group, GroupHours, Probe, RequestRecord, Rows
from telephony.xapi.requester import current_requester
from telephony.xapi.requests import DEFS, DEFS_PATH, Endpoint, JsonResponse, RequestRunner
from telephony.xapi.setup_problems import NotOffered
from telephony.xapi.shared_sign_in import SharedSignIn

REPORT = Endpoint("ReportExtensionStatisticsByGroup", "Reports", takes_options=True)
USER_ACTIVITY = Endpoint("ReportUserActivity", "Reports")
CALL_DISTRIBUTION = Endpoint("ReportCallDistribution", "Reports")
GROUPS = Endpoint("Groups", "system_admins")
# Apart from the groups: a PBX that refuses these still lists those.
HOLIDAYS = Endpoint("Groups with OfficeHolidays", "system_admins", takes_options=True)
_LISTS = (GROUPS, HOLIDAYS)

# Days of 23, 24 and 25 hours take the PBX alike long.
_ALIKE_LONG = timedelta(hours=4)
_LONGEST_VERSION = 40

log = logging.getLogger(__name__)


class XapiClient:
    """One PBX, asked by everybody in this process. Belongs to one event loop.

    Every method raises the errors of ``telephony.xapi.errors`` and nothing else of the network.
    """

    def __init__(
        self,
        connection: Connection,
        *,
        clock: Clock | None = None,
        limits: Limits | None = None,
        limiter: ConcurrencyLimiter | None = None,
        shared: SharedSignIn | None = None,
    ) -> None:
        self._clock = clock or SystemClock()
        self._limits = limits or Limits()
        self._calls = RequestRunner(connection, self._clock, self._limits, limiter, shared)
        usual = {
            REPORT.name: self._limits.report_page,
            USER_ACTIVITY.name: self._limits.report_page,
            CALL_DISTRIBUTION.name: self._limits.report_page,
            GROUPS.name: self._limits.entity_page,
            HOLIDAYS.name: self._limits.entity_page,
        }
        self._readings = Readings(self._limits)
        self._page_sizes = PageSizes(usual, self._clock, self._limits)

    async def aclose(self) -> None:
        """Let go of the connections."""
        await self._calls.aclose()

    async def extension_statistics(
        self,
        group: str,
        start: datetime,
        end: datetime,
        area_code: int,
        options: ODataOptions | None = None,
    ) -> Rows:
        """The report's rows for one group and the half-open period, one per extension.

        ``area_code`` 0 all calls, 1 internal, 2 external. A number that no group has is answered
        like a group without calls, with no rows: compare with ``groups`` first. Raises NoSuchGroup
        for a text that can be no number.
        """
        _check_number(group)
        path = function_path(
            REPORT.name,
            "GetExtensionStatisticsByGroupData",
            (
                ("groupNumber", string_literal(group)),
                ("periodFrom", moment_literal(start)),
                ("periodTo", moment_literal(end)),
                ("callArea", str(area_code)),
            ),
        )
        kind = (group, area_code, round((end - start) / _ALIKE_LONG))
        return await self._rows(REPORT, path, "Dn", options or ODataOptions(), kind)

    async def user_activity(
        self, group: str, start: datetime, end: datetime, area_code: int, zone: ZoneInfo
    ) -> Rows:
        """Answered and unanswered calls of one group, a row per hour of ``zone``'s wall clock.

        The figures are those of the whole group, not of its extensions. Raises NotOnThisVersion
        before 3CX 20 update 6, else what ``extension_statistics`` does.
        """
        return await self._by_the_hour(USER_ACTIVITY, group, (start, end), area_code, zone)

    async def call_distribution(
        self, group: str, start: datetime, end: datetime, area_code: int, zone: ZoneInfo
    ) -> Rows:
        """Incoming and outgoing calls of one group by the hour, as ``user_activity``."""
        return await self._by_the_hour(CALL_DISTRIBUTION, group, (start, end), area_code, zone)

    async def group_hours(self) -> tuple[GroupHours, ...]:
        """The office hours of the groups, and their holidays where the PBX takes $expand."""
        options = ODataOptions(select=("Id", "Number", "TimeZoneId", "Hours"))
        with_holidays = replace(options, expand=("OfficeHolidays",))
        try:
            answer = await self._rows(HOLIDAYS, BASE + GROUPS.name, "Id", with_holidays)
        except (NotOffered, QueryRefused, UnusableResponse):  # an older build, a lesser right
            answer = await self._rows(GROUPS, BASE + GROUPS.name, "Id", options)
        return hours_of_groups(answer.rows)

    async def groups(self) -> tuple[Group, ...]:
        """The groups that reports can be asked by, as the PBX orders them.

        Raises NotAnApiResponse for groups of which none has a number: that is no PBX without any.
        """
        options = ODataOptions(select=("Id", "Number", "Name"))
        answer = await self._rows(GROUPS, BASE + GROUPS.name, "Id", options)
        for note in answer.notes:
            log.warning("The list of groups may be incomplete. %s", note)
        if answer.rows and not any(map(has_number, answer.rows)):
            raise NotAnApiResponse.no_readable_row(
                len(answer.rows), "group number (Number)", **answer.requests[0].facts
            )
        return groups_of(answer.rows)

    async def probe(self) -> Probe:
        """Ask the least there is to ask: does this connection work, and as whom."""
        answer = await self._calls.get(DEFS, DEFS_PATH)
        headers = answer.reply.headers
        version = clean(shorten(headers.get("x-3cx-version", ""), _LONGEST_VERSION))
        date = answer.reply.date
        answered = self._clock.now() - timedelta(seconds=answer.reply.seconds / 2)
        return Probe(
            version=version or None,
            roles=answer.token.roles,
            server_date=date,
            clock_ahead_seconds=(date - answered).total_seconds() if date else None,
        )

    async def _by_the_hour(
        self,
        endpoint: Endpoint,
        group: str,
        limits: tuple[datetime, datetime],
        area_code: int,
        zone: ZoneInfo,
    ) -> Rows:
        _check_number(group)  # to these reports no group means everybody
        path = hourly_path(endpoint.name, group, limits, area_code, zone)
        return await self._rows(endpoint, path, "DateTimeInterval", ODataOptions())

    async def _rows(
        self,
        endpoint: Endpoint,
        path: str,
        key: str,
        options: ODataOptions,
        kind: Hashable = None,
    ) -> Rows:
        """All pages. The key is read even where the caller selects without it, then left out."""
        hidden_key = bool(options.select) and not {key, "*"} & set(options.select)
        asked = replace(options, select=(*options.select, key)) if hidden_key else options
        asked = replace(asked, count=options.count is not False or None)

        async def fetch(wanted: int | None, skip: int) -> Page:
            if skip > (options.skip or 0) and not reading.has_place and endpoint not in _LISTS:
                time_left.reschedule(None)  # whoever waits for others is not slow
                await reading.take_place(current_requester())
                time_left.reschedule(asyncio.get_running_loop().time() + self._limits.read_seconds)
            return await self._page(
                endpoint,
                path,
                replace(asked, top=wanted, skip=skip),
                endpoint.takes_options and options.shapes_the_query,
                (kind, skip) if kind is not None else None,
            )

        try:
            with self._readings.reading() as reading:
                async with asyncio.timeout(self._limits.read_seconds) as time_left:
                    rows = await read_rows(
                        fetch, key, self._limits, top=options.top, skip=options.skip or 0
                    )
        except TimeoutError:
            raise TimedOut(request=f"GET {path}") from None
        if hidden_key:
            for row in rows.rows:
                row.pop(key, None)
        return rows

    async def _page(
        self,
        endpoint: Endpoint,
        path: str,
        options: ODataOptions,
        shaped: bool,
        kind: Hashable,
    ) -> Page:
        """One page of at most ``options.top`` rows; smaller where the PBX names its own limit."""
        while True:
            size = self._page_sizes.of(endpoint.name)
            top = size if options.top is None else min(options.top, size)
            address = f"{path}?{query_string(replace(options, top=top))}"
            try:
                answer = await self._calls.get(endpoint, address, shaped=shaped, kind=kind)
                return _page_of(answer)
            except QueryRefused as refusal:
                limit = named_limit(refusal)
                if limit is None or not 0 < limit < top:
                    raise
                self._page_sizes.learn(endpoint.name, limit)


def _check_number(group: str) -> None:
    if not is_number(group):
        raise NoSuchGroup(clean(group))


def _page_of(answer: JsonResponse) -> Page:
    """The rows of a collection's answer. Raises NotAnApiResponse: a missing list is not empty."""
    reply, value = answer.reply, answer.value.get("value")
    if not isinstance(value, list) or not all(isinstance(row, dict) for row in value):
        raise reply.no_answer("JSON without the list “value”")
    count = answer.value.get("@odata.count")
    record = RequestRecord(
        method="GET",
        url=reply.request.removeprefix("GET "),
        status=reply.status,
        seconds=reply.seconds,
        received_bytes=reply.received_bytes,
        rows=len(value),
        pbx_date=reply.date,
    )
    return Page(
        rows=value,
        count=count if isinstance(count, int) and not isinstance(count, bool) else None,
        # a link is a sign that more follows, never an address to call: it may lead anywhere
        more=bool(answer.value.get("@odata.nextLink")),
        record=record,
    )
