"""The collector fetches what is missing, once, within its budget, and resumes where it stopped."""

from __future__ import annotations

import itertools
import re
import signal
import subprocess
import sys
import time
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from threading import Event

import pytest
from hypothesis import given
from hypothesis import strategies as st

from demo_pbx.options import Options
from demo_pbx.serving import RunningPbx, running
from telephony.collect.collector import Collector
from telephony.collect.schedule import Scope, list_queries
from telephony.data_access.service import DataAccess
from telephony.periods.buckets import Grain
from telephony.periods.ranges import DayRange, resolve_range
from telephony.query.view import CallArea, Query
from telephony.settings.rates import Rates
from telephony.xapi.errors import Unreachable
from tests.support import faults
from tests.support.clocks import SetClock
from tests.support.fault_server import FaultServer
from tests.support.processes import Run, run
from tests.support.stores import IMPATIENT, Place, troubled, until
from tests.support.two_pbxs import KEYS, pbx_toml
from tests.telephony.data_access.conftest import NOON, ZONE, connection_to
from tests.telephony.periods.ranges import ZONES, wall

pytestmark = pytest.mark.slow

ALL = (CallArea.ALL,)
SINCE = date(2026, 2, 26)
DAYS = 12  # from then to the day before NOON


@pytest.fixture
def clock() -> SetClock:
    return SetClock(NOON)


def opened(place: Place, origin: str, clock: SetClock, rates: Rates | None = None) -> DataAccess:
    return DataAccess(lambda: connection_to(origin), clock=clock, store=place.open(), rates=rates)


@given(
    st.sampled_from(ZONES),
    st.datetimes(wall("2010-01-01"), wall("2030-01-01")),
    st.integers(0, 200),
)
def test_every_day_is_listed_exactly_once_the_newest_first(zone, moment, back) -> None:
    now = moment.replace(tzinfo=UTC)
    today = now.astimezone(zone).date()
    since = today - timedelta(days=back)
    periods = [query.period for query in list_queries(Scope(("G",), ALL, since), now, zone)]
    whole = Query(("G",), resolve_range(DayRange(since, today), now, zone), CallArea.ALL).period
    assert all(after.end == before.start for before, after in itertools.pairwise(periods))
    if periods:
        assert periods[0].last_day == today - timedelta(days=1)
        assert periods[-1].start == whole.start
        assert all(len({at.first_day.month, at.last_day.month}) == 1 for at in periods)
    else:
        assert back == 0


def test_collected_days_take_no_request_for_viewers_or_the_next_run(
    in_file: Place, clock: SetClock
) -> None:
    since, days = date(2026, 3, 7), 3
    scope = Scope(("GRP0000", "GRP0001"), (CallArea.ALL, CallArea.EXTERNAL), since)
    with (
        running(Options(extensions=12), clock=clock.now) as pbx,
        closing(opened(in_file, pbx.base_url, clock)) as access,
    ):
        lines: list[str] = []
        collector = Collector(access, clock, report=lines.append)
        first = collector.run(scope, ZONE)
        assert (first.stored, first.fetched, first.left) == (0, days * 4, 0)
        assert pbx.counters.report_requests == days * 4
        assert lines[0].startswith("Mon 9 Mar 2026, GRP0000, all calls: 1 of 1 missing day fetched")
        second = collector.run(scope, ZONE)
        assert (second.stored, second.fetched) == (days * 4, 0)
        period = resolve_range(DayRange(since, date(2026, 3, 9)), NOON, ZONE)
        history = access.load_history(Query(("GRP0001",), period, CallArea.EXTERNAL), Grain.DAY)
        assert (len(history.held), history.requests) == (days, ())
        assert pbx.counters.report_requests == days * 4


def test_a_run_stays_within_the_budget_of_an_hour_and_the_next_hour_goes_on(
    in_file: Place, clock: SetClock
) -> None:
    scope = Scope(("GRP0000",), ALL, SINCE)
    with (
        running(Options(extensions=12), clock=clock.now) as pbx,
        closing(opened(in_file, pbx.base_url, clock, Rates(20, 20))) as access,
    ):
        collector = Collector(access, clock)  # half of it is left to exports
        first = collector.run(scope, ZONE)
        assert 0 < first.fetched <= 10
        assert (first.left, pbx.counters.report_requests) == (DAYS - first.fetched, first.fetched)
        assert collector.run(scope, ZONE).fetched <= 10 - first.fetched
        clock.move(timedelta(hours=1, seconds=5))
        again = collector.run(scope, ZONE)
        assert again.fetched > 0
        assert pbx.counters.report_requests <= 20


def test_days_that_are_always_incomplete_do_not_hold_up_the_older_ones(
    in_file: Place, clock: SetClock
) -> None:
    scope = Scope(("G",), ALL, date(2026, 3, 3))
    rows = [{"Dn": "100", "InboundAnsweredCount": 3}, {"DisplayName": "nobody"}]
    with (
        FaultServer() as pbx,
        closing(opened(in_file, pbx.origin, clock, Rates(10, 10))) as access,
    ):
        pbx.script("/xapi/v1/Groups", faults.listing([{"Id": 1, "Number": "G"}]))
        pbx.script("/xapi/v1/Report", faults.listing(rows))
        for _ in range(3):  # five days at most each
            Collector(access, clock).run(scope, ZONE)
            clock.move(timedelta(hours=1, seconds=5))
        period = resolve_range(DayRange(date(2026, 3, 3), date(2026, 3, 9)), NOON, ZONE)
        days = Query(("G",), period, CallArea.ALL)
        assert access.count_missing(days, Grain.DAY) == 7
        assert access.count_incomplete(days, Grain.DAY) == 7
        pbx.script("/xapi/v1/Report", faults.listing(rows[:1]))
        for _ in range(3):
            Collector(access, clock).run(scope, ZONE)
            clock.move(timedelta(hours=1, seconds=5))
        assert access.count_missing(days, Grain.DAY) == 0


def test_days_that_are_not_final_by_the_clock_of_the_pbx_are_reported(
    in_file: Place, clock: SetClock
) -> None:
    scope = Scope(("G",), ALL, date(2026, 3, 9))
    with FaultServer(date=None) as pbx, closing(opened(in_file, pbx.origin, clock)) as access:
        pbx.script("/xapi/v1/Groups", faults.listing([{"Id": 1, "Number": "G"}]))
        pbx.script("/xapi/v1/Report", faults.listing([]))
        lines: list[str] = []
        Collector(access, clock, report=lines.append).run(scope, ZONE)
        assert "1 of 1 missing day fetched; 1 not final by both clocks" in lines[0]


def test_a_pbx_that_cannot_be_reached_ends_the_run_with_the_cause(
    in_file: Place, clock: SetClock
) -> None:
    with running(Options(extensions=12), clock=clock.now) as pbx:
        origin = pbx.base_url
        with closing(opened(in_file, origin, clock)) as access:
            access.load_groups()
    with closing(opened(in_file, origin, clock)) as access:
        outcome = Collector(access, clock).run(Scope(("GRP0000",), ALL, SINCE), ZONE)
    assert isinstance(outcome.error, Unreachable)
    assert outcome.fetched == 0


def test_a_store_that_cannot_be_used_ends_the_run_and_what_was_fetched_is_stored_later(
    in_file: Place, clock: SetClock
) -> None:
    scope = Scope(("GRP0000",), ALL, SINCE)
    with running(Options(extensions=12), clock=clock.now) as pbx:
        store = in_file.open(timeouts=IMPATIENT)
        with closing(
            DataAccess(lambda: connection_to(pbx.base_url), clock=clock, store=store)
        ) as access:
            with troubled(in_file):
                first = Collector(access, clock, store_seconds=0).run(scope, ZONE)
                # at most the first portion was under way when it was noticed
                assert first.fetched <= 1
                assert "values are shown but not stored" in str(first.not_stored)
                assert first.left > 0
            for _ in range(DAYS):  # a loaded machine may look like a store that hangs once more
                until(lambda: access.store_notice is None)
                again = Collector(access, clock).run(scope, ZONE)
                if again.not_stored is None:
                    break
            assert again.stored + again.fetched == DAYS
        assert pbx.counters.report_requests == DAYS


def test_a_run_that_is_stopped_leaves_the_rest_to_the_next_one(
    in_file: Place, clock: SetClock
) -> None:
    stop = Event()
    with (
        running(Options(extensions=12), clock=clock.now) as pbx,
        closing(opened(in_file, pbx.base_url, clock)) as access,
    ):
        collector = Collector(access, clock, report=lambda _: stop.set(), stop=stop)
        outcome = collector.run(Scope(("GRP0000",), ALL, SINCE), ZONE)
    assert (outcome.fetched, outcome.left) == (1, DAYS - 1)


def command(place: Place, pbx: RunningPbx, *words: str) -> Run:
    settings = {
        "THREECX_URL": pbx.base_url,
        "THREECX_CLIENT_ID": "demo",
        "THREECX_API_KEY": "demo",
        "THREECX_TIMEZONE": "Europe/Berlin",
        **place.environment,
    }
    return Run((sys.executable, "-m", "telephony.collect", *words), settings)


@pytest.mark.parametrize("place", ["postgresql"], indirect=True)  # a file is named below
def test_two_commands_at_once_request_each_day_once_and_a_stopped_one_ends_well(
    place: Place,
) -> None:
    # the command lives today, so its days are counted from today as well
    since = (datetime.now(ZONE) - timedelta(days=13)).date()
    words = ("--since", since.isoformat(), "--group", "GRP0000", "--area", "all")
    with running(Options(extensions=12, latency_ms=20)) as pbx:
        both = [command(place, pbx, *words) for _ in range(2)]
        ended = [one.end() for one in both]
        assert [(one.returncode, one.stderr) for one in ended] == [(0, ""), (0, "")]
        asked = [one.target for one in pbx.requests if "ReportExtension" in one.target]
        # within two hours of midnight both request yesterday, since it may still grow
        assert len(set(asked)) in {12, 13}
        assert len(asked) - len(set(asked)) <= 1
        assert pbx.counters.token_grants == 1
        third = command(place, pbx, "--since", "2025-10-01", "--group", "GRP0001")
        while pbx.counters.report_requests < len(asked) + 2:
            assert third.process.poll() is None
            time.sleep(0.01)
        third.process.send_signal(signal.SIGTERM)
        stopped = third.end()
        assert (stopped.returncode, stopped.stderr) == (0, "")
        assert re.search(r"[1-9]\d* left for the next run\.$", stopped.stdout.strip())


def test_without_a_pbx_the_command_says_what_is_missing(tmp_path) -> None:
    command = (sys.executable, "-m", "telephony.collect")
    ended = run(command, {"TELEPHONY_DATA_DIR": str(tmp_path)})
    assert ended.returncode == 1
    assert ended.stderr.startswith("No PBX is configured.")


def test_each_of_several_pbxs_is_collected_from_and_one_that_fails_stops_no_other(
    tmp_path: Path,
) -> None:
    since = (datetime.now(ZONE) - timedelta(days=3)).date().isoformat()
    words = ("--since", since, "--group", "GRP0000", "--area", "all")
    with running(Options(extensions=12)) as berlin, running(Options(extensions=12)) as york:
        origins = {"berlin": berlin.base_url, "york": york.base_url}
        file = tmp_path / "pbx.toml"
        settings = {
            "TELEPHONY_PBX_FILE": str(file),
            "TELEPHONY_DATA_DIR": str(tmp_path / "data"),
            **KEYS,
        }

        def collect(*more: str) -> subprocess.CompletedProcess[str]:
            file.write_text(pbx_toml(origins), encoding="utf-8")
            return run((sys.executable, "-m", "telephony.collect", *words, *more), settings)

        unknown = collect("--pbx", "rome")
        assert unknown.stderr == "There is no PBX 'rome'. Known: berlin, york.\n"
        assert unknown.returncode == 1
        one = collect("--pbx", "york")
        assert (one.returncode, one.stderr) == (0, "")
        assert {line.partition(":")[0] for line in one.stdout.splitlines()} == {"New York"}
        assert (berlin.counters.report_requests, york.counters.report_requests > 0) == (0, True)
        before = york.counters.report_requests
        # the stored days of the one are not those of the other
        origins["york"] = "http://127.0.0.1:9"
        ended = collect()
        assert ended.returncode == 1
        assert "\nNew York: " in ended.stderr
        assert re.search(r"^Berlin: [34] days fetched", ended.stdout, re.MULTILINE)
        assert berlin.counters.report_requests > 0
        assert york.counters.report_requests == before
