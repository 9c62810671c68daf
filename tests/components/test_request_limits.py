"""A view that would take too many requests says how many, asks none, and shows what is stored."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from telephony.data_access.service import DataAccess
from telephony.periods.buckets import Grain
from telephony.periods.ranges import DayRange, resolve_range
from telephony.query.view import CallArea, Query
from tests.support import faults
from tests.support.clocks import SetClock
from tests.support.fault_server import FaultServer
from tests.support.pages import dashboard_over, draw, said

NOON = datetime(2026, 11, 18, 11, tzinfo=UTC)
REPORT = "/xapi/v1/ReportExtensionStatisticsByGroup"
NUMBERS = [f"G{number}" for number in range(10)]
GROUPS = "&".join(f"group={number}" for number in NUMBERS)
YEAR = "from=2025-01-01&to=2025-12-31&compare=none"


@pytest.fixture
def pbx() -> Iterator[FaultServer]:
    with FaultServer() as served:
        listed = [{"Number": name, "Name": name, "Id": n} for n, name in enumerate(NUMBERS)]
        served.script("/xapi/v1/Groups", faults.listing(listed))
        served.script(REPORT, faults.listing([{"Dn": "100", "InboundAnsweredCount": 3}]))
        yield served


@pytest.fixture
def access(pbx: FaultServer) -> Iterator[DataAccess]:
    clock = SetClock(NOON)
    with dashboard_over(pbx, clock) as opened:
        yield opened


def test_trends_show_what_is_stored_and_say_what_the_rest_would_take(
    pbx: FaultServer, access: DataAccess
) -> None:
    march = resolve_range(
        DayRange(date(2025, 3, 1), date(2025, 3, 2)), NOON, ZoneInfo("Europe/Berlin")
    )
    access.load_history(Query(tuple(NUMBERS), march, CallArea.ALL), Grain.DAY)
    asked = pbx.requests_to(REPORT)
    app = draw("trends", f"{GROUPS}&{YEAR}")
    assert not app.exception
    assert "This would take 3,630 requests to the PBX; one query may take 2,000." in said(app)
    assert "363 of 365 days could not be" in said(app)
    assert "telephony.collect" in said(app)
    assert pbx.requests_to(REPORT) == asked


def test_hours_that_are_too_many_are_not_offered(pbx: FaultServer, access: DataAccess) -> None:
    app = draw("hours", f"group=G0&by_hour=talk&{YEAR}")
    assert not app.exception
    assert "8,760" in said(app)
    assert "One query may send at most 2,000: choose a shorter range." in said(app)
    assert [button.key for button in app.button if button.key == "count_hours"] == []
    assert pbx.requests_to(REPORT) == 0
