"""Calls by the hour, from the PBX's hourly reports: cached, and summed over the groups."""

from __future__ import annotations

import asyncio
import itertools
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from telephony.answers.hours import HoursAnswer
from telephony.data_access.cache.freshness import Freshness
from telephony.data_access.cache.loading_cache import LoadingCache, current_result
from telephony.data_access.history.plan import is_final, started_buckets
from telephony.data_access.pbx.context import PbxContext
from telephony.data_access.pbx.response_codecs import ROWS
from telephony.data_access.pbx.shared_responses import Question, Received
from telephony.data_access.reports.pending_answer import GroupRequest, PendingAnswer
from telephony.frames.columns import frame_bytes
from telephony.frames.hours import HourFrame, UnreadableHoursError, added, hours_of_reports
from telephony.frames.quality import Quality
from telephony.periods.buckets import Grain, buckets_of
from telephony.periods.period import Period
from telephony.query.view import CallArea, Query
from telephony.xapi.client import XapiClient
from telephony.xapi.endpoints import CALL_DISTRIBUTION, USER_ACTIVITY
from telephony.xapi.errors import NotAnApiResponse, XapiError
from telephony.xapi.records import RequestRecord, Rows
from telephony.xapi.report_errors import NoHourlyReport
from telephony.xapi.setup_problems import NotOnThisVersion

_Key = tuple[str, Period, CallArea]
# One count for the process, not per data access: pages memoize what they make by serials alone.
_SERIALS = itertools.count(1)
# For a period that has not begun or has no time in it, which no request is needed to know.
_NO_ROWS = Rows([], ())


@dataclass(frozen=True)
class HourlyReport:
    """One group's hours for one period and call area, as they were at ``as_of``."""

    framed: HourFrame
    as_of: datetime
    freshness: Freshness
    requests: tuple[RequestRecord, ...]
    serial: int

    @property
    def from_pbx(self) -> bool:
        return bool(self.requests)

    @property
    def size_bytes(self) -> int:
        return frame_bytes(self.framed.frame)


class PendingHours(PendingAnswer[HourlyReport]):
    """What ``DataAccess.request_hours`` returns."""

    def answer(self, not_ready: XapiError | None = None) -> HoursAnswer:
        """Wait, then sum the groups. Raises the first group's XapiError: a sum lacks no group.

        With ``not_ready`` it does not wait: that is raised where a group is not done.
        """
        results = [current_result(request.in_flight, not_ready) for request in self.requests]
        reports = [result.value for result in results]
        # requested a moment apart, one may have an hour that had not begun for the other
        begun_hours = min(len(report.framed.frame) for report in reports)
        framed = added([report.framed.first(begun_hours) for report in reports])
        return HoursAnswer(
            frame=framed.frame,
            quality=framed.quality,
            as_of=min(report.as_of for report in reports),
            requests=tuple(request for report in reports for request in report.requests),
            stale=next((result.stale for result in results if result.stale), None),
            exact=len(reports) == 1,
            any_hour_may_lack=bool(framed.quality.pages),
            version=tuple(report.serial for report in reports),
        )


class HourReports:
    """The hourly reports of one PBX, cached by group, period and call area."""

    def __init__(self, context: PbxContext) -> None:
        self._client = context.client
        self._responses = context.responses
        self._clock = context.clock
        self._directory = context.directory
        self._policy = context.policy
        self._reports: LoadingCache[_Key, HourlyReport] = LoadingCache(
            context.loop,
            context.clock,
            context.policy,
            self._fetch,
            context.count_use("hours"),
        )

    def request(self, query: Query, *, refresh: bool, background: bool) -> PendingHours:
        """The reports of the query's groups: two per group, however long the period is."""
        requests = (
            GroupRequest(
                group,
                self._reports.request(
                    (group, query.period, query.area), refresh=refresh, background=background
                ),
            )
            for group in dict.fromkeys(query.groups)
        )
        return PendingHours(tuple(requests))

    async def _fetch(self, key: _Key, as_of: datetime, refresh: bool) -> HourlyReport:
        group, period, area = key
        if not period.may_have_calls(as_of):
            return self._received(period, Received((_NO_ROWS, _NO_ROWS), as_of))
        await self._directory.require(group)
        bounds = f"{period.start.isoformat()} {period.end.isoformat()} {period.zone.key}"
        name = f"hours {group} {bounds} {area.code}"
        build = partial(self._received, period)
        async with self._client.for_query() as client:
            fetch = partial(_fetch_both, client, group, period, area)
            return await self._responses.load(Question(name, fetch, ROWS, build, as_of, refresh))

    def _received(self, period: Period, received: Received[tuple[Rows, ...]]) -> HourlyReport:
        activity, distribution = both = received.content
        as_of = received.as_of
        framed = _frame_hours(activity, distribution, period, as_of)
        complete = framed.quality.complete
        dates = [rows.pbx_date for rows in both]
        final = all(
            is_final(period.end, as_of, date, self._policy, complete=complete) for date in dates
        )
        lifetime = self._policy.lifetime(final=final) - received.age
        return HourlyReport(
            framed=framed,
            as_of=as_of,
            freshness=Freshness.lasting(lifetime, self._clock),  # from now: else a slow one is old
            requests=tuple(request for rows in both for request in rows.requests),
            serial=next(_SERIALS),
        )


async def _fetch_both(
    client: XapiClient, group: str, period: Period, area: CallArea
) -> tuple[Rows, ...]:
    """The rows of the two reports. Raises NoHourlyReport where they are not available."""
    arguments = (group, period.start, period.end, area.code, period.zone)
    try:
        return await asyncio.gather(
            client.user_activity(*arguments), client.call_distribution(*arguments)
        )
    except (NotOnThisVersion, NotAnApiResponse) as error:
        # a request may have to sign in first, and that may be what failed
        if not any(report.name in error.request for report in (USER_ACTIVITY, CALL_DISTRIBUTION)):
            raise
        raise NoHourlyReport.because_of(error) from error


def _frame_hours(activity: Rows, distribution: Rows, period: Period, as_of: datetime) -> HourFrame:
    buckets = buckets_of(period, Grain.HOUR)
    hours = [(bucket.start, bucket.end) for bucket in buckets]
    try:
        framed = hours_of_reports(
            activity.rows,
            distribution.rows,
            hours,
            period.zone,
            len(started_buckets(buckets, as_of)),
        )
    except UnreadableHoursError as error:
        raise NoHourlyReport(
            request=f"GET {activity.requests[0].url}" if activity.requests else "",
            pbx_message=str(error),
        ) from error
    pages = Quality(
        pages=tuple(dict.fromkeys(note for rows in (activity, distribution) for note in rows.notes))
    )
    return HourFrame(framed.frame, framed.quality.merge(pages))
