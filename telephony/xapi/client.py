"""The 3CX client: everything the dashboard reads from a PBX, as plain values."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from telephony.formatting.text import clean, shorten
from telephony.xapi.channel import Channel
from telephony.xapi.clock import Clock, SystemClock
from telephony.xapi.collection_reader import CollectionReader
from telephony.xapi.concurrency import ConcurrencyLimiter
from telephony.xapi.connection import Connection
from telephony.xapi.endpoints import (
    CALL_DISTRIBUTION,
    DEFS,
    DEFS_PATH,
    GROUPS,
    GROUPS_PATH,
    HOLIDAYS,
    REPORT,
    USER_ACTIVITY,
    Endpoint,
)
from telephony.xapi.errors import NoSuchGroup, NotAnApiResponse, QueryRefused, UnusableResponse
from telephony.xapi.groups import groups_of, has_number, is_number
from telephony.xapi.limits import Limits
from telephony.xapi.odata_options import ODataOptions
from telephony.xapi.office_hours import hours_of_groups
from telephony.xapi.records import GroupList, HoursList, Probe, Rows
from telephony.xapi.report_paths import extension_statistics_path, hourly_path
from telephony.xapi.request_runner import RequestRunner
from telephony.xapi.setup_problems import NotOffered
from telephony.xapi.shared_sign_in import SharedSignIn

# Days of 23, 24 and 25 hours are the same amount of work for the PBX.
_SAME_WORKLOAD = timedelta(hours=4)
_LONGEST_VERSION = 40

log = logging.getLogger(__name__)


class XapiClient:
    """One PBX, for everyone in this process. Belongs to one event loop.

    Every method raises errors of the tree in ``telephony.xapi.errors``, and no others of the
    network.
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
        limits = limits or Limits()
        self._runner = RequestRunner(connection, self._clock, limits, limiter, shared)
        self._reader = CollectionReader(self._runner, self._clock, limits)

    @property
    def channel(self) -> Channel:
        """For reading what was recorded there, from any thread."""
        return self._runner.channel

    async def aclose(self) -> None:
        """Close the connections."""
        await self._runner.aclose()

    async def extension_statistics(
        self,
        group: str,
        start: datetime,
        end: datetime,
        area_code: int,
        options: ODataOptions | None = None,
    ) -> Rows:
        """The report's rows for one group and the half-open period, one per extension.

        ``area_code`` 0 all calls, 1 internal, 2 external. For a number that no group has the
        result is that of a group without calls, no rows: compare with ``groups`` first. Raises
        NoSuchGroup for a text that cannot be a number.
        """
        _check_number(group)
        path = extension_statistics_path(group, start, end, area_code)
        workload = (group, area_code, round((end - start) / _SAME_WORKLOAD))
        return await self._reader.rows(REPORT, path, "Dn", options or ODataOptions(), workload)

    async def user_activity(
        self, group: str, start: datetime, end: datetime, area_code: int, zone: ZoneInfo
    ) -> Rows:
        """Answered and unanswered calls of one group, a row per hour of ``zone``'s wall clock.

        The numbers are of the group as a whole, not of its extensions. Raises NotOnThisVersion
        before 3CX 20 update 6, else what ``extension_statistics`` does.
        """
        return await self._read_by_hour(USER_ACTIVITY, group, (start, end), area_code, zone)

    async def call_distribution(
        self, group: str, start: datetime, end: datetime, area_code: int, zone: ZoneInfo
    ) -> Rows:
        """Incoming and outgoing calls of one group by the hour, as ``user_activity``."""
        return await self._read_by_hour(CALL_DISTRIBUTION, group, (start, end), area_code, zone)

    async def group_hours(self) -> HoursList:
        """The office hours of the groups, and their holidays where the PBX takes $expand."""
        options = ODataOptions(select=("Id", "Number", "TimeZoneId", "Hours"))
        with_holidays = replace(options, expand=("OfficeHolidays",))
        try:
            received = await self._reader.rows(HOLIDAYS, GROUPS_PATH, "Id", with_holidays)
        except (NotOffered, QueryRefused, UnusableResponse):  # an older build, a lesser right
            received = await self._reader.rows(GROUPS, GROUPS_PATH, "Id", options)
        return HoursList(hours_of_groups(received.rows), received.notes)

    async def groups(self) -> GroupList:
        """The groups that have reports, in the PBX's order.

        Raises NotAnApiResponse for groups of which none has a number: that is no PBX without any.
        """
        options = ODataOptions(select=("Id", "Number", "Name"))
        received = await self._reader.rows(GROUPS, GROUPS_PATH, "Id", options)
        for note in received.notes:
            log.warning("The list of groups may be incomplete. %s", note)
        if received.rows and not any(map(has_number, received.rows)):
            raise NotAnApiResponse.no_readable_row(
                len(received.rows), "group number (Number)", **received.requests[0].facts
            )
        return GroupList(groups_of(received.rows), received.notes)

    async def probe(self) -> Probe:
        """The smallest request there is: does this connection work, and in which role."""
        received = await self._runner.get(DEFS, DEFS_PATH)
        response = received.response
        version = clean(shorten(response.headers.get("x-3cx-version", ""), _LONGEST_VERSION))
        responded = self._clock.now() - timedelta(seconds=response.seconds / 2)
        date = response.date
        return Probe(
            version=version or None,
            roles=received.token.roles,
            server_date=date,
            clock_ahead_seconds=(date - responded).total_seconds() if date else None,
        )

    async def _read_by_hour(
        self,
        endpoint: Endpoint,
        group: str,
        bounds: tuple[datetime, datetime],
        area_code: int,
        zone: ZoneInfo,
    ) -> Rows:
        _check_number(group)  # to these reports, no group means all extensions
        path = hourly_path(endpoint.name, group, bounds, area_code, zone)
        return await self._reader.rows(endpoint, path, "DateTimeInterval", ODataOptions())


def _check_number(group: str) -> None:
    if not is_number(group):
        raise NoSuchGroup(clean(group))
