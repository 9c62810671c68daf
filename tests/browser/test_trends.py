"""Trends in a real browser: drawn by plotly, by the URL's history, as files, as they arrive."""

from __future__ import annotations

from pathlib import Path

from tests.browser.conftest import AT_THE_OFFICE, Visiting
from tests.browser.overview_page import Overview
from tests.browser.trends_page import Trends
from tests.support import faults
from tests.support.dashboard_settings import settings
from tests.support.fault_server import FaultServer
from tests.support.files import csv_rows
from tests.support.held_report import DAYS, MONTH, HeldReport
from tests.support.office import SALES, calls_by_day
from tests.support.processes import dashboard

REPORT = "/xapi/v1/ReportExtensionStatisticsByGroup"
GROUPS = faults.listing([{"Id": 28, "Number": "GRP1", "Name": "Sales"}])
TWO_WEEKS = {"from": "2026-03-16", "to": "2026-03-29"}


def test_the_chart_follows_its_controls_and_back_and_its_numbers_are_a_file(
    at_office: Overview,
) -> None:
    trends = Trends(at_office.visit).move(group=SALES, **TWO_WEEKS)
    days = calls_by_day(SALES, *TWO_WEEKS.values())
    trends.visit.eventually(trends.calls, days)
    trends.press("by", "Week")
    trends.visit.eventually(trends.calls, [sum(days[:7]), sum(days[7:])])
    assert trends.visit.parameters["by"] == ["week"]
    with trends.visit.change():
        trends.page.go_back()
    trends.visit.eventually(trends.calls, days)
    with trends.page.expect_download() as started:
        trends.page.locator(".st-key-export button").first.click()
        trends.page.locator(".st-key-csv").get_by_role("button", name="CSV").first.click()
    rows = csv_rows(Path(started.value.path()).read_bytes())
    assert [int(row["calls"]) for row in rows] == days
    assert rows[0]["date"] == TWO_WEEKS["from"]


def test_days_arrive_by_themselves_and_for_who_stays_when_another_leaves(
    visiting: Visiting,
) -> None:
    report = HeldReport(held=False)
    with FaultServer() as pbx, dashboard(AT_THE_OFFICE, settings(pbx.origin)) as server:
        pbx.script("/xapi/v1/Groups", GROUPS)
        pbx.script(REPORT, report)
        first, second = (Trends(visiting(server).visit) for _ in range(2))
        for trends in (first, second):
            trends.visit.open("", group="GRP1", **MONTH)
        before = pbx.requests_to(REPORT)
        report.held = True
        for trends in (first, second):
            trends.visit.turn_to("Calls", "Trends")
            trends.visit.until(lambda trends=trends: bool(trends.progress))
        first.click("Cancel")
        first.page.close()
        report.held = False
        second.visit.eventually(second.calls, [7] * DAYS)
        assert pbx.requests_to(REPORT) - before == DAYS
        second.page.close()
