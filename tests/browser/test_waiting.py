"""While the PBX is asked the figures before stay where they are, and the wait is counted."""

from __future__ import annotations

import threading

from playwright.sync_api import expect

from tests.browser.conftest import Visiting
from tests.support import faults
from tests.support.chromium import PATIENCE_SECONDS
from tests.support.dashboard_settings import settings
from tests.support.fault_server import FaultServer
from tests.support.processes import dashboard

PATIENCE = PATIENCE_SECONDS * 1000  # [ms]
REPORT = "/xapi/v1/ReportExtensionStatisticsByGroup"
GROUPS = faults.listing([{"Id": 28, "Number": "GRP1", "Name": "Sales"}])
ROWS = faults.listing([{"Dn": "100", "DisplayName": "Ann", "InboundAnsweredCount": 7}])
MORE = faults.listing([{"Dn": "100", "DisplayName": "Ann", "InboundAnsweredCount": 8}])


def test_old_figures_stay_in_their_place_under_a_counted_wait(visiting: Visiting) -> None:
    answering = threading.Event()
    with FaultServer() as pbx, dashboard(environment=settings(pbx.origin)) as server:
        pbx.script("/xapi/v1/Groups", GROUPS)
        pbx.script(REPORT, ROWS)
        page = visiting(server)
        page.visit.open(group="GRP1", **{"from": "2026-03-25", "to": "2026-03-31"})
        cards, wait = page.page.locator(".cards"), page.page.locator(".st-key-asking")
        answered = cards.locator(".card-value").first
        before = cards.bounding_box()
        pbx.script(REPORT, faults.held_until(answering, MORE))
        page.page.get_by_role("button", name="Next period").click()
        # the period before is the one that was shown
        expect(wait).to_contain_text("Waiting for the PBX: 1 of 2 reports", timeout=PATIENCE)
        assert cards.bounding_box() == before
        expect(answered).to_have_text("7", timeout=PATIENCE)
        answering.set()
        expect(answered).to_have_text("8", timeout=PATIENCE)
        expect(wait).to_have_count(0, timeout=PATIENCE)
        page.page.close()
