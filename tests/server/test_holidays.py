"""Holidays on the pages: marked, left out, and said where they cannot be read."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from tests.server.export_client import get_route
from tests.support import faults
from tests.support.clocks import SetClock
from tests.support.fault_server import FaultServer
from tests.support.pages import dashboard_over, draw, said

NOON = datetime(2026, 11, 18, 11, tzinfo=UTC)  # a Wednesday
GROUPS, REPORT = "/xapi/v1/Groups", "/xapi/v1/ReportExtensionStatisticsByGroup"
OUTING = {"Name": "Outing", "Day": 16, "Month": 11, "Year": 2026, "DayEnd": 17, "MonthEnd": 11}
WITH_HOLIDAYS = [{"Number": "G", "Name": "Sales", "Id": 1, "OfficeHolidays": [OUTING]}]
ONLY_HOLIDAYS = "group=G&from=2026-11-16&to=2026-11-17&holidays=leave_out"
WEEK = "group=G&from=2026-11-12&to=2026-11-17"


@pytest.fixture
def pbx() -> Iterator[FaultServer]:
    with FaultServer() as served, dashboard_over(served, SetClock(NOON)):
        served.script(GROUPS, faults.listing(WITH_HOLIDAYS))
        served.script(REPORT, faults.listing([{"Dn": "100", "InboundAnsweredCount": 1}]))
        for path in ("/xapi/v1/ReportUserActivity", "/xapi/v1/ReportCallDistribution"):
            served.script(path, faults.listing([]))
        yield served


@pytest.mark.parametrize("page", ["overview", "trends", "hours"])
def test_a_range_of_holidays_alone_has_nothing_to_show_and_no_traceback(
    pbx: FaultServer, page: str
) -> None:
    app = draw(page, ONLY_HOLIDAYS)
    assert not app.exception
    if page == "overview":
        assert "Holidays are left out on Trends and Time of day only" in said(app)
    if page == "trends":
        assert "This range has no working hours" in said(app)


def test_a_trend_asks_no_day_that_is_left_out(pbx: FaultServer) -> None:
    for link, requests in ((f"{WEEK}&holidays=leave_out", 4), (WEEK, 6)):
        while (app := draw("trends", link)).get("progress"):  # days are on their way
            assert not app.exception
        assert not app.exception
        assert pbx.requests_to(REPORT) == requests


def test_holidays_that_cannot_be_read_are_said_to_count_still(pbx: FaultServer) -> None:
    pbx.script(GROUPS, faults.status(403))
    app = draw("trends", f"{WEEK}&holidays=leave_out")
    assert "The PBX's holidays are not left out" in said(app)
    assert pbx.requests_to(REPORT) == 6


def test_what_is_not_left_out_is_said_on_the_page_and_in_every_file(pbx: FaultServer) -> None:
    strange = {**OUTING, "Month": "11"}
    groups = {
        "The PBX has 1 holiday that cannot be read": [OUTING, strange],
        "No holidays are known here, so none are left out.": [],
    }
    for words, holidays in groups.items():
        row = {"Number": "G", "Name": "Sales", "Id": 1, "OfficeHolidays": holidays}
        with FaultServer() as other, dashboard_over(other, SetClock(NOON)):
            other.script(GROUPS, faults.listing([row]))
            other.script(REPORT, faults.listing([{"Dn": "100", "InboundAnsweredCount": 1}]))
            link = "group=G&from=2026-11-16T08:00&to=2026-11-16T10:00"  # hours come one by one
            assert words in said(draw("trends", f"{link}&holidays=leave_out"))
            for name in ("days", "hours"):
                answer = get_route(f"/export/{name}.json?{link}&holidays=leave_out")
                assert any(words in note for note in answer.json()["about"]["notes"])
                assert words in answer.headers["warning"]
                assert "warning" not in get_route(f"/export/{name}.json?{link}").headers


def test_a_group_without_holidays_is_said_to_leave_none_out(pbx: FaultServer) -> None:
    pbx.script(GROUPS, faults.listing([{"Number": "G", "Name": "Sales", "Id": 1}]))
    assert "No holidays are known here" in said(draw("trends", f"{WEEK}&holidays=leave_out"))
