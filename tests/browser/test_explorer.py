"""The explorer in a real browser: fields that fill each other, Back, and the browser's store."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import ViewportSize

from tests.browser.explorer_page import Explorer
from tests.browser.overview_page import Overview
from tests.support.chromium import SMALL_DESK, Visit
from tests.support.office import SALES, counted, days

WEEK = {"from": "2026-03-25", "to": "2026-03-31"}
EVERYBODY = sorted(counted(SALES, **days(*WEEK.values())))


@pytest.fixture(scope="module")
def tab(lasting_tab: Visit) -> Visit:
    return lasting_tab


@pytest.fixture(scope="module")
def window() -> ViewportSize:
    return SMALL_DESK


def test_rows_and_text_of_the_filter_fill_each_other_and_back_brings_them_back(
    at_office: Overview,
) -> None:
    filtered = {"filter": "InboundAnsweredCount gt 6", **WEEK}
    explorer = Explorer(at_office.visit).move(group=SALES, **filtered)
    explorer.type("rule_0_0_value_number", "7")
    explorer.says("InboundAnsweredCount gt 7")
    explorer.write_filter("Dn in ('101','102') or contains(DisplayName,'Weiß')")
    explorer.visit.eventually(lambda: explorer.value("rule_0_0_field"), "Dn")
    explorer.visit.eventually(lambda: explorer.value("rule_0_1_operator"), "contains")
    explorer.visit.eventually(lambda: explorer.value("rule_0_1_value_text"), "Weiß")
    explorer.press("Clear filter")
    explorer.says("")
    explorer.page.go_back()
    explorer.says("Dn in ('101','102') or contains(DisplayName,'Weiß')")


def test_the_rows_are_drawn_as_json_and_as_a_chart_and_the_requests_as_code(
    at_office: Overview,
) -> None:
    explorer = Explorer(at_office.visit).move(group=SALES, show="json", **WEEK)
    explorer.page.locator("[data-testid=stJson]").get_by_text(EVERYBODY[0]).first.wait_for()
    explorer.pick("result_view", "Chart")
    explorer.page.locator(".st-key-chart_of_two .js-plotly-plot .point").first.wait_for()
    part = explorer.page.locator(".st-key-request_log")
    part.locator("summary").click()
    part.locator("pre code").get_by_text("GET http").first.wait_for()


def test_a_saved_query_outlives_the_page(at_office: Overview) -> None:
    first = Explorer(at_office.visit).move(group=SALES, filter="Dn eq '101'", **WEEK)
    first.open_panel("Saved")
    first.type("query_name", "Only *one*")
    first.press("Save")
    saved = "localStorage.getItem('threecx-dashboard.queries')"
    first.visit.until(lambda: bool(first.page.evaluate(saved)))
    assert [entry["name"] for entry in json.loads(first.page.evaluate(saved))] == ["Only *one*"]
    first.page.goto("about:blank")
    later = first.open()
    later.open_panel("Saved")
    later.page.get_by_role("button", name="Only *one*").click()
    later.visit.eventually(lambda: later.visit.parameters.get("filter"), ["Dn eq '101'"])
    only_one = f"1 row, {len(EVERYBODY)} in the group"
    later.visit.until(lambda: later.number_of_rows.startswith(only_one))
    later.page.evaluate("localStorage.clear()")  # which all tests share
    later.visit.until(at_office.without_panel)
