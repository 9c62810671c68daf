"""The PBX's hourly reports and office hours: asked once whoever asks, groups added up."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Callable, Mapping
from concurrent.futures import Future, wait
from dataclasses import dataclass
from datetime import datetime

from telephony.answers.hours import HoursAnswer
from telephony.data_access.cache.freshness import Freshness
from telephony.data_access.cache.futures import done
from telephony.data_access.cache.in_flight import InFlight
from telephony.data_access.cache.single_flight import Result, SingleFlight, result_of
from telephony.data_access.history.plan import begun, is_final
from telephony.data_access.pbx.context import PbxContext
from telephony.data_access.pending import when_all_done
from telephony.data_access.reports.hours_answer import NoHourlyReport
from telephony.frames.hours import HourFrame, UnreadableHoursError, added, hours_of_reports
from telephony.frames.quality import Quality
from telephony.periods.buckets import Grain, buckets_of
from telephony.periods.period import Period
from telephony.query.view import CallArea, Query
from telephony.xapi.client import CALL_DISTRIBUTION, USER_ACTIVITY, XapiClient
from telephony.xapi.errors import NotAnApiResponse, XapiError
from telephony.xapi.records import GroupHours, RequestRecord, Rows
from telephony.xapi.setup_problems import NotOnThisVersion

_Key = tuple[str, Period, CallArea]
# Of the process, not of one access: what is made of answers is kept by their serials alone.
_SERIALS = itertools.count(1)
# Of a range that has not begun or has no time in it, which takes no request to know.
_NONE = Rows([], ())


@dataclass(frozen=True)
class _HeldHours:
    """One group's hours as the PBX gave them at ``as_of``."""

    framed: HourFrame
    as_of: datetime
    good: Freshness
    requests: tuple[RequestRecord, ...]
    serial: int

    @property
    def from_pbx(self) -> bool:
        return bool(self.requests)

    @property
    def size_bytes(self) -> int:
        return int(self.framed.frame.memory_usage(deep=True).sum())


@dataclass(frozen=True)
class _HeldOfficeHours:
    """Every group's office hours."""

    hours: Mapping[str, GroupHours]
    as_of: datetime
    good: Freshness

    @property
    def from_pbx(self) -> bool:
        return True

    @property
    def size_bytes(self) -> int:
        return 1_000 * (len(self.hours) + 1)


class PendingHours:
    """What ``DataAccess.request_hours`` returns; ``as_of`` is known at once."""

    def __init__(self, flights: tuple[InFlight[Result[_HeldHours]], ...]) -> None:
        if not flights:
            raise ValueError("a question needs at least one group")
        self._flights = flights

    @property
    def as_of(self) -> datetime:
        """The moment the oldest part was, or is being, asked."""
        return min(flight.as_of for flight in self._flights)

    @property
    def progress(self) -> tuple[int, int]:
        """Groups landed, groups asked."""
        return sum(flight.future.done() for flight in self._flights), len(self._flights)

    def wait(self, timeout_seconds: float) -> bool:
        """Wait at most that long; True when every part has landed, well or not."""
        return not wait([flight.future for flight in self._flights], timeout_seconds).not_done

    def leave(self) -> None:
        """Wait no longer: what nobody else waits for is cancelled. Then there is no answer."""
        for flight in self._flights:
            flight.leave()

    def when_done(self, callback: Callable[[], None]) -> None:
        """Call ``callback`` once when every part has landed; see ``Pending``."""
        when_all_done([flight.future for flight in self._flights], callback)

    def answer(self, late: XapiError | None = None) -> HoursAnswer:
        """Wait, then add the groups up. Raises the first group's XapiError: a sum lacks nobody.

        With ``late`` nothing is waited for: it is raised where a group has not landed.
        """
        told = [result_of(flight, late) for flight in self._flights]
        parts = [one.answer for one in told]
        # asked a moment apart, one may know an hour that had not begun for the other
        begun = min(len(part.framed.frame) for part in parts)
        framed = added([part.framed.first(begun) for part in parts])
        return HoursAnswer(
            frame=framed.frame,
            quality=framed.quality,
            as_of=min(part.as_of for part in parts),
            requests=tuple(request for part in parts for request in part.requests),
            stale=next((one.stale for one in told if one.stale), None),
            exact=len(parts) == 1,
            any_hour_may_lack=bool(framed.quality.pages),
            version=tuple(part.serial for part in parts),
        )


class HourReports:
    """The hourly reports and office hours of one PBX, each asked once whoever asks."""

    def __init__(self, context: PbxContext) -> None:
        self._loop = context.loop
        self._client = context.client
        self._clock = context.clock
        self._directory = context.directory
        self._policy = context.policy
        cached = (context.loop, context.clock, context.policy)
        self._hours: SingleFlight[_Key, _HeldHours] = SingleFlight(*cached, self._fetch)
        self._office: SingleFlight[None, _HeldOfficeHours] = SingleFlight(
            *cached, self._fetch_office
        )

    def request(self, query: Query, *, refresh: bool, background: bool) -> PendingHours:
        """Start or join what ``query`` needs: two reports per group, however long the range."""
        keys = ((group, query.period, query.area) for group in dict.fromkeys(query.groups))
        return PendingHours(
            tuple(self._hours.request(key, refresh=refresh, background=background) for key in keys)
        )

    def request_office_hours(self) -> Future[Mapping[str, GroupHours]]:
        """By group number, hours and holidays; done at once where they are held."""
        asked = self._office.request(None).future
        if asked.done() and asked.exception() is None:
            return done(asked.result().answer.hours)
        return self._loop.submit(_landed(asked))

    async def _fetch(self, key: _Key, as_of: datetime) -> _HeldHours:
        group, period, area = key
        both = (_NONE, _NONE)
        if period.seconds and period.has_begun(as_of):
            await self._directory.must_hold(group)
            both = await _both(await self._client.get(), group, period, area)
        framed = _framed(both, period, as_of)
        complete = framed.quality.complete
        dates = [rows.pbx_date for rows in both]
        final = all(
            is_final(period.end, as_of, date, self._policy, complete=complete) for date in dates
        )
        kept = self._policy.closed_period if final else self._policy.open_period
        return _HeldHours(
            framed=framed,
            as_of=as_of,
            good=Freshness.lasting(kept, self._clock),  # from now: else a slow one comes old
            requests=tuple(request for rows in both for request in rows.requests),
            serial=next(_SERIALS),
        )

    async def _fetch_office(self, _: None, as_of: datetime) -> _HeldOfficeHours:
        found = await (await self._client.get()).group_hours()
        hours = {group.number: group for group in found}
        good = Freshness.lasting(self._policy.groups, self._clock)
        return _HeldOfficeHours(hours, as_of, good)


async def _landed(asked: Future[Result[_HeldOfficeHours]]) -> Mapping[str, GroupHours]:
    """Shielded: one who leaves must not take it from the others."""
    return (await asyncio.shield(asyncio.wrap_future(asked))).answer.hours


async def _both(
    client: XapiClient, group: str, period: Period, area: CallArea
) -> tuple[Rows, Rows]:
    """The rows of the two reports. Raises NoHourlyReport where it was they who had none."""
    asked = (group, period.start, period.end, area.code, period.zone)
    try:
        return await asyncio.gather(client.user_activity(*asked), client.call_distribution(*asked))
    except (NotOnThisVersion, NotAnApiResponse) as error:
        # a request may have to sign in first, and that may be what failed
        if not any(report.name in error.request for report in (USER_ACTIVITY, CALL_DISTRIBUTION)):
            raise
        raise NoHourlyReport.because_of(error) from error


def _framed(both: tuple[Rows, Rows], period: Period, as_of: datetime) -> HourFrame:
    buckets = buckets_of(period, Grain.HOUR)
    hours = [(bucket.start, bucket.end) for bucket in buckets]
    activity, distribution = both
    try:
        framed = hours_of_reports(
            activity.rows, distribution.rows, hours, period.zone, len(begun(buckets, as_of))
        )
    except UnreadableHoursError as error:
        raise NoHourlyReport(
            request=f"GET {activity.requests[0].url}" if activity.requests else "",
            pbx_message=str(error),
        ) from error
    pages = Quality(pages=tuple(dict.fromkeys(note for rows in both for note in rows.notes)))
    return HourFrame(framed.frame, framed.quality.merge(pages))
