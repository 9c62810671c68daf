"""While the PBX is asked: old figures stay where they are, the wait is counted, days arrive."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import AT_THE_OFFICE, Visiting
from tests.browser.trends_page import Trends
from tests.support import faults
from tests.support.chromium import PATIENCE_SECONDS
from tests.support.dashboard_settings import settings
from tests.support.fault_server import FaultServer
from tests.support.held_report import DAYS, MONTH, HeldReport
from tests.support.processes import Server, dashboard

PATIENCE = PATIENCE_SECONDS * 1000  # [ms]
REPORT = "/xapi/v1/ReportExtensionStatisticsByGroup"
GROUPS = faults.listing([{"Id": 28, "Number": "GRP1", "Name": "Sales"}])
ROWS = faults.listing([{"Dn": "100", "DisplayName": "Ann", "InboundAnsweredCount": 7}])
MORE = faults.listing([{"Dn": "100", "DisplayName": "Ann", "InboundAnsweredCount": 8}])
# Two weeks before the month of the days that arrive.
WEEK = {"from": "2026-02-09", "to": "2026-02-15"}


@dataclass(frozen=True)
class Asked:
    """A PBX that answers as a test says, and the dashboard that asks it."""

    pbx: FaultServer
    server: Server


@pytest.fixture(scope="module")
def asked() -> Iterator[Asked]:
    with FaultServer() as pbx, dashboard(AT_THE_OFFICE, settings(pbx.origin)) as server:
        pbx.script("/xapi/v1/Groups", GROUPS)
        yield Asked(pbx, server)


def test_old_figures_stay_in_their_place_under_a_counted_wait(
    visiting: Visiting, asked: Asked
) -> None:
    answering = threading.Event()
    asked.pbx.script(REPORT, ROWS)
    page = visiting(asked.server)
    page.visit.open(group="GRP1", **WEEK)
    cards, wait = page.page.locator(".cards"), page.page.locator(".st-key-asking")
    answered = cards.locator(".card-value").first
    before = cards.bounding_box()
    asked.pbx.script(REPORT, faults.held_until(answering, MORE))
    page.page.get_by_role("button", name="Next period").click()
    # the period before is the one that was shown
    expect(wait).to_contain_text("Waiting for the PBX: 1 of 2 reports", timeout=PATIENCE)
    assert cards.bounding_box() == before
    expect(answered).to_have_text("7", timeout=PATIENCE)
    answering.set()
    expect(answered).to_have_text("8", timeout=PATIENCE)
    expect(wait).to_have_count(0, timeout=PATIENCE)


def test_days_arrive_by_themselves_and_for_who_stays_when_another_leaves(
    visiting: Visiting, asked: Asked
) -> None:
    report = HeldReport(held=False)
    asked.pbx.script(REPORT, report)
    first, second = (Trends(visiting(asked.server).visit) for _ in range(2))
    for trends in (first, second):
        trends.visit.open("", group="GRP1", **MONTH)
    before = asked.pbx.requests_to(REPORT)
    report.held = True
    for trends in (first, second):
        trends.visit.turn_to("Calls", "Trends")
        trends.visit.until(lambda trends=trends: bool(trends.progress))
    first.click("Cancel")
    first.page.close()
    report.held = False
    second.visit.eventually(second.calls, [7] * DAYS)
    assert asked.pbx.requests_to(REPORT) - before == DAYS
