"""Trends in a real browser: drawn by plotly, by the URL's history, as files."""

from __future__ import annotations

from pathlib import Path

from tests.browser.overview_page import Overview
from tests.browser.trends_page import Trends
from tests.support.files import csv_rows
from tests.support.office import SALES, calls_by_day

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
