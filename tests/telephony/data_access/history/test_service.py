"""Days and hours of the past: requested once, stored, summed, and honest about gaps."""

from __future__ import annotations

import re
import threading
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from demo_pbx.options import Options
from demo_pbx.serving import RunningPbx, running
from telephony.answers.history import History
from telephony.data_access.service import DataAccess
from telephony.frames.columns import COUNTS, TALKS
from telephony.frames.extensions import check
from telephony.periods.buckets import Bucket, Grain, buckets_of
from telephony.periods.presets import Preset
from telephony.query.view import CallArea, Query
from telephony.xapi.errors import NoSuchGroup, Unreachable, XapiError
from tests.support import faults
from tests.support.clocks import SetClock
from tests.support.fault_server import Exchange, FaultServer
from tests.support.stores import Place
from tests.telephony.data_access.conftest import NOON, ZONE, access_to, opened, query
from tests.telephony.periods.ranges import period

REPORT = "/xapi/v1/ReportExtensionStatisticsByGroup"
MINUTE = timedelta(minutes=1)


def by_day(history: History) -> dict[str, int]:
    sums = history.frame.groupby("bucket_start")["inbound_answered"].sum()
    return {f"{start.tz_convert(ZONE):%Y-%m-%d}": int(total) for start, total in sums.items()}


def test_a_history_of_several_groups_has_each_of_them_as_it_is_alone(
    access: DataAccess, pbx: RunningPbx
) -> None:
    groups = ("GRP0000", "GRP0001")
    pending = access.request_history(query(Preset.LAST_7_DAYS, *groups), Grain.DAY)
    pending.result()
    for group, history in pending.by_group().items():
        alone = access.load_history(query(Preset.LAST_7_DAYS, group), Grain.DAY)
        assert history.frame.equals(alone.frame)
        assert (history.held, history.gaps) == (alone.held, alone.gaps)
    assert set(pending.by_group()) == set(groups)


def test_each_day_has_the_values_of_its_own_calls(access: DataAccess, pbx: RunningPbx) -> None:
    week = query(Preset.LAST_7_DAYS, "GRP0001")
    history = access.load_history(week, Grain.DAY)
    check(history.frame)
    legs = pbx.legs("GRP0001", week.period.start, week.period.end)
    expected = Counter(
        f"{leg.start.astimezone(ZONE):%Y-%m-%d}"
        for leg in legs
        if leg.direction == "inbound" and leg.answered
    )
    assert sum(expected.values()) > 0
    assert {day: count for day, count in by_day(history).items() if count} == expected
    assert history.held == frozenset(history.buckets) == {*buckets_of(week.period, Grain.DAY)}
    assert (history.gaps, history.stale) == ((), None)
    assert pbx.counters.report_requests == len(history.requests) == 7


def test_final_days_are_requested_once_and_survive_a_restart_and_the_pbx(
    pbx: RunningPbx, clock: SetClock, place: Place
) -> None:
    week = query(Preset.LAST_7_DAYS)
    with opened(place, pbx.base_url, clock) as access:
        first = access.load_history(week, Grain.DAY)
        again = access.load_history(week, Grain.DAY)
    assert first.version == again.version
    with opened(place, pbx.base_url, clock) as access:
        later = access.load_history(week, Grain.DAY)
    assert later.requests == ()
    assert later.frame.equals(first.frame)
    assert pbx.counters.report_requests == 7


def test_what_is_stored_is_shown_when_the_pbx_is_gone_and_the_rest_is_a_gap(
    clock: SetClock, in_file: Place
) -> None:
    with running(Options(extensions=12), clock=clock.now) as pbx:
        origin = pbx.base_url
        with opened(in_file, origin, clock) as access:
            access.load_history(query(Preset.LAST_7_DAYS), Grain.DAY)
            access.load_history(query(Preset.TODAY), Grain.DAY)
    clock.move(timedelta(minutes=10))
    with opened(in_file, origin, clock) as access:
        history = access.load_history(query(Preset.LAST_30_DAYS), Grain.DAY)
        assert len(history.held) == 7
        assert {type(gap.error) for gap in history.gaps} == {Unreachable}
        today = access.load_history(query(Preset.TODAY), Grain.DAY)
        assert isinstance(today.stale, Unreachable)
        assert today.as_of == NOON
        assert len(today.held) == 1


def test_a_running_day_is_requested_again_after_a_minute_and_yesterday_until_it_is_final(
    pbx: RunningPbx, clock: SetClock, access: DataAccess
) -> None:
    clock.move(datetime(2026, 3, 10, 0, 30, tzinfo=UTC) - NOON)  # 01:30 in Berlin
    two_days = Query(("GRP0000",), period("2026-03-09", "2026-03-11"), CallArea.ALL)
    access.load_history(two_days, Grain.DAY)
    clock.move(MINUTE)
    access.load_history(two_days, Grain.DAY)
    assert pbx.counters.report_requests == 4
    clock.move(30 * MINUTE)  # 02:01: yesterday is two hours old, and requested for the last time
    access.load_history(two_days, Grain.DAY)
    clock.move(MINUTE)
    access.load_history(two_days, Grain.DAY)
    assert pbx.counters.report_requests == 4 + 2 + 1


def test_one_day_that_fails_is_a_gap_and_never_a_zero(clock: SetClock, in_file: Place) -> None:
    rows = [{"Dn": "100", "DisplayName": "Ann", "InboundAnsweredCount": 3}]
    week = query(Preset.LAST_7_DAYS)
    with FaultServer() as pbx, opened(in_file, pbx.origin, clock) as access:
        pbx.script("/xapi/v1/Groups", faults.listing([{"Id": 1, "Number": "GRP0000"}]))
        pbx.script(REPORT, faults.listing(rows), faults.status(400), faults.listing(rows))
        history = access.load_history(week, Grain.DAY)
        (gap,) = history.gaps
        assert isinstance(gap.error, XapiError)
        assert gap.bucket not in history.held
        assert gap.bucket.start not in set(history.frame["bucket_start"])
        assert len(history.frame) == len(history.held) == 6
        clock.move(MINUTE)
        assert access.load_history(week, Grain.DAY).gaps == ()
        assert pbx.requests_to(REPORT) == 8


def test_a_day_without_calls_is_held_and_takes_no_second_request(
    clock: SetClock, in_file: Place
) -> None:
    with FaultServer() as pbx, opened(in_file, pbx.origin, clock) as access:
        pbx.script("/xapi/v1/Groups", faults.listing([{"Id": 1, "Number": "GRP0000"}]))
        pbx.script(REPORT, faults.listing([]))
        for _ in range(2):
            history = access.load_history(query(Preset.LAST_7_DAYS), Grain.DAY)
            assert (len(history.held), len(history.frame), history.gaps) == (7, 0, ())
        assert pbx.requests_to(REPORT) == 7


def test_a_pbx_that_cannot_be_reached_gets_no_request_for_every_day(
    clock: SetClock, in_file: Place
) -> None:
    with FaultServer() as pbx, opened(in_file, pbx.origin, clock) as access:
        pbx.script("/xapi/v1/Groups", faults.listing([{"Id": 1, "Number": "GRP0000"}]))
        pbx.script(REPORT, faults.status(502))
        history = access.load_history(query(Preset.LAST_90_DAYS), Grain.DAY)
        assert (len(history.gaps), history.held) == (90, frozenset())
        # two under way and two made ready, three attempts each
        assert pbx.requests_to(REPORT) <= 12


def test_an_unknown_group_has_a_gap_for_each_day_and_takes_no_report_request(
    access: DataAccess, pbx: RunningPbx
) -> None:
    history = access.load_history(query(Preset.LAST_7_DAYS, "GRP000O"), Grain.DAY)
    assert [type(gap.error) for gap in history.gaps] == [NoSuchGroup] * 7
    assert pbx.counters.report_requests == 0


def test_an_extension_of_two_groups_is_counted_once_in_each_bucket(
    access: DataAccess, pbx: RunningPbx
) -> None:
    groups = [group.number for group in pbx.groups if not group.name.startswith("___")][:3]
    history = access.load_history(query(Preset.LAST_7_DAYS, *groups), Grain.DAY)
    check(history.frame)
    alone = [access.load_history(query(Preset.LAST_7_DAYS, group), Grain.DAY) for group in groups]
    people = [set(one.frame["extension"]) for one in alone]
    assert set(history.frame["extension"]) == set.union(*people)
    assert history.frame["bucket_start"].is_monotonic_increasing
    assert pbx.counters.report_requests == 7 * len(groups)


def test_what_another_program_stores_is_found_within_seconds_and_not_looked_for_before(
    in_file: Place, pbx: RunningPbx, clock: SetClock
) -> None:
    week = query(Preset.LAST_7_DAYS)
    with (
        opened(in_file, pbx.base_url, clock) as page,
        opened(in_file, pbx.base_url, clock) as collector,
    ):
        nothing = page.request_stored_history(week, Grain.DAY)
        assert not nothing.result().held
        collector.load_history(week, Grain.DAY)
        assert page.request_stored_history(week, Grain.DAY) is nothing
        clock.move(timedelta(seconds=6))
        assert len(page.request_stored_history(week, Grain.DAY).result().held) == 7


def test_a_period_whose_days_are_all_stored_is_summed_without_a_request(
    in_file: Place, pbx: RunningPbx, clock: SetClock
) -> None:
    week = query(Preset.LAST_7_DAYS)
    with opened(in_file, pbx.base_url, clock) as access:
        by_the_pbx = access.load_extensions(week)
        access.load_history(week, Grain.DAY)
    requests = pbx.counters.report_requests
    with opened(in_file, pbx.base_url, clock) as later:
        added_up = later.load_extensions(week)
    assert pbx.counters.report_requests == requests
    assert not added_up.quality.words()
    assert added_up.origins == ("Sum of 7 stored days. Sentiment cannot be summed.",)
    columns = ["extension", "display_name", *COUNTS, *TALKS]
    left, right = (
        answer.frame[columns].sort_values("extension", ignore_index=True)
        for answer in (by_the_pbx, added_up)
    )
    assert left.equals(right)


def test_a_viewer_who_cancels_frees_the_slot_and_takes_nothing_from_others(
    clock: SetClock, in_file: Place
) -> None:
    rows = [{"Dn": "100", "DisplayName": "Ann", "InboundAnsweredCount": 3}]
    let_go = threading.Event()
    with FaultServer() as pbx, opened(in_file, pbx.origin, clock) as access:
        pbx.script("/xapi/v1/Groups", faults.listing([{"Id": 1, "Number": "GRP0000"}]))
        pbx.script(REPORT, faults.held_until(let_go, faults.listing(rows)))
        alone = access.request_history(query(Preset.LAST_90_DAYS), Grain.DAY)
        shared = access.request_history(query(Preset.LAST_7_DAYS), Grain.DAY)
        while pbx.in_flight < 2:
            assert not alone.wait(0.01)
        alone.leave()
        assert alone.wait(0)
        left = alone.so_far()
        assert (len(left.gaps), {gap.error for gap in left.gaps}) == (90, {None})
        let_go.set()
        history = shared.result()
        assert (len(history.held), history.gaps) == (7, ())
        assert pbx.requests_to(REPORT) == 7


def test_progress_counts_buckets_and_the_newest_come_first(clock: SetClock, in_file: Place) -> None:
    rows = [{"Dn": "100", "DisplayName": "Ann", "InboundAnsweredCount": 3}]
    let_go = threading.Event()
    listed = faults.listing(rows)
    with FaultServer() as pbx, opened(in_file, pbx.origin, clock) as access:
        pbx.script("/xapi/v1/Groups", faults.listing([{"Id": 1, "Number": "GRP0000"}]))
        pbx.script(REPORT, *[listed] * 4, faults.held_until(let_go, listed))
        fetching = access.request_history(query(Preset.LAST_30_DAYS), Grain.DAY)
        while fetching.progress.done < 4:
            assert not fetching.wait(0.01)
        progress, history = fetching.progress, fetching.so_far()
        assert (progress.done, progress.total) == (4, 30)
        assert progress.seconds_left is not None
        # at most eight requests run at once, so the fourth day is among the newest twelve
        assert history.held < frozenset(history.buckets[-12:])
        assert len(history.gaps) == 26
        let_go.set()
        assert fetching.result().gaps == ()
        assert fetching.progress == (30, 30, 0.0)


def test_a_newer_day_is_requested_first_even_when_its_lease_takes_longer(
    clock: SetClock, in_file: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    requested_days: list[bytes] = []
    overtaken = threading.Event()
    store = in_file.open()
    first = threading.Lock()
    listed = faults.listing([])

    async def report(exchange: Exchange) -> None:
        found = re.search(rb"periodFrom=([-0-9]+)", exchange.request.target)
        assert found is not None
        requested_days.append(found[1])
        overtaken.set()
        await listed(exchange)

    with (
        FaultServer() as pbx,
        access_to(pbx.origin, clock, store, max_concurrent_requests=1) as access,
    ):
        pbx.script("/xapi/v1/Groups", faults.listing([{"Id": 1, "Number": "GRP0000"}]))
        pbx.script(REPORT, report)
        take = store.take_leases

        def slow_at_first(*names: str, at_most: int = 1) -> tuple[str, ...]:
            taken = take(*names, at_most=at_most)
            if names[0].startswith("bucket:") and first.acquire(blocking=False):
                overtaken.wait(timeout=1)
            return taken

        monkeypatch.setattr(store, "take_leases", slow_at_first)
        access.load_history(query(Preset.LAST_7_DAYS), Grain.DAY)
    assert len(requested_days) == 7
    assert requested_days == sorted(requested_days, reverse=True)


def test_a_short_query_does_not_wait_for_the_end_of_a_long_one(
    clock: SetClock, in_file: Place
) -> None:
    with FaultServer() as pbx, opened(in_file, pbx.origin, clock) as access:
        pbx.script(
            "/xapi/v1/Groups",
            faults.listing([{"Id": 1, "Number": "GRP0000"}, {"Id": 2, "Number": "GRP1"}]),
        )
        pbx.script(REPORT, faults.listing([]))
        long = access.request_history(query(Preset.LAST_YEAR), Grain.DAY)
        short = access.request_history(query(Preset.LAST_7_DAYS, "GRP1"), Grain.DAY)
        short.result()
        assert long.progress.done < 60
        long.leave()


def test_hours_of_the_day_the_clocks_go_back_are_twentyfive(
    pbx: RunningPbx, access: DataAccess
) -> None:
    day = Query(("GRP0000",), period("2025-10-26", "2025-10-27"), CallArea.ALL)
    history = access.load_history(day, Grain.HOUR)
    assert len(history.held) == 25
    assert all(
        bucket == Bucket(bucket.start, bucket.start + timedelta(hours=1)) for bucket in history.held
    )


@pytest.mark.parametrize("grain", Grain)
def test_a_period_that_has_not_begun_has_no_buckets(access: DataAccess, grain: Grain) -> None:
    day = Query(("GRP0000",), period("2026-03-11", "2026-03-12"), CallArea.ALL)
    history = access.load_history(day, grain)
    assert (history.buckets, len(history.frame), history.gaps) == ((), 0, ())
