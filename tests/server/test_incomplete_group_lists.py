"""A list of groups that came incomplete: nothing takes it for all the groups there are."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from telephony.data_access.permitted import PermittedAccess
from tests.server.export_client import GROUPS, REPORT, ROWS, get_route
from tests.support import faults
from tests.support.clocks import SetClock
from tests.support.fault_server import Fault, FaultServer
from tests.support.pages import dashboard_over, draw, said

SALES = {"Id": 28, "Number": "GRP0000", "Name": "Sales"}
SUPPORT = {"Id": 29, "Number": "GRP0001", "Name": "Support"}
INCOMPLETE = {
    "fewer than announced": faults.respond({"value": [SALES], "@odata.count": 2}),
    "the same page again and again": faults.listing([SALES, SUPPORT], cap=1, ignore_skip=True),
    "a link to more": faults.respond({"value": [SALES], "@odata.nextLink": "?$skip=1"}),
    "more than announced": faults.respond({"value": [SALES], "@odata.count": 0}),
}
NOW = datetime(2026, 3, 12, 11, tzinfo=UTC)
QUERY = "from=2026-03-09&to=2026-03-10"
MAY_BE_MISSING = "Some groups may be missing."


@pytest.fixture(scope="module", params=INCOMPLETE)
def listed(request: pytest.FixtureRequest) -> Fault:
    return INCOMPLETE[request.param]


@pytest.fixture(scope="module")
def access(listed: Fault) -> Iterator[PermittedAccess]:
    with FaultServer() as pbx:
        pbx.script(GROUPS, listed)
        pbx.script(REPORT, faults.listing(ROWS))
        with dashboard_over(pbx, SetClock(NOW)) as served:
            yield served


@pytest.mark.usefixtures("access")
def test_a_file_of_all_groups_says_that_some_may_be_missing() -> None:
    response = get_route(f"/export/groups.json?{QUERY}")
    assert response.status_code == 200, response.text
    assert MAY_BE_MISSING in response.headers["warning"]
    assert json.loads(response.content)["about"]["complete"] == "no"


@pytest.mark.usefixtures("access")
def test_a_file_of_chosen_groups_lacks_nothing() -> None:
    response = get_route(f"/export/groups.csv?{QUERY}&group=GRP0000")
    assert "warning" not in response.headers
    (row,) = csv.DictReader(response.content.decode("utf-8-sig").splitlines())
    assert row["complete"] == "yes"


@pytest.mark.usefixtures("access")
def test_a_group_that_is_not_in_it_may_exist() -> None:
    response = get_route(f"/export/extensions.csv?{QUERY}&group=GRP0001")
    assert response.status_code == 502
    assert "may or may not exist" in response.text


@pytest.mark.usefixtures("access")
@pytest.mark.parametrize("page", ["overview", "groups", "trends"])
def test_a_page_says_so(page: str) -> None:
    drawn = draw(page, f"group=GRP0000&{QUERY}")
    assert MAY_BE_MISSING in said(drawn)
