"""Calls by the hour: one request for all callers, or hours counted one by one without a report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
from hypothesis import given
from hypothesis import strategies as st

from demo_pbx.options import Options
from demo_pbx.serving import RunningPbx, running
from telephony.data_access.reports.counted_hours import hours_from_history, max_hour_requests
from telephony.data_access.service import DataAccess
from telephony.frames.hour_columns import SPLIT, VALUES, check
from telephony.periods.buckets import Grain, buckets_of
from telephony.periods.period import Period
from telephony.periods.presets import Preset
from telephony.periods.working_hours_text import format_hours
from telephony.query.view import CallArea, Query
from telephony.xapi.errors import NoSuchGroup, NotAnApiResponse, Unreachable
from telephony.xapi.report_errors import NoHourlyReport
from telephony.xapi.setup_problems import NotOnThisVersion
from tests.support import faults
from tests.support.clocks import SetClock
from tests.support.fault_server import FaultServer
from tests.telephony.data_access.conftest import NOON, connection_to, query
from tests.telephony.periods.ranges import moments_near_changes
from tests.telephony.xapi.client_harness import connection

DAY = query(Preset.YESTERDAY, "GRP0001")


@pytest.fixture
def without(clock: SetClock) -> Iterator[tuple[RunningPbx, DataAccess]]:
    """A PBX without hourly reports, and a data access to it."""
    with running(Options(extensions=12, hour_reports=False), clock=clock.now) as pbx:
        access = DataAccess(lambda: connection_to(pbx.base_url), clock=clock)
        yield pbx, access
        access.close()


def over(pbx: FaultServer) -> DataAccess:
    """A data access to a scripted PBX that lists one group."""
    pbx.script("/xapi/v1/Groups", faults.listing([{"Number": "GRP0001", "Name": "A", "Id": 1}]))
    return DataAccess(lambda: connection(pbx.origin), clock=SetClock(NOON))


def counted(pbx: RunningPbx, group: str, period: Period) -> list[dict[str, int]]:
    """What each hour must say, leg by leg."""
    hours = []
    for bucket in buckets_of(period, Grain.HOUR):
        if bucket.start > NOON:
            break
        hour: Counter[str] = Counter()
        for leg in pbx.legs(group, bucket.start, bucket.end):
            answer = "answered" if leg.answered else "unanswered"
            for name in (leg.direction, answer, f"{leg.direction}_{answer}"):
                hour[name] += 1
            hour[f"{leg.direction}_talk_us"] += leg.talk_us
        hours.append(hour)
    return hours


@pytest.mark.parametrize("preset", [Preset.TODAY, Preset.LAST_7_DAYS])
@pytest.mark.parametrize("group", ["GRP0001", "O'Neil"])
def test_the_values_are_those_of_the_calls_themselves(
    access: DataAccess, pbx: RunningPbx, preset: Preset, group: str
) -> None:
    wanted = query(preset, group)
    answer = access.request_hours(wanted).answer()
    check(answer.frame)
    expected = counted(pbx, group, wanted.period)
    assert len(answer.frame) == len(expected)
    for name in ("inbound", "outbound", "answered", "unanswered"):
        assert answer.frame[name].tolist() == [hour[name] for hour in expected]
    assert answer.frame["answered"].sum() > 0
    assert answer.frame[list(SPLIT)].isna().all(axis=None)
    assert answer.complete
    assert answer.exact
    assert pbx.counters.hourly_requests == 2


def test_call_areas_have_different_values(access: DataAccess) -> None:
    sums = [
        access.request_hours(query(Preset.YESTERDAY, area=area)).answer().frame["inbound"].sum()
        for area in (CallArea.ALL, CallArea.INTERNAL, CallArea.EXTERNAL)
    ]
    assert sums[0] == sums[1] + sums[2] > sums[1] > 0


def test_several_groups_are_summed_and_marked_as_such(access: DataAccess) -> None:
    both = access.request_hours(query(Preset.YESTERDAY, "GRP0001", "GRP2")).answer()
    apart = [access.request_hours(query(Preset.YESTERDAY, g)).answer() for g in ("GRP0001", "GRP2")]
    assert both.frame["answered"].tolist() == [
        a + b for a, b in zip(*(one.frame["answered"] for one in apart), strict=True)
    ]
    assert not both.exact


def test_a_hundred_callers_share_one_request(access: DataAccess, pbx: RunningPbx) -> None:
    barrier = Barrier(100)

    def ask() -> tuple[object, ...]:
        barrier.wait()
        return access.request_hours(DAY).answer().version

    with ThreadPoolExecutor(100) as pool:
        versions = {future.result() for future in [pool.submit(ask) for _ in range(100)]}
    assert len(versions) == 1
    assert (pbx.counters.hourly_requests, pbx.counters.report_requests) == (2, 0)


def test_a_closed_period_is_requested_once_and_a_running_one_after_a_minute(
    access: DataAccess, pbx: RunningPbx, clock: SetClock
) -> None:
    for wanted in (DAY, query(Preset.TODAY)):
        access.request_hours(wanted).answer()
    clock.move(timedelta(minutes=1))
    for wanted in (DAY, query(Preset.TODAY)):
        access.request_hours(wanted).answer()
    assert pbx.counters.hourly_requests == 2 + 2 + 2
    access.request_hours(DAY, refresh=True).answer()
    assert pbx.counters.hourly_requests == 8


def test_an_unknown_group_is_none_and_costs_no_report(access: DataAccess, pbx: RunningPbx) -> None:
    with pytest.raises(NoSuchGroup):
        access.request_hours(query(Preset.YESTERDAY, "GRP0001", "GRP9999")).answer()
    assert pbx.counters.hourly_requests <= 2


def test_when_the_pbx_is_gone_the_last_hours_stay_with_the_reason(clock: SetClock) -> None:
    with running(Options(extensions=12), clock=clock.now) as pbx:
        access = DataAccess(lambda: connection_to(pbx.base_url), clock=clock)
        first = access.request_hours(query(Preset.TODAY)).answer()
    clock.move(timedelta(minutes=2))
    second = access.request_hours(query(Preset.TODAY)).answer()
    assert isinstance(second.stale, Unreachable)
    assert second.as_of == first.as_of
    assert second.frame.equals(first.frame)
    with pytest.raises(Unreachable):
        access.request_hours(DAY).answer()
    access.close()


def test_without_the_report_the_hours_are_counted_one_by_one(
    without: tuple[RunningPbx, DataAccess],
) -> None:
    pbx, access = without
    with pytest.raises(NoHourlyReport) as caught:
        access.request_hours(DAY).answer()
    assert caught.value.headline == NotOnThisVersion.headline
    assert caught.value.status == 404
    assert pbx.counters.report_requests == 0
    answer = hours_from_history(access.load_history(DAY, Grain.HOUR))
    assert pbx.counters.report_requests == max_hour_requests(DAY, NOON) == 24
    expected = counted(pbx, "GRP0001", DAY.period)
    for name in VALUES:
        assert answer.frame[name].tolist() == [hour[name] for hour in expected]
    assert answer.frame["inbound_talk_us"].sum() > 0


def test_both_ways_count_the_same(access: DataAccess) -> None:
    by_report = access.request_hours(DAY).answer().frame
    by_bucket = hours_from_history(access.load_history(DAY, Grain.HOUR)).frame
    same = ["hour_start", "hour_end", "inbound", "outbound", "answered", "unanswered"]
    assert by_bucket[same].equals(by_report[same])


def test_hours_named_in_an_unknown_way_are_no_answer() -> None:
    with FaultServer() as pbx, closing(over(pbx)) as access:
        for report in ("UserActivity", "CallDistribution"):
            pbx.script(
                f"/xapi/v1/Report{report}",
                faults.listing([{"DateTimeInterval": "2026-03-09T00:30:00+01:00"}]),
            )
        with pytest.raises(NoHourlyReport) as caught:
            access.request_hours(DAY).answer()
    assert "2026-03-09T00:30:00+01:00 is none of the requested hours" in caught.value.pbx_message
    assert "GetUserActivity" in caught.value.request


@pytest.mark.parametrize("trouble", [faults.html(), faults.status(404)], ids=["page", "404"])
@pytest.mark.parametrize("report", ["UserActivity", "CallDistribution"])
def test_a_report_that_answers_something_else_is_no_hourly_report(trouble, report) -> None:
    with FaultServer() as pbx, closing(over(pbx)) as access:
        pbx.script("/xapi/v1/ReportUserActivity", faults.listing([]))
        pbx.script("/xapi/v1/ReportCallDistribution", faults.listing([]))
        pbx.script(f"/xapi/v1/Report{report}", trouble)
        with pytest.raises(NoHourlyReport) as caught:
            access.request_hours(DAY).answer()
    assert f"Report{report}" in caught.value.request
    assert caught.value.status in {200, 404}
    assert caught.value.pbx_message in {"text/html instead of JSON", "404 Not Found"}


@pytest.mark.parametrize("path", ["/xapi/v1/Groups", "/connect/token"])
def test_a_page_instead_of_groups_or_token_says_nothing_about_the_reports(path) -> None:
    with FaultServer() as pbx, closing(over(pbx)) as access:
        pbx.script(path, faults.html())
        with pytest.raises(NotAnApiResponse) as caught:
            access.request_hours(DAY).answer()
    assert path in caught.value.request


def test_a_sign_in_that_fails_on_the_way_to_a_report_says_nothing_about_the_reports() -> None:
    with FaultServer() as pbx, closing(over(pbx)) as access:
        access.load_groups()
        pbx.kill_tokens()
        pbx.script("/connect/token", faults.html())
        with pytest.raises(NotAnApiResponse) as caught:
            access.request_hours(DAY).answer()
        assert pbx.requests_to("/xapi/v1/Report") > 0
    assert "/connect/token" in caught.value.request


@given(moments_near_changes(), st.integers(0, 100), st.integers(1, 3), st.integers(-10, 110))
def test_the_requests_that_counting_takes_are_known_exactly(near, length, groups, now) -> None:
    zone, at = near
    start = at.replace(microsecond=0)
    period = Period(start, start + timedelta(hours=length), zone)
    wanted = Query(tuple(f"G{n}" for n in range(groups)), period, CallArea.ALL)
    moment = start + timedelta(hours=now)
    begun = [b for b in buckets_of(period, Grain.HOUR) if b.start <= moment]
    assert max_hour_requests(wanted, moment) == len(begun) * groups
    assert max_hour_requests(wanted, datetime(2100, 1, 1, tzinfo=UTC)) >= length * groups


def test_office_hours_are_requested_once(access: DataAccess, pbx: RunningPbx) -> None:
    for _ in range(3):
        office = access.request_office_hours().answer()
    assert format_hours(office["GRP0001"].hours) == ("mon-fri_07:00-20:00", "sat_09:00-14:00")
    assert office["O'Neil"].hours is None
    assert pbx.counters.group_requests == 1


def test_office_hours_that_are_held_are_there_at_once(access: DataAccess) -> None:
    office = access.request_office_hours().answer()
    assert all(access.request_office_hours().wait(0) for _ in range(100))
    assert access.request_office_hours().answer() == office
