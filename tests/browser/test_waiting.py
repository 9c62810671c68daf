"""While the PBX is asked: old figures stay where they are, the wait is counted, days arrive."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.browser.conftest import AT_THE_OFFICE
from tests.browser.trends_page import Trends
from tests.support import faults
from tests.support.chromium import PATIENCE_SECONDS, Visit
from tests.support.dashboard_settings import settings
from tests.support.fault_server import FaultServer
from tests.support.held_report import MONTH, HeldReport
from tests.support.processes import Server, dashboard
from tests.support.session import Session

PATIENCE = PATIENCE_SECONDS * 1000  # [ms]
REPORT = "/xapi/v1/ReportExtensionStatisticsByGroup"
GROUPS = faults.listing([{"Id": 28, "Number": "GRP1", "Name": "Sales"}])
ROWS = faults.listing([{"Dn": "100", "DisplayName": "Ann", "InboundAnsweredCount": 7}])
MORE = faults.listing([{"Dn": "100", "DisplayName": "Ann", "InboundAnsweredCount": 8}])
# As many of them are held back as arrive at once.
TEN_DAYS = {"from": "2026-03-22", "to": MONTH["to"]}
# Before the ten days that arrive.
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


@pytest.fixture(scope="module")
def kept(desk: BrowserContext, asked: Asked) -> Iterator[Visit]:
    """A page that both tests look at, one after the other."""
    opened = Visit(desk, asked.server.url)
    yield opened
    opened.page.close()


@pytest.fixture
def visit(kept: Visit) -> Iterator[Visit]:
    kept.start_over()
    yield kept
    assert kept.complaints() == []


def test_old_figures_stay_in_their_place_under_a_counted_wait(visit: Visit, asked: Asked) -> None:
    answering = threading.Event()
    asked.pbx.script(REPORT, ROWS)
    page = visit.move(group="GRP1", **WEEK).page
    cards, wait = page.locator(".cards"), page.locator(".st-key-asking")
    answered = cards.locator(".card-value").first
    before = cards.bounding_box()
    asked.pbx.script(REPORT, faults.held_until(answering, MORE))
    page.get_by_role("button", name="Next period").click()
    # the period before is the one that was shown
    expect(wait).to_contain_text("Waiting for the PBX: 1 of 2 reports", timeout=PATIENCE)
    assert cards.bounding_box() == before
    expect(answered).to_have_text("7", timeout=PATIENCE)
    answering.set()
    expect(answered).to_have_text("8", timeout=PATIENCE)
    expect(wait).to_have_count(0, timeout=PATIENCE)


def test_days_arrive_by_themselves_and_for_who_stays_when_another_leaves(
    visit: Visit, asked: Asked
) -> None:
    report = HeldReport(held=False)
    asked.pbx.script(REPORT, report)
    staying = Trends(visit)
    days = {"group": "GRP1", **TEN_DAYS}
    visit.move(**days)
    before = asked.pbx.requests_to(REPORT)
    report.held = True
    with Session(asked.server.url, "trends", urlencode(days)) as leaving:
        shown = leaving.run()
        visit.turn_to("Calls", "Trends")
        visit.until(lambda: bool(staying.progress))
        leaving.press(shown, "Cancel")
    report.held = False
    visit.eventually(staying.calls, [7] * 10)
    assert asked.pbx.requests_to(REPORT) - before == 10
