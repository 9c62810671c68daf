"""A viewer who leaves cancels the request, unless somebody else still waits for it."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import Future
from contextlib import closing
from dataclasses import replace
from typing import Any

import pytest

from telephony.answers.raw import RawQuestion, RawRows
from telephony.data_access.cache.single_flight import SingleFlight
from telephony.data_access.pending import PendingResult
from telephony.data_access.reports.extensions import PendingExtensions
from telephony.data_access.reports.hours import PendingHours
from telephony.data_access.service import DataAccess
from telephony.periods.buckets import Grain
from telephony.periods.presets import Preset
from telephony.query.view import CallArea
from telephony.xapi.odata_options import ODataOptions
from telephony.xapi.records import Probe
from telephony.xapi.requester import current_requester
from tests.support import faults
from tests.support.clocks import SetClock
from tests.support.fault_server import Exchange, FaultServer
from tests.telephony.data_access.conftest import NOON, connection_to, query

REPORT = "/xapi/v1/ReportExtensionStatisticsByGroup"
GROUPS = "/xapi/v1/Groups"
DEFS = "/xapi/v1/Defs"
HOURLY = ("/xapi/v1/ReportUserActivity", "/xapi/v1/ReportCallDistribution")
ROWS = [{"Dn": "100", "DisplayName": "Ann", "InboundAnsweredCount": 3}]
LISTED = faults.listing([{"Id": 1, "Number": "GRP0000"}])
TODAY = query(Preset.TODAY)

Question_ = Callable[
    [DataAccess], PendingExtensions | PendingHours | PendingResult[RawRows] | PendingResult[Probe]
]
# Each with the requests that it makes at once.
QUESTIONS: dict[str, tuple[Question_, int]] = {
    "a report": (lambda access: access.request_extensions(TODAY), 1),
    "the hours": (lambda access: access.request_hours(TODAY), 2),
    "a query": (
        lambda access: access.request_raw_rows(
            RawQuestion("GRP0000", TODAY.period, CallArea.ALL, ODataOptions(top=1))
        ),
        1,
    ),
    "the connection": (lambda access: access.request_probe(), 1),
}


def until(true: Callable[[], bool]) -> None:
    """Wait for something that surely comes."""
    end = time.monotonic() + 60
    while not true():
        assert time.monotonic() < end, "it never came"
        time.sleep(0.005)


class Held:
    """A fault that is held until ``let_go``; counts the clients that hung up meanwhile."""

    def __init__(self, answer: faults.Fault | None = None) -> None:
        self.answer = answer or faults.listing(ROWS)
        self.let_go = threading.Event()
        self.hung_up = 0

    async def __call__(self, exchange: Exchange) -> None:
        gone = exchange.reader.at_eof
        await faults.held_until(self.let_go, self.answer)(exchange)
        self.hung_up += gone()


@pytest.fixture
def held() -> Held:
    return Held()


@pytest.fixture
def pbx(held: Held) -> Iterator[FaultServer]:
    with FaultServer() as server:
        server.script(GROUPS, LISTED)
        for path in (REPORT, *HOURLY, DEFS):
            server.script(path, held)
        yield server
        held.let_go.set()


@pytest.fixture
def access(pbx: FaultServer, clock: SetClock) -> Iterator[DataAccess]:
    with closing(DataAccess(lambda: connection_to(pbx.origin), clock=clock)) as opened:
        opened.load_groups()
        until(lambda: not pbx.in_flight)  # the PBX is done with it a moment after the client
        yield opened


@pytest.mark.parametrize(("ask", "requests"), QUESTIONS.values(), ids=QUESTIONS)
def test_a_request_that_everybody_left_is_cancelled_and_can_be_made_anew(
    access: DataAccess, pbx: FaultServer, held: Held, ask: Question_, requests: int
) -> None:
    first, second = ask(access), ask(access)
    until(lambda: pbx.in_flight == requests)
    before = pbx.requests_to()
    first.leave()
    first.leave()
    assert not second.wait(0.05)
    second.leave()
    assert second.wait(10)
    assert pbx.requests_to() == before
    again = ask(access)
    assert not again.wait(0.05)
    until(lambda: pbx.requests_to() > before)
    held.let_go.set()
    assert again.wait(60)
    if not isinstance(again, PendingHours):  # these rows are none of an hourly report
        again.answer()


@pytest.mark.parametrize(("ask", "requests"), QUESTIONS.values(), ids=QUESTIONS)
def test_who_leaves_takes_nothing_from_who_stays(
    access: DataAccess, pbx: FaultServer, held: Held, ask: Question_, requests: int
) -> None:
    leaving, staying = ask(access), ask(access)
    until(lambda: pbx.in_flight == requests)
    before = pbx.requests_to()
    leaving.leave()
    held.let_go.set()
    assert staying.wait(60)
    assert pbx.requests_to() == before


def test_leaving_while_the_list_of_groups_is_read_leaves_the_list_to_the_others(
    pbx: FaultServer, clock: SetClock
) -> None:
    listed = Held(LISTED)
    pbx.script(GROUPS, listed)
    with closing(DataAccess(lambda: connection_to(pbx.origin), clock=clock)) as access:
        pending = access.request_extensions(TODAY)
        until(lambda: pbx.requests_to(GROUPS) == 1)
        pending.leave()
        assert pending.wait(10)
        pbx.script(GROUPS, LISTED)
        listed.let_go.set()
        access.load_groups()
        assert pbx.requests_to(GROUPS) == 1
        assert pbx.requests_to(REPORT) == 0


def test_days_that_were_not_sent_when_the_last_viewer_left_are_never_requested(
    access: DataAccess, pbx: FaultServer, held: Held
) -> None:
    year = query(Preset.LAST_YEAR)
    viewers = [access.request_history(year, Grain.DAY) for _ in range(3)]
    until(lambda: pbx.in_flight == 2)
    for viewer in viewers:
        viewer.leave()
    held.let_go.set()
    # the results of what was sent are cached; the next viewer gets them immediately
    other = access.request_history(replace(TODAY, area=CallArea.EXTERNAL), Grain.DAY)
    assert len(other.result().held) == 1
    assert pbx.requests_to(REPORT) == 3
    assert access.count_missing(year, Grain.DAY) == 365 - 2


def test_one_who_leaves_and_comes_back_gets_all_days(
    access: DataAccess, pbx: FaultServer, held: Held
) -> None:
    month = query(Preset.LAST_30_DAYS)
    access.request_history(month, Grain.DAY).leave()
    first = access.request_history(month, Grain.DAY)
    until(lambda: pbx.in_flight == 2)
    first.leave()
    again = access.request_history(month, Grain.DAY)
    held.let_go.set()
    assert len(again.result().held) == 30
    assert pbx.requests_to(REPORT) == 30


def test_a_request_knows_from_its_start_that_a_person_waits() -> None:
    seen: list[bool] = []

    async def work() -> None:
        requester = current_requester()
        assert requester is not None
        seen.append(requester.has_people)

    class AtOnce:
        """A loop that has run the work before ``submit`` returns, as a quick one may."""

        def submit(self, begun: Coroutine[Any, Any, None]) -> Future[None]:
            future: Future[None] = Future()
            asyncio.run(begun)
            future.set_result(None)
            return future

    in_flight: SingleFlight[str, None] = SingleFlight(AtOnce())  # type: ignore[arg-type]
    in_flight.start("what", NOON, work(), background=False)
    assert seen == [True]
