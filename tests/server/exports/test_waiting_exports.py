"""What goes on beside forty exports that wait for a PBX which does not answer."""

from __future__ import annotations

import http.client
import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from urllib.parse import urlsplit

import httpx
import pytest

from tests.server.export_client import GROUPS, REPORT, ROWS
from tests.support import faults, plain_http
from tests.support.fault_server import FaultServer
from tests.support.processes import Server, dashboard
from tests.support.session import Session

CLIENTS = 40
LEAVERS = 20
# requests that the PBX gets side by side
MOST_AT_ONCE = 8
LOOK_AGAIN_SECONDS = 0.02
PATIENCE_SECONDS = 60
LEFT = "a client left before its export was ready"
DAY = "group=GRP0000&from=2025-08-{day:02d}&to=2025-08-{day:02d}"
HELD = "group=GRP0000&from=2025-03-03&to=2025-03-03"
BEFORE = "group=GRP0000&from=2025-03-02&to=2025-03-02"
TABLES = ("extensions", "days", "hours")
SUFFIXES = ("csv", "json", "xlsx", "parquet")
# reports that each table is made of, whatever the PBX answers to them
REPORTS = (REPORT, "/xapi/v1/ReportUserActivity", "/xapi/v1/ReportCallDistribution")


@pytest.fixture(scope="module")
def pbx() -> Iterator[FaultServer]:
    with FaultServer() as server:
        server.script(GROUPS, faults.listing([{"Number": "GRP0000", "Name": "Sales", "Id": 28}]))
        yield server


@pytest.fixture(scope="module")
def server(pbx: FaultServer) -> Iterator[Server]:
    """A dashboard over this PBX, which has one day of each table, and what a page compares."""
    settings = {
        "THREECX_URL": pbx.origin,
        "THREECX_CLIENT_ID": "demo",
        "THREECX_API_KEY": "demo",
        "THREECX_TIMEZONE": "Europe/Berlin",
        # more than all of these tests take together
        "THREECX_REQUESTS_PER_MINUTE": "1200",
    }
    with dashboard(environment=settings) as started:
        answering(pbx)
        for table in TABLES:
            asked(started, f"/export/{table}.csv?{HELD}").raise_for_status()
        asked(started, f"/export/extensions.csv?{BEFORE}").raise_for_status()
        yield started


def answering(pbx: FaultServer) -> None:
    pbx.script(REPORT, faults.listing(ROWS))
    for report in REPORTS[1:]:
        pbx.script(report, faults.listing([]))


def asked(server: Server, target: str, **headers: str) -> httpx.Response:
    return plain_http.get(f"{server.url}{target}", headers=headers, timeout=60)


def begun(stack: ExitStack, server: Server, target: str) -> http.client.HTTPConnection:
    """A client whose request is sent and whose answer is not read yet."""
    client = http.client.HTTPConnection(urlsplit(server.url).netloc, timeout=60)
    stack.callback(client.close)
    client.request("GET", target)
    return client


def test_forty_waiting_exports_hold_up_nobody_else(server: Server, pbx: FaultServer) -> None:
    go_on = threading.Event()
    for report in REPORTS:
        pbx.script(report, faults.held_until(go_on, faults.listing([])))
    with ExitStack() as stack:
        stack.callback(answering, pbx)
        stack.callback(go_on.set)
        waiting = []
        for number in range(CLIENTS):
            table = TABLES[number % len(TABLES)]
            day = f"2025-{1 + number // 28:02d}-{number % 28 + 1:02d}"
            target = f"/export/{table}.csv?group=GRP0000&area=internal&from={day}&to={day}"
            waiting.append(begun(stack, server, target))
        page = asked(server, "/")
        script = re.search(r'src="\./(static/js/index[^"]+)"', page.text)
        assert script is not None
        for target in (f"/{script[1]}", "/healthz", "/_stcore/health", "/export/days.csv"):
            assert asked(server, target).status_code in {200, 400}
        # compressed, as for a browser on another machine
        assert asked(server, f"/{script[1]}", X_Forwarded_For="192.0.2.7").status_code == 200
        for held in TABLES:
            for suffix in SUFFIXES:
                file = asked(server, f"/export/{held}.{suffix}?{HELD}")
                assert file.status_code == 200, file.text
        with Session(server.url, "overview", HELD) as session:
            assert "Inbound answered" in str(session.run())  # the cards
        go_on.set()
        for client in waiting:
            assert client.getresponse().status == 200


def test_clients_that_leave_cost_the_pbx_nothing_more(server: Server, pbx: FaultServer) -> None:
    go_on = threading.Event()
    pbx.script(REPORT, faults.held_until(go_on, faults.listing(ROWS)))
    before, left = pbx.requests_to(REPORT), server.log().count(LEFT)
    with ExitStack() as stack:
        stack.callback(answering, pbx)
        stack.callback(go_on.set)
        clients = [
            begun(stack, server, f"/export/days.csv?{DAY.format(day=day)}")
            for day in range(1, LEAVERS + 1)
        ]
        until(lambda: pbx.requests_to(REPORT) > before)
        for client in clients:
            client.close()
        until(lambda: server.log().count(LEFT) == left + LEAVERS)
        go_on.set()
        asked(server, f"/export/days.csv?{DAY.format(day=28)}").raise_for_status()
    # what was sent by then, and the last one
    assert pbx.requests_to(REPORT) - before <= MOST_AT_ONCE + 1


def until(state: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not state():
        assert time.monotonic() < deadline
        time.sleep(LOOK_AGAIN_SECONDS)
