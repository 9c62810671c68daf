"""A range that a clock change skips says so: it has no calls."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from tests.server.export_client import GROUPS, REPORT, get_route
from tests.support import faults
from tests.support.clocks import SetClock
from tests.support.fault_server import FaultServer
from tests.support.pages import dashboard_over, draw, said

BERLIN = "on Sun 29 Mar 2026 from 02:00 to 03:00 (Europe/Berlin)."
SKIPPED = "This range does not exist: clocks go forward "
INSIDE = "from=2026-03-29T02:10&to=2026-03-29T02:40"
TO_ITS_END = "from=2026-03-29T02:00&to=2026-03-29T03:00"
A_DAY_LATER = "from=2026-03-30T02:10&to=2026-03-30T02:40"
ROWS = [{"Dn": "100", "DisplayName": "Ann", "InboundAnsweredCount": 3}]
PAGES = ("overview", "changes", "trends", "hours", "explorer", "extension", "groups")
EXPORTS = ("extensions", "days", "hours")


@pytest.fixture
def pbx() -> Iterator[FaultServer]:
    noon = datetime(2026, 11, 18, 11, tzinfo=UTC)
    with FaultServer(date=lambda: noon) as served, dashboard_over(served, SetClock(noon)):
        served.script(GROUPS, faults.listing([{"Number": "G", "Name": "Sales", "Id": 1}]))
        served.script(REPORT, faults.listing(ROWS))
        for name in ("UserActivity", "CallDistribution"):
            served.script(f"/xapi/v1/Report{name}", faults.listing([]))
        yield served


def reports_asked(pbx: FaultServer) -> list[str]:
    return [at for at in (one.target.decode() for one in pbx.received) if "/Report" in at]


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("span", [INSIDE, TO_ITS_END])
def test_a_page_says_that_clocks_skip_the_range(pbx: FaultServer, page: str, span: str) -> None:
    words = said(draw(page, f"group=G&{span}"))
    assert f"{SKIPPED}{BERLIN}" in words
    assert "nothing to show yet" not in words
    assert "No calls" not in words
    assert not reports_asked(pbx)


@pytest.mark.parametrize("name", EXPORTS)
def test_an_export_says_that_clocks_skip_the_range(pbx: FaultServer, name: str) -> None:
    notes = json.loads(get_route(f"/export/{name}.json?group=G&{INSIDE}").content)["about"]["notes"]
    assert f"{SKIPPED}{BERLIN}" in notes
    assert BERLIN in get_route(f"/export/{name}.csv?group=G&{INSIDE}&about=lines").text
    assert BERLIN in get_route(f"/export/{name}.csv?group=G&{INSIDE}").headers["warning"]
    assert not reports_asked(pbx)


@pytest.mark.parametrize(
    ("span", "words"),
    [
        # half an hour on an island
        (
            "from=2026-10-04T02:05&to=2026-10-04T02:25&tz=Australia/Lord_Howe",
            "on Sun 4 Oct 2026 from 02:00 to 02:30 (Australia/Lord_Howe).",
        ),
        (
            "from=2018-11-04T00:00&to=2018-11-04T01:00&tz=America/Sao_Paulo",
            "on Sun 4 Nov 2018 from 00:00 to 01:00 (America/Sao_Paulo).",
        ),
        # from one side of the date line to the other
        (
            "from=2011-12-30&to=2011-12-30&tz=Pacific/Apia",
            "from Fri 30 Dec 2011 00:00 to Sat 31 Dec 2011 00:00 (Pacific/Apia).",
        ),
        # still to come
        (
            "from=2027-03-28T02:10&to=2027-03-28T02:40",
            "on Sun 28 Mar 2027 from 02:00 to 03:00 (Europe/Berlin).",
        ),
    ],
)
def test_whatever_clocks_skip_is_named(pbx: FaultServer, span: str, words: str) -> None:
    assert f"{SKIPPED}{words}" in said(draw("trends", f"group=G&{span}"))


@pytest.mark.parametrize(
    "span",
    [
        "from=2026-03-29T01:50&to=2026-03-29T02:10",  # ten minutes before the jump
        "from=2026-03-29T02:50&to=2026-03-29T03:10",  # ten minutes behind it
        "from=2026-10-25T02:10&to=2026-10-25T02:40",  # an hour that clocks show twice
    ],
)
def test_a_range_with_time_in_it_has_its_calls(pbx: FaultServer, span: str) -> None:
    assert "clocks go forward" not in said(draw("overview", f"group=G&{span}"))
    assert reports_asked(pbx)


@pytest.mark.parametrize("page", ["overview", "trends"])
def test_a_range_is_not_compared_with_one_that_clocks_skip(pbx: FaultServer, page: str) -> None:
    app = draw(page, f"group=G&{A_DAY_LATER}&compare=preceding")
    assert f"The range compared with does not exist: clocks go forward {BERLIN}" in said(app)
    assert "3 more" not in "\n".join(str(part.proto) for part in app.main)
