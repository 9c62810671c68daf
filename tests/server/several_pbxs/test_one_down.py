"""One PBX that is down, or hangs: the other's pages and exports work as if it were not there."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from demo_pbx.options import Options
from demo_pbx.serving import RunningPbx, running
from server.current_context import current
from telephony.context import Context
from telephony.xapi.errors import XapiError
from tests.server.export_client import get_route
from tests.support import faults
from tests.support.clocks import SetClock
from tests.support.fault_server import FaultServer
from tests.support.pages import draw_view, notices
from tests.support.two_pbxs import NOON, ZONES, dashboard_over_both

LINK = "group=GRP0001&range=yesterday"
# The one that hangs would keep whoever waits for it as long as this, and more.
HANGS_SECONDS = 15.0


@pytest.fixture
def berlin() -> Iterator[RunningPbx]:
    clock = SetClock(NOON)
    with running(Options(extensions=16, timezone=ZONES["berlin"]), clock=clock.now) as demo:
        yield demo


@pytest.fixture
def york() -> Iterator[FaultServer]:
    with FaultServer() as server:
        yield server


@pytest.fixture
def context(tmp_path: Path, berlin: RunningPbx, york: FaultServer) -> Iterator[Context]:
    origins = {"berlin": berlin.base_url, "york": york.origin}
    more = {"york": "requests_per_minute = 2\nrequests_per_hour = 3"}
    with dashboard_over_both(tmp_path, origins, SetClock(NOON), more) as context:
        yield context


def test_a_pbx_that_hangs_keeps_neither_pages_nor_exports_of_the_other(
    context: Context, york: FaultServer
) -> None:
    york.script("/xapi/v1/Groups", faults.hang)
    hanging = context.at("york").access.request_groups()
    before = time.monotonic()
    assert get_route(f"/export/extensions.csv?pbx=berlin&{LINK}").status_code == 200
    page = draw_view("overview", pbx="berlin", group="GRP0001", range="yesterday")
    assert not page.exception
    assert [text for text in notices(page) if "PBX" in text] == []
    assert time.monotonic() - before < HANGS_SECONDS
    assert not hanging.wait(0)


def test_a_breaker_and_a_budget_are_those_of_one_pbx(context: Context, york: FaultServer) -> None:
    york.script("/xapi/v1/Groups", faults.status(500))
    for _ in range(4):
        with pytest.raises(XapiError):
            context.at("york").access.load_groups(refresh=True)
    refused = get_route(f"/export/extensions.csv?pbx=york&{LINK}")
    assert refused.status_code in {502, 503}
    assert get_route(f"/export/extensions.csv?pbx=berlin&{LINK}").status_code == 200
    accesses = [current().at(name).access for name in ZONES]
    assert [access.rates.per_hour for access in accesses] == [1_200, 3]
    berlin_left = accesses[0].count_requests_left()
    assert 0 < berlin_left < 1_200
    assert accesses[1].count_requests_left() <= 3
    get_route("/export/extensions.csv?pbx=york&group=GRP0000&range=today")
    assert accesses[0].count_requests_left() == berlin_left
