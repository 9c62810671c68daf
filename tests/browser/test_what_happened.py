"""What passed between the explorer and the PBX: requests to look at and to send again."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visiting
from tests.browser.explored import Explorer
from tests.browser.overview import Overview
from tests.support import faults
from tests.support.chromium import PATIENCE_SECONDS
from tests.support.connected import settings
from tests.support.fault_server import FaultServer
from tests.support.office import SALES
from tests.support.processes import Server, dashboard

pytestmark = pytest.mark.browser

PATIENCE = PATIENCE_SECONDS * 1000  # [ms]
WEEK = {"from": "2026-03-25", "to": "2026-03-31"}
REPORT = "/xapi/v1/ReportExtensionStatisticsByGroup"
GROUPS = faults.listing([{"Id": 28, "Number": "GRP1", "Name": "Sales"}])

ROWS = faults.listing([{"Dn": "100", "DisplayName": "Ann", "InboundAnsweredCount": 7}])


def opened(page: Overview, **parameters: str) -> tuple[str, list[str]]:
    """What the part says after a click, and the code that it shows."""
    Explorer(page.visit).open(**parameters)
    part = page.page.locator(".st-key-happened")
    part.locator("summary").click()
    expect(part.locator(".text, code").first).to_be_visible(timeout=PATIENCE)
    # the browser fetches what draws code when it first meets some
    page.visit.until(lambda: part.locator("pre").count() == part.locator("pre code").count())
    return part.inner_text(), part.locator("code").all_inner_texts()


def test_the_range_and_the_moment_of_the_answer_stand_in_words(at_office: Overview) -> None:
    Explorer(at_office.visit).open(group=SALES, **WEEK)
    assert at_office.question == "25–31 Mar 2026 (Europe/Berlin)"
    expect(at_office.page.locator(".st-key-bar")).to_contain_text("as of 10:", timeout=PATIENCE)


def test_a_request_is_told_with_its_cost_and_can_be_sent_again(at_office: Overview) -> None:
    words, [asked, shell, program, unfiltered] = opened(
        at_office, group=SALES, filter="Dn ne '101'", **WEEK
    )
    assert asked.startswith("GET http://127.0.0.1:")
    assert "$filter=Dn%20ne%20%27101%27" in asked
    for label in ("Pages", "Rows", "@odata.count", "Time", "Size", "status 200"):
        assert label in words
    assert "$CLIENT_ID" in shell
    assert 'os.environ["API_KEY"]' in program
    assert asked.removeprefix("GET ") in program
    assert unfiltered.startswith("GET ")
    assert "$filter" not in unfiltered


@pytest.fixture(scope="module")
def scripted() -> Iterator[tuple[FaultServer, Server]]:
    with FaultServer() as pbx, dashboard(environment=settings(pbx.origin)) as server:
        pbx.script("/xapi/v1/Groups", GROUPS)
        yield pbx, server


def test_a_refused_query_is_told_with_its_cost(
    visiting: Visiting, scripted: tuple[FaultServer, Server]
) -> None:
    pbx, server = scripted
    pbx.script(REPORT, faults.body("x" * 1234, 400, "text/plain"))
    words, [asked, *again] = opened(visiting(server), group="GRP1", **WEEK)
    assert REPORT in asked
    assert re.search(r"status 400 · \d+ ms · 1,234 bytes", words)
    assert len(again) == 2


def test_a_failed_sign_in_is_told_and_gives_nothing_to_send_again(
    visiting: Visiting, scripted: tuple[FaultServer, Server]
) -> None:
    pbx, server = scripted
    pbx.script(REPORT, ROWS)
    page = visiting(server)
    page.visit.open(group="GRP1", **WEEK)
    pbx.kill_tokens()
    pbx.script("/connect/token", faults.status(401))
    words, code = opened(page, group="GRP1", area="internal", **WEEK)
    assert code == [f"POST {pbx.origin}/connect/token"]
    assert "status 401" in words
    assert "curl" not in words
