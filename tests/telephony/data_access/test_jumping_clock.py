"""This machine's clock is wrong, or is set: nothing stays wrong when it is right again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from demo_pbx.options import Options
from demo_pbx.serving import RunningPbx, running
from telephony.answers.raw import RawQuestion
from telephony.data_access.cache.freshness import Freshness
from telephony.data_access.service import DataAccess
from telephony.periods.buckets import Grain
from telephony.periods.presets import Preset
from telephony.periods.ranges import PresetRange, resolve_range
from telephony.query.view import CallArea, Query
from telephony.xapi.odata_options import ODataOptions
from tests.support import faults
from tests.support.clocks import SetClock
from tests.support.fault_server import FaultServer
from tests.support.stores import Place
from tests.telephony.data_access.conftest import NOON, ZONE, opened, query
from tests.telephony.periods.ranges import period

pytestmark = pytest.mark.slow

REPORT = "/xapi/v1/ReportExtensionStatisticsByGroup"
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def pbx_clock() -> SetClock:
    return SetClock(NOON)


@pytest.fixture
def pbx(pbx_clock: SetClock) -> Iterator[RunningPbx]:
    """A PBX with a clock of its own, which is right."""
    with running(Options(extensions=12), clock=pbx_clock.now) as served:
        yield served


def today(at: datetime = NOON) -> Query:
    return Query(("GRP0000",), resolve_range(PresetRange(Preset.TODAY), at, ZONE), CallArea.ALL)


def calls_of(access: DataAccess, wanted: Query) -> int:
    return int(access.load_history(wanted, Grain.DAY).frame["inbound_answered"].sum())


def test_half_of_today_is_not_final_when_our_clock_was_two_days_ahead_for_one_request(
    pbx: RunningPbx, pbx_clock: SetClock, clock: SetClock, in_file: Place
) -> None:
    with opened(in_file, pbx.base_url, clock) as access:
        clock.jump(2 * DAY)
        half = calls_of(access, today())
        clock.jump(-2 * DAY)
        for each in (clock, pbx_clock):
            each.move(DAY)
        whole = calls_of(access, today())
    assert whole > half > 0
    expected = pbx.legs("GRP0000", today().period.start, today().period.end)
    assert whole == sum(leg.direction == "inbound" and leg.answered for leg in expected)


def test_what_is_stored_with_a_time_to_come_is_requested_again_and_replaced(
    pbx: RunningPbx, pbx_clock: SetClock, clock: SetClock, in_file: Place
) -> None:
    """As a version before this one stored it, which took its own clock's word for it."""
    with opened(in_file, pbx.base_url, clock) as access:
        pbx_clock.jump(2 * DAY)
        clock.jump(2 * DAY)
        made = calls_of(access, today())  # the two agree: final, and in two days' time
        pbx_clock.jump(-2 * DAY)
        clock.jump(-2 * DAY)
    with opened(in_file, pbx.base_url, clock) as access:
        assert access.count_missing(today(), Grain.DAY) == 1
        half = calls_of(access, today())
        assert 0 < half < made
        for each in (clock, pbx_clock):
            each.move(3 * DAY)  # the moment it was stored with is gone by
        assert access.count_missing(today(), Grain.DAY) == 1
        assert calls_of(access, today()) == made
        assert access.count_missing(today(), Grain.DAY) == 0


def test_a_final_day_outlives_a_start_with_a_clock_that_is_behind(
    pbx: RunningPbx, clock: SetClock, in_file: Place
) -> None:
    week = query(Preset.LAST_7_DAYS)
    with opened(in_file, pbx.base_url, clock) as access:
        before = access.load_history(week, Grain.DAY)
    clock.jump(-12 * HOUR)  # yesterday has not settled by this clock
    with opened(in_file, pbx.base_url, clock) as access:
        access.load_history(week, Grain.DAY)
    clock.jump(12 * HOUR)
    sent = pbx.counters.report_requests
    with opened(in_file, pbx.base_url, clock) as access:
        assert access.load_history(week, Grain.DAY).frame.equals(before.frame)
    assert pbx.counters.report_requests == sent


def test_a_total_is_not_added_up_from_days_that_are_still_to_come(
    pbx: RunningPbx, pbx_clock: SetClock, clock: SetClock, in_file: Place
) -> None:
    week = query(Preset.LAST_7_DAYS)
    with opened(in_file, pbx.base_url, clock) as access:
        for each in (clock, pbx_clock):
            each.jump(30 * DAY)
        access.load_history(week, Grain.DAY)
        for each in (clock, pbx_clock):
            each.jump(-30 * DAY)
        assert access.load_extensions(week).origins == ()
        assert access.load_extensions(week).requests


def report(access: DataAccess) -> datetime:
    return access.load_extensions(today()).as_of


def by_the_hour(access: DataAccess) -> datetime:
    return access.request_hours(today()).answer().as_of


def by_day(access: DataAccess) -> datetime:
    return access.load_history(today(), Grain.DAY).as_of


def with_options(access: DataAccess) -> datetime:
    question = RawQuestion("GRP0000", today().period, CallArea.ALL, ODataOptions(top=3))
    return access.request_raw_rows(question).answer().as_of


def groups(access: DataAccess) -> datetime:
    return access.load_groups().as_of


@pytest.mark.parametrize("ask", [report, by_the_hour, by_day, with_options, groups])
def test_a_clock_that_is_set_does_not_freeze_today(
    access: DataAccess, clock: SetClock, ask: Callable[[DataAccess], datetime]
) -> None:
    for jump in (-3 * HOUR, -MINUTE, 3 * HOUR):
        ask(access)
        clock.jump(jump)
        assert ask(access) == clock.now()
        clock.move(6 * MINUTE)
        assert ask(access) == clock.now()


@pytest.mark.parametrize("ask", [report, by_the_hour, by_day, with_options])
def test_today_is_not_stored_as_a_past_day_while_our_clock_is_ahead(
    access: DataAccess, clock: SetClock, ask: Callable[[DataAccess], datetime]
) -> None:
    clock.jump(2 * DAY)
    ask(access)
    clock.move(2 * MINUTE)
    assert ask(access) == clock.now()


def test_a_clock_that_stands_still_does_not_freeze_today(
    access: DataAccess, clock: SetClock, pbx: RunningPbx
) -> None:
    report(access)
    before = pbx.counters.report_requests
    clock.move(2 * MINUTE)
    clock.jump(-2 * MINUTE)
    report(access)
    assert pbx.counters.report_requests == before + 1


def test_without_a_date_from_the_pbx_no_day_is_final(clock: SetClock, in_file: Place) -> None:
    week = query(Preset.LAST_7_DAYS)
    with FaultServer(date=None) as pbx, opened(in_file, pbx.origin, clock) as access:
        pbx.script("/xapi/v1/Groups", faults.listing([{"Id": 1, "Number": "GRP0000"}]))
        pbx.script(REPORT, faults.listing([]))
        assert access.load_history(week, Grain.DAY).gaps == ()
        access.load_history(week, Grain.DAY)
        assert pbx.requests_to(REPORT) == 7
        clock.move(MINUTE)
        access.load_history(week, Grain.DAY)
        assert pbx.requests_to(REPORT) == 14


@pytest.mark.parametrize("date", ["yesterday", "", "Thu, 01 Jan 1970 00:00:00 GMT"])
def test_an_unreadable_date_and_one_before_the_day_ended_make_no_day_final(
    clock: SetClock, in_file: Place, date: str
) -> None:
    rows = faults.respond({"value": [], "@odata.count": 0}, date=date)
    yesterday = query(Preset.YESTERDAY)
    with FaultServer() as pbx, opened(in_file, pbx.origin, clock) as access:
        pbx.script("/xapi/v1/Groups", faults.listing([{"Id": 1, "Number": "GRP0000"}]))
        pbx.script(REPORT, rows)
        access.load_history(yesterday, Grain.DAY)
        access.load_extensions(yesterday)
        clock.move(MINUTE)
        assert access.count_missing(yesterday, Grain.DAY) == 1
        before = pbx.requests_to(REPORT)
        access.load_extensions(yesterday)
        assert pbx.requests_to(REPORT) == before + 1


steps = st.lists(
    st.tuples(st.booleans(), st.integers(-100, 100).map(lambda n: n * timedelta(seconds=1)))
)


@given(st.integers(0, 100), steps)
def test_nothing_is_good_longer_than_it_may_be_however_the_clock_is_set(
    seconds: int, moves: list[tuple[bool, timedelta]]
) -> None:
    clock = SetClock(NOON)
    good = Freshness.lasting(timedelta(seconds=seconds), clock)
    passed = timedelta(0)
    for is_set, by in moves:
        if is_set:
            clock.jump(by)
        else:
            clock.move(abs(by))
            passed += abs(by)
        if good.is_fresh(clock):
            assert passed.total_seconds() < seconds
            assert timedelta(0) <= clock.now() - NOON < timedelta(seconds=seconds)


@pytest.mark.parametrize("date", [None, datetime(2020, 1, 1, tzinfo=UTC)], ids=["none", "wrong"])
def test_a_pbx_whose_clock_cannot_be_read_is_not_asked_for_every_day_each_minute(
    clock: SetClock, in_file: Place, date: datetime | None
) -> None:
    # each day is good for another six seconds: twenty of them for two minutes
    wanted = Query(("GRP0000",), period("2026-02-18", "2026-03-10"), CallArea.ALL)
    with FaultServer(date=date and (lambda: date)) as pbx:
        pbx.script("/xapi/v1/Groups", faults.listing([{"Number": "GRP0000", "Id": 1}]))
        pbx.script(REPORT, faults.listing([{"Dn": "100", "InboundAnsweredCount": 3}]))
        with opened(in_file, pbx.origin, clock) as access:
            for _ in range(2):
                history = access.load_history(wanted, Grain.DAY)
                assert (len(history.held), history.complete) == (20, True)
                clock.move(MINUTE)
            assert pbx.requests_to(REPORT) == 20
            clock.move(MINUTE)
            access.load_history(wanted, Grain.DAY)
        # once these minutes are over they are looked at again
        assert pbx.requests_to(REPORT) == 40
