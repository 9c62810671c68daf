"""The explorer over a PBX that does not apply the options, and the log of its requests."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from demo_pbx.options import Options
from demo_pbx.serving import running
from telephony.explore.exploration import ResultView
from tests.support import faults, office
from tests.support.clocks import SetClock
from tests.support.dashboard_settings import settings
from tests.support.drawn_explorer import DrawnExplorer
from tests.support.fault_server import FaultServer
from tests.support.office import SALES
from tests.support.pages import dashboard_over, dashboard_with

WEEK = {"from": "2026-03-25", "to": "2026-03-31"}
LAST_WEEK = {"group": "GRP0000", "range": "last_7_days"}
REPORT = "/xapi/v1/ReportExtensionStatisticsByGroup"
GROUPS = faults.listing([{"Id": 28, "Number": "GRP1", "Name": "Sales"}])
ROWS = faults.listing([{"Dn": "100", "DisplayName": "Ann", "InboundAnsweredCount": 7}])


def at_noon() -> SetClock:
    return SetClock(datetime.fromisoformat(office.NOW).astimezone(UTC))


@pytest.fixture
def careless() -> Iterator[None]:
    """A dashboard over a PBX that ignores every order and fails at every filter."""
    clock = at_noon()
    options = Options(ignore_orderby=True, fail_filter=True, extensions=12)
    with (
        running(options, clock=clock.now) as pbx,
        dashboard_with(settings(pbx.base_url), clock),
    ):
        yield


@pytest.fixture
def pbx() -> Iterator[FaultServer]:
    with FaultServer() as served, dashboard_over(served, at_noon()):
        served.script("/xapi/v1/Groups", GROUPS)
        served.script(REPORT, ROWS)
        yield served


@pytest.mark.usefixtures("careless")
def test_an_ignored_order_is_named_and_the_expected_rows_are_shown() -> None:
    explorer = DrawnExplorer(**LAST_WEEK, orderby="Dn desc")
    numbers = explorer.extensions()
    assert len(numbers) > 1
    assert any("$orderby (order): ignored." in words for words in explorer.notices)
    assert numbers == sorted(numbers, reverse=True)
    explorer.set("segmented_control", "rows", "As received")
    assert explorer.extensions() == sorted(numbers)
    assert explorer.parameters["rows"] == ["received"]


@pytest.mark.usefixtures("careless")
def test_a_filter_that_fails_is_named_and_the_expected_rows_are_shown() -> None:
    explorer = DrawnExplorer(**LAST_WEEK)
    everybody = explorer.rows()
    limit = sorted(int(row["inbound_answered"]) for row in everybody)[len(everybody) // 2]
    right = [row["extension"] for row in everybody if int(row["inbound_answered"]) > limit]
    assert 0 < len(right) < len(everybody)
    explorer.write_filter(f"InboundAnsweredCount gt {limit}")
    [notice] = explorer.notices
    assert "$filter: refused. The PBX responded with status 500 without a reason." in notice
    assert explorer.extensions() == right
    explorer.set("segmented_control", "result_view", ResultView.JSON)
    assert "The PBX returned no rows." in explorer.notices[-1]


@pytest.mark.usefixtures("office_installed")
def test_the_range_and_the_moment_of_the_answer_stand_in_words() -> None:
    explorer = DrawnExplorer(group=SALES, **WEEK)
    assert explorer.says("25–31 Mar 2026 (Europe/Berlin)")
    assert explorer.says("last updated 10:20")


@pytest.mark.usefixtures("office_installed")
def test_the_request_log_has_each_request_with_its_cost_and_code_for_it() -> None:
    explorer = DrawnExplorer(group=SALES, filter="Dn ne '101'", **WEEK)
    assert "Request log" in [one.label for one in explorer.app.expander]
    requested, shell, program, unfiltered = explorer.code
    assert requested.startswith("GET http://127.0.0.1:")
    assert "$filter=Dn%20ne%20%27101%27" in requested
    labels = [metric.label for metric in explorer.app.metric]
    assert labels[:5] == ["Pages", "Rows", "@odata.count", "Time", "Size"]
    assert explorer.says("status 200")
    assert "$CLIENT_ID" in shell
    assert 'os.environ["API_KEY"]' in program
    assert requested.removeprefix("GET ") in program
    titles = [one.value for one in explorer.app.markdown]
    assert "**Unfiltered request, used for verification**" in titles
    assert unfiltered.startswith("GET ")
    assert "$filter" not in unfiltered


def test_the_request_log_has_a_refused_query_with_its_cost(pbx: FaultServer) -> None:
    pbx.script(REPORT, faults.body("x" * 1234, 400, "text/plain"))
    explorer = DrawnExplorer(group="GRP1", **WEEK)
    requested, *again = explorer.code
    assert REPORT in requested
    assert re.search(r"status 400 · \d+ ms · 1,234 bytes", explorer.lines)
    assert len(again) == 2


def test_the_request_log_has_a_failed_sign_in_without_code_for_it(pbx: FaultServer) -> None:
    DrawnExplorer(group="GRP1", **WEEK)
    pbx.kill_tokens()
    pbx.script("/connect/token", faults.status(401))
    explorer = DrawnExplorer(group="GRP1", area="internal", **WEEK)
    assert explorer.code == [f"POST {pbx.origin}/connect/token"]
    assert explorer.says("status 401")
