"""A number that passes from Anna to Ben is found by either name, by one rule, and it is said."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

import pytest

from telephony.periods.buckets import Grain
from telephony.periods.ranges import resolve_range
from telephony.query.view import CallArea, Query
from tests.server.export_client import GROUPS, REPORT, get_route
from tests.support import faults
from tests.support.clocks import SetClock
from tests.support.fault_server import FaultServer
from tests.support.pages import dashboard_over, draw, said
from tests.telephony.periods.ranges import BERLIN, days

NOON = datetime(2026, 11, 10, 11, tzinfo=UTC)
RANGE = "from=2026-11-05&to=2026-11-14"
NOTE = "100 was Anna until 9 Nov 2026."
BY_EITHER_NAME = (
    "search=Anna",
    "search=ben",
    "filter=DisplayName eq 'Anna'",
    "filter=DisplayName eq 'Ben'",
    "filter=contains(DisplayName,'nn') and InboundAnsweredCount gt 9",
    "search=Anna&filter=startswith(DisplayName,'B')",
)


def rows(name: str) -> list[dict[str, object]]:
    return [
        {"Dn": "100", "DisplayName": name, "InboundAnsweredCount": 1},
        {"Dn": "101", "DisplayName": "Clara", "InboundAnsweredCount": 5},
    ]


@pytest.fixture(scope="module", autouse=True)
def stored() -> Iterator[None]:
    """Ten days are stored, five of them fetched while 100 was Anna's; the tests only read."""
    clock = SetClock(NOON)
    asked = resolve_range(days("2026-11-05", "2026-11-14"), NOON, BERLIN)
    query = Query(("G",), asked, CallArea.ALL)
    with FaultServer() as pbx, dashboard_over(pbx, clock) as access:
        pbx.script(GROUPS, faults.listing([{"Number": "G", "Name": "Sales", "Id": 1}]))
        pbx.script(REPORT, faults.listing(rows("Anna")))
        access.load_history(query, Grain.DAY)
        clock.move(timedelta(days=8))
        pbx.script(REPORT, faults.listing(rows("Ben")))
        access.load_history(query, Grain.DAY)
        yield


def export(name: str, query: str) -> dict[str, object]:
    answer = get_route(f"/export/{name}.json?group=G&{RANGE}&{quote(query, safe='=&')}")
    assert answer.status_code == 200, answer.text
    found: dict[str, object] = json.loads(answer.content)
    return found


@pytest.mark.parametrize("narrowed", BY_EITHER_NAME)
def test_days_are_those_of_the_number_by_either_name(narrowed: str) -> None:
    found = export("days", narrowed)
    assert [day["inbound_answered"] for day in found["rows"]] == [1] * 10
    assert NOTE in found["about"]["notes"]


@pytest.mark.parametrize("narrowed", BY_EITHER_NAME)
def test_an_added_up_range_is_found_by_either_name(narrowed: str) -> None:
    found = export("extensions", narrowed)
    [row] = found["rows"]
    assert (row["extension"], row["display_name"], row["inbound_answered"]) == ("100", "Ben", 10)
    assert NOTE in found["about"]["notes"]


@pytest.mark.parametrize("name", ["days", "extensions"])
def test_a_name_that_nobody_had_finds_nobody_and_others_have_no_note(name: str) -> None:
    clara = export(name, "search=Clara")
    assert sum(row["inbound_answered"] for row in clara["rows"]) == 50
    assert not [note for note in clara["about"]["notes"] if "was" in note]
    nobody = export(name, "filter=DisplayName eq 'Dora'")
    assert not [row for row in nobody["rows"] if row["inbound_answered"]]


@pytest.mark.parametrize("page", ["trends", "overview"])
@pytest.mark.parametrize("narrowed", ["", "search=anna", "filter=DisplayName eq 'Anna'"])
def test_the_page_says_whose_the_number_was(page: str, narrowed: str) -> None:
    app = draw(page, f"group=G&{RANGE}&{narrowed}")
    assert f"{NOTE} Calls count for the extension, not for the person." in said(app)


def test_a_range_within_one_name_has_no_note() -> None:
    app = draw("trends", "group=G&from=2026-11-05&to=2026-11-09")
    assert "100 was" not in said(app)
