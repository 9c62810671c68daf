"""Pages and files without calls say what is missing, and of what nothing is known."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from demo_pbx.serving import RunningPbx
from tests.server.export_client import GROUPS, REPORT, get_route
from tests.support import faults
from tests.support.clocks import SetClock
from tests.support.counted_legs import ZONES, served
from tests.support.fault_server import FaultServer
from tests.support.pages import (
    arrived,
    as_read,
    dashboard_over,
    draw,
    said,
    sent_charts,
    written,
)

NOON = datetime(2026, 11, 18, 11, tzinfo=UTC)  # a Wednesday
LISTED = [{"Dn": "100", "DisplayName": "Ann"}]
ONE_CALL = [{"Dn": "100", "DisplayName": "Ann", "InboundAnsweredCount": 1}]
NOT_RECORDED = "The PBX has no records before"
NO_CALLS = "There are no calls here in this range."
MONTH = "range=last_month&compare=none"


@pytest.fixture
def pbx() -> Iterator[FaultServer]:
    with FaultServer() as served, dashboard_over(served, SetClock(NOON)):
        served.script(GROUPS, faults.listing([{"Number": "G", "Name": "Sales", "Id": 1}]))
        for name in ("UserActivity", "CallDistribution"):
            served.script(f"/xapi/v1/Report{name}", faults.listing([]))
        yield served


@pytest.fixture(scope="module")
def demo() -> Iterator[RunningPbx]:
    """One with calls, and a dashboard over it."""
    with served(ZONES[0]) as running:
        yield running


def test_without_any_call_trends_do_not_know_when_records_begin(pbx: FaultServer) -> None:
    pbx.script(REPORT, faults.listing(LISTED))
    app = draw("trends", f"group=G&{MONTH}")
    arrived(app)
    assert NO_CALLS in said(app)
    assert NOT_RECORDED not in said(app)


def test_a_group_without_extensions_has_no_records_to_begin(pbx: FaultServer) -> None:
    pbx.script(REPORT, faults.listing([]))
    app = draw("trends", f"group=G&{MONTH}")
    arrived(app)
    assert "The PBX lists no extension with calls here in this range." in said(app)
    assert NO_CALLS not in said(app)
    assert NOT_RECORDED not in said(app)


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("by_hour=calls", "No calls in this range."),
        ("by_hour=outbound", "No outbound calls in this range."),
        ("by_hour=calls&hours=mon-fri_08:00-17:00", "No calls in these working hours."),
    ],
)
def test_time_of_day_says_that_there_are_no_calls(demo: RunningPbx, query: str, words: str) -> None:
    busy, *_ = demo.groups
    empty = next(group for group in demo.groups if group.name == "Night shift")
    shown = [
        said(draw("hours", f"group={group.number}&range=last_week&{query}"))
        for group in (empty, busy)
    ]
    assert [words in one for one in shown] == [True, False]


def test_a_search_that_finds_nobody_says_so_and_not_that_there_are_no_calls(
    demo: RunningPbx,
) -> None:
    link = f"group={demo.groups[0].number}&from=2026-11-09&to=2026-11-15&search=nobody"
    for page in ("workload", "rates"):
        app = draw(page, link)
        words = f"{as_read(said(app))}{as_read(written(app))}{sent_charts(app)}"
        assert "No extension matches the filters." in words, page
        assert "in this period" not in words, page


def normal_load(extension: str) -> str:
    """What its file says of it, in one sentence."""
    query = f"group=G&extension={extension}&from=2026-11-16&to=2026-11-17"
    about = json.loads(get_route(f"/export/extension.json?{query}").content)["about"]
    return str(about["normal_load"])


def test_where_nobody_is_listed_an_extension_is_not_idle(pbx: FaultServer) -> None:
    pbx.script(REPORT, faults.listing([]))
    assert normal_load("999") == "The PBX lists no extension with calls here in this range."


def test_an_extension_without_calls_is_one_beside_another_that_does_not_exist(
    pbx: FaultServer,
) -> None:
    pbx.script(REPORT, faults.listing(LISTED))
    assert normal_load("100").startswith("Ann (100) has no calls")
    assert normal_load("999") == "There is no extension 999 here in this range."


@pytest.mark.parametrize(
    ("direction", "there", "not_there"),
    [
        ("both", ("Longer calls:", "split on their own", "How each did:"), ()),
        ("inbound", ("Longer calls:", "How each did:"), ("split on their own",)),
        ("outbound", ("Longer calls:",), ("split on their own", "How each did:")),
    ],
)
def test_what_changed_explains_the_parts_that_it_shows(
    pbx: FaultServer, direction: str, there: tuple[str, ...], not_there: tuple[str, ...]
) -> None:
    pbx.script(REPORT, faults.listing(ONE_CALL))
    words = said(draw("changes", f"group=G&range=last_week&direction={direction}"))
    assert all(part in words for part in there)
    assert not any(part in words for part in not_there)
