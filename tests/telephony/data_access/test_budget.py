"""The budget of requests for programs, over real HTTP: kept to, shared, and behind the people."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta

import pytest

from demo_pbx.options import Options
from demo_pbx.serving import RunningPbx, running
from telephony.data_access.cache.policy import CachePolicy
from telephony.data_access.pending import PendingHistory
from telephony.data_access.service import DataAccess
from telephony.data_access.store.errors import StoreError
from telephony.data_access.store.store import HistoryStore
from telephony.periods.buckets import Grain
from telephony.periods.presets import Preset
from telephony.query.view import CallArea
from telephony.settings.rates import Rates
from telephony.xapi.errors import Busy, XapiError
from telephony.xapi.refusals import TooManyRequests
from tests.support import faults
from tests.support.clocks import SetClock, WaitingClock
from tests.support.fault_server import FaultServer
from tests.support.stores import Place
from tests.telephony.data_access.conftest import NOON, connection_to, query
from tests.telephony.data_access.test_departed_viewers import GROUPS, REPORT, ROWS, Held, until

pytestmark = pytest.mark.slow

MONTH = query(Preset.LAST_30_DAYS)
# Long enough for a request that should not be made to be made.
SOME_SECONDS = 0.3


@pytest.fixture
def clock() -> WaitingClock:
    return WaitingClock(NOON)


@pytest.fixture
def pbx(clock: WaitingClock) -> Iterator[RunningPbx]:
    with running(Options(extensions=12), clock=clock.now) as served:
        yield served


def opened(
    origin: str, clock: WaitingClock, rates: Rates, store: HistoryStore | None = None
) -> DataAccess:
    return DataAccess(lambda: connection_to(origin), clock=clock, store=store, rates=rates)


def behind(access: DataAccess) -> PendingHistory:
    return access.request_history(MONTH, Grain.DAY, background=True)


def stays_at(pbx: RunningPbx, requests: int) -> bool:
    until(lambda: pbx.counters.report_requests >= requests)
    time.sleep(SOME_SECONDS)
    return pbx.counters.report_requests == requests


def test_programs_keep_to_the_minute_and_to_the_hour_and_people_do_not_wait(
    pbx: RunningPbx, clock: WaitingClock
) -> None:
    with closing(opened(pbx.base_url, clock, Rates(per_minute=5, per_hour=12))) as access:
        week = query(Preset.LAST_7_DAYS)
        fetching = [
            access.request_history(replace(week, area=area), Grain.DAY, background=True)
            for area in CallArea
        ]
        assert stays_at(pbx, 5)
        until(lambda: access.budget_wait_seconds > 0)
        assert access.budget_wait_seconds <= 65
        access.load_extensions(query(Preset.TODAY))
        assert pbx.counters.report_requests == 6
        for _ in range(13):
            clock.move(timedelta(seconds=5))
        assert stays_at(pbx, 6 + 5)
        clock.move(timedelta(seconds=65))
        assert stays_at(pbx, 6 + 7)
        assert access.count_requests_left() == 0
        clock.move(timedelta(seconds=65))
        assert stays_at(pbx, 6 + 7)
        clock.move(timedelta(hours=1))
        assert stays_at(pbx, 6 + 7 + 5)
        until(lambda: sum(one.progress.done for one in fetching) == 17)


def test_a_person_who_joins_a_request_that_waits_for_the_budget_gets_it_immediately(
    pbx: RunningPbx, clock: WaitingClock
) -> None:
    with closing(opened(pbx.base_url, clock, Rates(per_minute=5, per_hour=7))) as access:
        week = query(Preset.LAST_7_DAYS)
        fetching = access.request_history(week, Grain.DAY, background=True)
        assert stays_at(pbx, 5)
        report = access.request_extensions(query(Preset.LAST_WEEK), background=True)
        assert not report.wait(SOME_SECONDS)
        viewer = access.request_history(week, Grain.DAY)
        same = access.request_extensions(query(Preset.LAST_WEEK))
        while not (viewer.wait(0.01) and report.wait(0.01)):
            clock.move(timedelta(seconds=0.1))  # far less than a minute: sleepers look again
            assert clock.monotonic() < 60
        assert same.answer().complete
        assert (len(viewer.so_far().held), fetching.wait(10)) == (7, True)
        assert pbx.counters.report_requests == 8


def test_with_one_place_people_go_before_programs_that_came_first(clock: WaitingClock) -> None:
    held = Held()
    with (
        FaultServer() as pbx,
        closing(
            DataAccess(lambda: connection_to(pbx.origin), clock=clock, max_concurrent_requests=1)
        ) as access,
    ):
        pbx.script(GROUPS, faults.listing([{"Id": 1, "Number": "GRP0000"}]))
        pbx.script(REPORT, held, faults.listing(ROWS))
        access.load_groups()
        fetching = behind(access)
        until(lambda: pbx.requests_to(REPORT) == 1)
        time.sleep(SOME_SECONDS)  # the next days stand in line by now
        report = access.request_extensions(replace(query(Preset.LAST_WEEK), area=CallArea.INTERNAL))
        time.sleep(SOME_SECONDS)
        held.let_go.set()
        report.answer()
        fetching.result()
        reports = [one.target for one in pbx.received if one.target.startswith(REPORT.encode())]
        assert b"callArea=1" in reports[1]


def test_a_query_that_needs_more_than_an_hour_has_is_not_started_and_says_what_it_takes(
    pbx: RunningPbx, clock: WaitingClock
) -> None:
    with closing(opened(pbx.base_url, clock, Rates(per_minute=20, per_hour=20))) as access:
        week = access.load_history(query(Preset.LAST_7_DAYS), Grain.DAY)
        history = behind(access).result()
        (error,) = {gap.error for gap in history.gaps}
        assert isinstance(error, TooManyRequests)
        assert (error.needed, error.most) == (23, 20)
        assert "would take 23 requests" in error.headline
        assert "collector" in error.advice
        assert history.held == frozenset(week.buckets)
        by_hour = access.request_history(MONTH, Grain.HOUR, background=True).result()
        assert {type(gap.error) for gap in by_hour.gaps} == {TooManyRequests}
        assert "collector" not in by_hour.gaps[0].error.advice  # type: ignore[union-attr]
        assert pbx.counters.report_requests == 7


def test_a_person_has_a_bound_of_their_own(pbx: RunningPbx, clock: WaitingClock) -> None:
    policy = CachePolicy(max_requests=10)
    with closing(
        DataAccess(lambda: connection_to(pbx.base_url), clock=clock, policy=policy)
    ) as access:
        gaps = access.load_history(MONTH, Grain.DAY).gaps
        assert len(gaps) == 30
        assert {type(gap.error) for gap in gaps} == {TooManyRequests}
        assert access.load_history(query(Preset.LAST_7_DAYS), Grain.DAY).gaps == ()


def test_programs_that_share_a_store_share_the_budget_and_a_restart_does_not_renew_it(
    pbx: RunningPbx, clock: WaitingClock, in_file: Place
) -> None:
    rates = Rates(per_minute=20, per_hour=20)
    week, area = query(Preset.LAST_7_DAYS), CallArea.EXTERNAL
    with (
        closing(opened(pbx.base_url, clock, rates, in_file.open())) as one,
        closing(opened(pbx.base_url, clock, rates, in_file.open())) as other,
    ):
        one.request_history(week, Grain.DAY, background=True).result()
        other.request_history(replace(week, area=area), Grain.DAY, background=True).result()
        assert one.count_requests_left() == other.count_requests_left() == 20 - 14
    with closing(opened(pbx.base_url, clock, rates, in_file.open())) as again:
        assert again.count_requests_left() == 6
        assert again.estimate_wait_seconds(6, 20) == 0
        assert 3_500 < again.estimate_wait_seconds(7, 20) <= 3_605


def test_without_the_store_a_program_counts_what_it_has_spent_itself(
    pbx: RunningPbx, clock: WaitingClock, in_file: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> float:
        raise StoreError("The disk is full.")

    store = in_file.open()
    with closing(opened(pbx.base_url, clock, Rates(20, 20), store)) as access:
        access.request_history(query(Preset.LAST_7_DAYS), Grain.DAY, background=True).result()
        monkeypatch.setattr(store, "spend", broken)
        monkeypatch.setattr(store, "read_spent", broken)
        assert access.count_requests_left() == 13


@pytest.mark.parametrize("trouble", ["down", "asks for a pause", "the sign-in is refused"])
def test_what_fails_without_a_request_costs_no_budget(in_file: Place, trouble: str) -> None:
    clock = SetClock(NOON)
    with (
        FaultServer() as pbx,
        closing(opened(pbx.origin, clock, Rates(120, 120), in_file.open())) as access,
    ):
        pbx.script(GROUPS, faults.listing([{"Id": 1, "Number": "GRP0000"}]))
        access.load_groups()  # for everybody, and for a page
        if trouble == "the sign-in is refused":
            pbx.script("/connect/token", faults.status(401))
            pbx.kill_tokens()
        after = {"retry_after": "86400"} if trouble == "asks for a pause" else {}
        pbx.script(REPORT, faults.status(503, **after))
        for start in range(40):
            period = replace(MONTH.period, start=MONTH.period.start + timedelta(hours=start))
            report = access.request_extensions(replace(MONTH, period=period), background=True)
            with pytest.raises(XapiError):
                report.answer()
        assert access.count_requests_left() >= 120 - pbx.requests_to(REPORT)


def test_a_response_that_another_program_has_costs_no_budget(
    pbx: RunningPbx, clock: WaitingClock, in_file: Place
) -> None:
    week = query(Preset.TODAY)
    with (
        closing(opened(pbx.base_url, clock, Rates(20, 20), in_file.open())) as one,
        closing(opened(pbx.base_url, clock, Rates(20, 20), in_file.open())) as other,
    ):
        one.request_extensions(week, background=True).answer()
        left = one.count_requests_left()
        other.request_extensions(week, background=True).answer()
        assert pbx.counters.report_requests == 1
        assert other.count_requests_left() == left


def test_an_export_that_leaves_while_it_waits_for_the_budget_sends_no_request(
    pbx: RunningPbx, clock: WaitingClock
) -> None:
    with closing(opened(pbx.base_url, clock, Rates(per_minute=5, per_hour=100))) as access:
        fetching = behind(access)
        assert stays_at(pbx, 5)
        report = access.request_extensions(query(Preset.LAST_WEEK), background=True)
        fetching.leave()
        report.leave()
        clock.move(timedelta(hours=2))
        assert stays_at(pbx, 5)


def test_exports_that_wait_for_their_budget_crowd_no_person_out(
    pbx: RunningPbx, clock: WaitingClock
) -> None:
    policy, rates = CachePolicy(max_in_flight=3), Rates(per_minute=1, per_hour=100)
    with closing(
        DataAccess(lambda: connection_to(pbx.base_url), clock=clock, policy=policy, rates=rates)
    ) as access:
        first = access.request_extensions(query(Preset.YESTERDAY), background=True)
        until(lambda: first.wait(0))  # it took what the minute has
        presets = (Preset.LAST_WEEK, Preset.LAST_7_DAYS, Preset.LAST_30_DAYS)
        waiting = [access.request_extensions(query(preset), background=True) for preset in presets]
        with pytest.raises(Busy):
            access.request_extensions(query(Preset.LAST_YEAR), background=True).answer()
        assert access.load_extensions(query(Preset.TODAY)).complete
        assert not any(one.wait(0) for one in waiting)
        for one in waiting:
            one.leave()
