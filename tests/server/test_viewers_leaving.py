"""Viewers who leave while data is loading, over Streamlit's websocket: no request is sent for them.

One dashboard serves all of them, and each test asks about groups that no other one asks about.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from itertools import count

import pytest
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from tests.browser.conftest import settings
from tests.support import faults
from tests.support.fault_server import Exchange, FaultServer
from tests.support.processes import Server, dashboard
from tests.support.session import Session, waits, words

REPORT = "/xapi/v1/ReportExtensionStatisticsByGroup"
LISTED = faults.listing([{"Number": f"G{n}", "Name": f"Sales {n}", "Id": n} for n in range(30)])
ROWS = faults.listing([{"Dn": "100", "DisplayName": "Ann", "InboundAnsweredCount": 7}])
# Requests under way at once, however fast the PBX has answered the tests before.
FIRST = 1
PATIENCE_SECONDS = 60
# After the last answer the next request would be there within milliseconds.
QUIET_SECONDS = 0.5
LEFT = "a viewer has left"


class Holding:
    """Holds each report until ``end``; counts the requests whose sender hung up meanwhile."""

    def __init__(self) -> None:
        self.end = threading.Event()
        self.hung_up = 0

    async def __call__(self, exchange: Exchange) -> None:
        watching = asyncio.ensure_future(self._watch(exchange))
        try:
            await faults.held_until(self.end, ROWS)(exchange)
        finally:
            watching.cancel()

    async def _watch(self, exchange: Exchange) -> None:
        await exchange.reader.read(1)
        self.hung_up += 1


@pytest.fixture(scope="module")
def only_pbx() -> Iterator[FaultServer]:
    with FaultServer() as served:
        served.script("/xapi/v1/Groups", LISTED)
        yield served


@pytest.fixture(scope="module")
def server(only_pbx: FaultServer) -> Iterator[Server]:
    one_at_once = {"THREECX_MAX_CALLS": str(FIRST)}
    with dashboard(environment=settings(only_pbx.origin) | one_at_once) as started:
        yield started


@pytest.fixture
def holding() -> Holding:
    return Holding()


@pytest.fixture
def pbx(only_pbx: FaultServer, holding: Holding) -> Iterator[FaultServer]:
    """The PBX, before any request."""
    only_pbx.script(REPORT, holding)
    only_pbx.received.clear()
    yield only_pbx
    holding.end.set()
    until(lambda: only_pbx.in_flight == 0)


@pytest.fixture
def left(server: Server) -> Callable[[], bool]:
    """Whether the dashboard has noticed since the test began that a viewer has left."""
    before = server.log().count(LEFT)
    return lambda: server.log().count(LEFT) > before


@pytest.fixture(scope="module")
def numbers() -> Iterator[int]:
    return count()


@pytest.fixture
def groups(numbers: Iterator[int]) -> tuple[str, str]:
    """Two groups that no query has included yet."""
    return f"G{next(numbers)}", f"G{next(numbers)}"


@pytest.fixture
def group(groups: tuple[str, str]) -> str:
    """One of them."""
    return groups[0]


def until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE_SECONDS
    while not true():
        assert time.monotonic() < end, "it never came"
        time.sleep(0.01)


def trends(group: str, days: int) -> str:
    return f"group={group}&range=last_{days}_days&compare=none"


def all_that_comes(pbx: FaultServer, holding: Holding, at_least: int) -> int:
    """Let the PBX answer; how many reports it was asked for until it was asked nothing more."""
    holding.end.set()
    until(lambda: pbx.requests_to(REPORT) >= at_least and pbx.in_flight == 0)
    asked, since = pbx.requests_to(REPORT), time.monotonic()
    while time.monotonic() - since < QUIET_SECONDS:
        if pbx.requests_to(REPORT) > asked:
            asked, since = pbx.requests_to(REPORT), time.monotonic()
        time.sleep(0.01)
    return asked


def test_a_closed_tab_takes_its_days_along_and_leaves_those_of_others(
    server: Server, pbx: FaultServer, holding: Holding, left: Callable[[], bool], group: str
) -> None:
    with Session(server.url, "trends", trends(group, 7)) as staying:
        with Session(server.url, "trends", trends(group, 90)) as leaving:
            leaving.run()
            staying.run()
            until(lambda: pbx.in_flight == FIRST)
        until(left)
        assert 7 <= all_that_comes(pbx, holding, 7) <= 7 + FIRST


def test_a_closed_tab_ends_the_report_that_only_it_waited_for(
    server: Server, pbx: FaultServer, holding: Holding, group: str
) -> None:
    with Session(server.url, "", f"group={group}&range=today") as leaving:
        leaving.ask()
        until(lambda: pbx.in_flight == FIRST)
    until(lambda: holding.hung_up == FIRST)
    assert pbx.requests_to(REPORT) == FIRST


def test_the_report_that_another_viewer_waits_for_goes_on(
    server: Server, pbx: FaultServer, holding: Holding, left: Callable[[], bool], group: str
) -> None:
    today = f"group={group}&range=today"
    with Session(server.url, "", today) as staying:
        with Session(server.url, "", today) as leaving:
            staying.ask()
            leaving.ask()
            until(lambda: pbx.in_flight == FIRST)
            # the second one has joined when its page says that it waits
            until(lambda: _waits(leaving.next()))
            until(lambda: _waits(staying.next()))
        until(left)
        # the day and the one before that it is compared with
        assert all_that_comes(pbx, holding, 2) == 2
        assert not [said for said in words(staying.finish()) if "The PBX" in said]
    assert holding.hung_up == 0


@pytest.mark.parametrize("where", ["another page", "another group", "a page without days"])
def test_who_goes_elsewhere_in_the_same_tab_leaves_the_days_behind(
    server: Server, pbx: FaultServer, holding: Holding, groups: tuple[str, str], where: str
) -> None:
    group, other_group = groups
    page, query, more = {
        "another page": ("", f"group={group}&range=today", 2),
        "another group": ("trends", trends(other_group, 7), 7),
        "a page without days": ("connection", "", 1),
    }[where]
    with Session(server.url, "trends", trends(group, 90)) as session:
        session.run()
        until(lambda: pbx.in_flight == FIRST)
        session.go(page, query)
        until(lambda: _waits(session.next()))
        assert more <= all_that_comes(pbx, holding, FIRST + more) <= FIRST + more


def _waits(message: ForwardMsg) -> bool:
    """The page says that it waits, or has done what it does at once."""
    return waits(message) or message.WhichOneof("type") == "script_finished"


def test_a_page_that_is_loaded_anew_goes_on_where_it_was(
    server: Server, pbx: FaultServer, holding: Holding, left: Callable[[], bool], group: str
) -> None:
    with Session(server.url, "trends", trends(group, 30)) as session:
        session.run()
        until(lambda: pbx.in_flight == FIRST)
    with Session(server.url, "trends", trends(group, 30)) as session:
        session.run()
        until(left)
        assert all_that_comes(pbx, holding, 30) == 30
