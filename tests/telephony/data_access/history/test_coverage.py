"""Which days of a group are stored: final, incomplete or missing, without a request to the PBX."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from telephony.answers.coverage import Coverage, DayState
from telephony.data_access.service import DataAccess
from telephony.periods.buckets import Grain
from telephony.periods.ranges import DayRange, resolve_range
from telephony.query.view import CallArea, Query
from tests.support import faults
from tests.support.clocks import SetClock
from tests.support.fault_server import FaultServer
from tests.telephony.xapi.client_harness import connection

ZONE = ZoneInfo("Europe/Berlin")
NOON = datetime(2026, 3, 31, 10, tzinfo=UTC)  # the clocks changed two days before
REPORT = "/xapi/v1/ReportExtensionStatisticsByGroup"
GOOD = faults.listing([{"Dn": "100", "DisplayName": "Ann", "InboundAnsweredCount": 3}])
BROKEN = faults.listing([{"Dn": "100", "InboundAnsweredCount": "many"}, {"Dn": "101"}])
FINAL, INCOMPLETE, MISSING = DayState.FINAL, DayState.INCOMPLETE, DayState.MISSING


@pytest.fixture
def clock() -> SetClock:
    return SetClock(NOON)


@pytest.fixture
def pbx() -> Iterator[FaultServer]:
    with FaultServer() as served:
        served.script("/xapi/v1/Groups", faults.listing([{"Number": "A", "Name": "A", "Id": 1}]))
        served.script(REPORT, GOOD)
        yield served


@pytest.fixture
def access(pbx: FaultServer, clock: SetClock) -> Iterator[DataAccess]:
    with closing(DataAccess(lambda: connection(pbx.origin), clock=clock)) as opened:
        yield opened


def days(first: int, last: int, area: CallArea = CallArea.ALL) -> Query:
    chosen = DayRange(date(2026, 3, first), date(2026, 3, last))
    return Query(("A",), resolve_range(chosen, NOON, ZONE), area)


def covered(access: DataAccess, query: Query) -> Coverage:
    return access.request_coverage(query).answer()["A"]


def test_what_was_fetched_is_final_and_the_rest_missing_in_every_days_length(
    access: DataAccess, pbx: FaultServer
) -> None:
    assert set(covered(access, days(28, 30)).days.values()) == {MISSING}
    access.load_history(days(29, 30), Grain.DAY)
    before = len(pbx.received)
    found = covered(access, days(28, 30))
    assert list(found.days.values()) == [MISSING, FINAL, FINAL]
    assert list(found.days) == [date(2026, 3, day) for day in (28, 29, 30)]
    assert found.requests == 1
    assert len(pbx.received) == before


def test_a_day_that_lacks_values_is_incomplete(access: DataAccess, pbx: FaultServer) -> None:
    pbx.script(REPORT, BROKEN)
    access.load_history(days(30, 30), Grain.DAY)
    found = covered(access, days(29, 30))
    assert list(found.days.values()) == [MISSING, INCOMPLETE]
    assert found.requests == 2


def test_the_running_day_is_not_final_and_later_days_are_none(access: DataAccess) -> None:
    running = Query(
        ("A",),
        resolve_range(DayRange(date(2026, 3, 31), date(2026, 4, 2)), NOON, ZONE),
        CallArea.ALL,
    )
    access.load_history(running, Grain.DAY)
    assert covered(access, running).days == {date(2026, 3, 31): MISSING}


def test_each_call_area_is_stored_apart(access: DataAccess) -> None:
    access.load_history(days(30, 30), Grain.DAY)
    assert list(covered(access, days(30, 30, CallArea.INTERNAL)).days.values()) == [MISSING]


def test_days_that_a_clock_of_the_future_fetched_are_not_final_now(
    access: DataAccess, clock: SetClock
) -> None:
    clock.jump(timedelta(days=10))
    access.load_history(days(30, 30), Grain.DAY)
    clock.jump(-timedelta(days=10))
    assert list(covered(access, days(30, 30)).days.values()) == [MISSING]
