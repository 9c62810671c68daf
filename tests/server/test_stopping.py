"""A server that is asked to end does so soon, whatever waits for the PBX."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from server.stop_signal import announced_stop
from tests.support import faults, plain_http
from tests.support.dashboard_settings import settings
from tests.support.fault_server import FaultServer
from tests.support.processes import STREAMLIT, UVICORN, Server, checkout, dashboard, run
from tests.support.session import Session

GROUPS = "/xapi/v1/Groups"
REPORT = "/xapi/v1/ReportExtensionStatisticsByGroup"
WEEK = "group=GRP0000&from=2026-03-02&to=2026-03-08"
ROWS = faults.listing([{"Dn": "100", "DisplayName": "Ann", "InboundAnsweredCount": 7}])


@pytest.fixture
def pbx() -> Iterator[FaultServer]:
    with FaultServer() as server:
        server.script(GROUPS, faults.listing([{"Id": 1, "Number": "GRP0000", "Name": "Sales"}]))
        yield server


def until_requested(pbx: FaultServer, requests: int) -> None:
    end = time.monotonic() + 60
    while pbx.requests_to(REPORT) < requests:
        assert time.monotonic() < end
        time.sleep(0.01)


def asked_to_end(server: Server) -> float:
    """The seconds that it takes."""
    began = time.monotonic()
    server.stop()
    return time.monotonic() - began


@pytest.mark.slow
@pytest.mark.parametrize("command", [STREAMLIT, UVICORN])
def test_an_export_that_waits_for_the_pbx_does_not_hold_up_the_end(
    pbx: FaultServer, tmp_path: Path, command: tuple[str, ...]
) -> None:
    pbx.script(REPORT, faults.hang)
    environment = {**settings(pbx.origin), "TELEPHONY_DATA_DIR": str(tmp_path)}
    responses = []
    with dashboard(command, environment) as server:
        url = f"{server.url}/export/days.csv?{WEEK}"
        waiting = threading.Thread(target=lambda: responses.append(plain_http.get(url, timeout=60)))
        waiting.start()
        until_requested(pbx, 1)
        asked_to_end(server)  # fails if it takes as long as an export may wait
        waiting.join()
    (response,) = responses
    assert response.status_code == 503
    assert response.text == "The dashboard is being stopped. Try again.\n"
    assert int(response.headers["retry-after"]) > 0


@pytest.mark.slow
def test_a_page_that_waits_for_the_pbx_does_not_either(pbx: FaultServer, tmp_path: Path) -> None:
    pbx.script(REPORT, faults.hang)
    environment = {**settings(pbx.origin), "TELEPHONY_DATA_DIR": str(tmp_path)}
    with dashboard(STREAMLIT, environment) as server, Session(server.url, query=WEEK) as session:
        session.ask()
        until_requested(pbx, 1)
        asked_to_end(server)


# With all modules imported before: one of those that the first page would wait for is not.
ENDED_AT_ONCE = """
import asyncio, sys
from server.lifecycle import Lifecycle
from server.start import configure, load_viewers

settings = configure()
lifecycle = Lifecycle(settings, load_viewers(settings))

async def begin_and_end():
    async with lifecycle.lifespan(None):
        pass

sys.modules.pop("streamlit.emojis", None)
asyncio.run(begin_and_end())
print("streamlit.emojis" in sys.modules)
"""


def test_a_server_that_is_stopped_while_it_starts_prepares_no_first_page(tmp_path: Path) -> None:
    environment = {**settings("https://127.0.0.1:1"), "TELEPHONY_DATA_DIR": str(tmp_path)}
    with checkout() as folder:
        ended = run((sys.executable, "-c", ENDED_AT_ONCE), environment, folder)
    assert (ended.returncode, ended.stdout) == (0, "False\n"), ended.stderr


def test_the_end_is_announced_before_the_handler_that_was_there_acts() -> None:
    seen = []
    before = signal.signal(signal.SIGTERM, lambda *_: seen.append("handler"))
    try:
        with announced_stop(lambda: seen.append("announced")):
            os.kill(os.getpid(), signal.SIGTERM)
        os.kill(os.getpid(), signal.SIGTERM)
    finally:
        signal.signal(signal.SIGTERM, before)
    assert seen == ["announced", "handler", "handler"]


def test_outside_the_main_thread_nothing_is_announced() -> None:
    def block() -> bool:
        with announced_stop(lambda: None):
            return True

    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(block).result()
