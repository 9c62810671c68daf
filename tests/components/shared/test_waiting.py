"""A view has one end of its waiting, whatever it is made of, and shows what is there by then."""

from __future__ import annotations

import ast
import threading
from collections.abc import Iterator
from concurrent.futures import Future
from datetime import UTC, datetime, timedelta
from itertools import cycle, product
from threading import Event

import pytest
from streamlit.testing.v1 import AppTest

from components.shared import waiting
from components.shared.departures import SessionWaits
from server.current_context import current
from telephony.data_access.pending import PendingResult
from telephony.data_access.service import DataAccess
from telephony.periods.presets import Preset
from telephony.periods.ranges import PresetRange, resolve_range
from telephony.query.view import CallArea, Query
from tests.support import faults
from tests.support.clocks import WaitingClock
from tests.support.fault_server import Exchange, FaultServer
from tests.support.pages import dashboard_over, draw, said
from tests.support.processes import ROOT
from tests.support.syntax_trees import syntax_in

NOON = datetime(2026, 11, 18, 11, tzinfo=UTC)
REPORT = "/xapi/v1/ReportExtensionStatisticsByGroup"
HOURLY = ("/xapi/v1/ReportUserActivity", "/xapi/v1/ReportCallDistribution")
GROUPS, TOKEN, DEFS = "/xapi/v1/Groups", "/connect/token", "/xapi/v1/Defs"
LISTED = faults.listing([{"Number": f"G{n}", "Name": f"Sales {n}", "Id": n} for n in range(3)])
ROWS = faults.listing([{"Dn": "100", "DisplayName": "Ann", "InboundAnsweredCount": 3}])
PAGES = ("overview", "changes", "trends", "hours", "explorer", "connection", "extension", "groups")
LATE = "has not responded yet"
LONGEST = timedelta(seconds=60)
TICK = timedelta(seconds=0.25)


class PassingClock(WaitingClock):
    """Time passes by a tick with every look at it, as long as a request hangs."""

    hanging = 0

    def monotonic(self) -> float:
        if self.hanging:
            self.move(TICK)
        return super().monotonic()


@pytest.fixture
def clock() -> PassingClock:
    return PassingClock(NOON)


@pytest.fixture
def pbx() -> Iterator[FaultServer]:
    with FaultServer() as served:
        served.script(GROUPS, LISTED)
        served.script(REPORT, ROWS)
        for path in HOURLY:
            served.script(path, faults.listing([]))
        yield served


@pytest.fixture
def hung(pbx: FaultServer, clock: PassingClock) -> Iterator[faults.Fault]:
    """What never answers while the test lasts."""
    end = threading.Event()

    async def hang(exchange: Exchange) -> None:
        clock.hanging += 1
        await faults.held_until(end, ROWS)(exchange)

    yield hang
    clock.hanging = 0
    end.set()


@pytest.fixture(autouse=True)
def access(pbx: FaultServer, clock: PassingClock) -> Iterator[DataAccess]:
    with dashboard_over(pbx, clock) as opened:
        yield opened


@pytest.fixture(autouse=True)
def _looks_often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waiting, "LOOK_AGAIN_SECONDS", 0.002)


def drawn_in(clock: PassingClock, page: str, link: str = "group=G0&range=today") -> AppTest:
    """The page, which must be there a minute after the click."""
    began = clock.now()
    app = draw(page, link)
    assert not app.exception
    assert clock.now() - began <= LONGEST
    return app


def has_the_table(app: AppTest) -> bool:
    return any("1 of 1 extension" in str(one.proto) for one in app.get("html"))


PARTS = ((GROUPS,), (REPORT, *HOURLY))
# For a page it is one thing whether the sign-in hangs or all that comes after it.
EVERYTHING = ((TOKEN,), (GROUPS, REPORT, *HOURLY, DEFS))


@pytest.mark.parametrize(
    ("page", "hanging"),
    [*product(PAGES, PARTS), *zip(PAGES, cycle(EVERYTHING), strict=False)],
)
def test_whatever_hangs_there_is_a_word_within_the_minute(
    pbx: FaultServer, hung: faults.Fault, clock: PassingClock, page: str, hanging: tuple[str, ...]
) -> None:
    for path in hanging:
        pbx.script(path, hung)
    app = drawn_in(clock, page)
    counted = any("of 1 day" in progress.proto.text for progress in app.get("progress"))
    assert counted == (page == "trends")
    assert counted or LATE in said(app)


def test_of_several_groups_those_that_came_are_shown_and_the_others_named(
    pbx: FaultServer, hung: faults.Fault, clock: PassingClock
) -> None:
    async def report(exchange: Exchange) -> None:
        await (hung if b"G1" in exchange.request.target else ROWS)(exchange)

    pbx.script(REPORT, report)
    app = drawn_in(clock, "overview", "group=G0&group=G1&group=G2&range=today")
    assert "**Sales 1 is missing below.** The PBX has not responded yet" in said(app)
    assert "Sales 0 is missing" not in said(app)
    assert has_the_table(app)


def test_a_report_that_is_late_leaves_the_older_one_on_the_page_and_says_so(
    pbx: FaultServer, hung: faults.Fault, clock: PassingClock, access: DataAccess
) -> None:
    today = resolve_range(PresetRange(Preset.TODAY), NOON, current().zone)
    access.load_extensions(Query(("G0",), today, CallArea.ALL))
    clock.move(timedelta(minutes=5))
    pbx.script(REPORT, hung)
    app = drawn_in(clock, "overview")
    assert f"old.** The PBX {LATE}" in said(app)
    assert has_the_table(app)


def test_names_that_are_known_hold_up_nothing_when_the_list_is_late(
    pbx: FaultServer, hung: faults.Fault, clock: PassingClock, access: DataAccess
) -> None:
    access.load_groups()
    clock.move(timedelta(minutes=10))
    pbx.script(GROUPS, hung)
    began = clock.now()
    app = drawn_in(clock, "trends", "group=G0&range=yesterday")
    assert clock.now() - began < timedelta(seconds=20)
    assert any("Sales 0" in str(one.proto) for one in app.get("html"))


def test_who_tries_again_joins_the_question_that_went_on(
    pbx: FaultServer, hung: faults.Fault, clock: PassingClock
) -> None:
    pbx.script(REPORT, hung)
    app = drawn_in(clock, "overview")
    asked = pbx.requests_to(REPORT)
    assert LATE in said(app)
    app.button(key="again").click().run()
    assert pbx.requests_to(REPORT) == asked


# What a viewer who leaves cancels, if nobody else waits for it.
LEAVABLE = {"request_extensions", "request_raw_rows", "request_hours", "request_history"}


def test_no_run_can_end_between_a_request_and_the_wait_for_it() -> None:
    """Streamlit ends a run where it reads the session's state, so each request is held at once."""
    called, held = [], []
    for file in (file for room in ("components", "pages") for file in (ROOT / room).rglob("*.py")):
        tree = syntax_in(file)
        starts = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
        inside = {id(node) for start in starts if start.name == "start" for node in ast.walk(start)}
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and node.attr in LEAVABLE:
                held.append(file.name)
            function = node.func if isinstance(node, ast.Call) and id(node) not in inside else None
            if isinstance(function, ast.Attribute) and function.attr in LEAVABLE:
                called.append(f"{file.name}:{function.lineno}")
    assert len(held) >= len(LEAVABLE)
    assert called == []


def test_what_is_requested_is_left_by_a_viewer_who_leaves_at_that_moment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    waits = SessionWaits()
    monkeypatch.setattr(waiting, "_waits", lambda: waits)
    left = Event()
    pending = PendingResult[int](Future(), left.set)
    assert waiting.request(lambda: pending) is pending
    assert len(waits) == 1
    waits.leave_all()
    assert left.is_set()
    assert not waits
