"""A range that has not begun, or of which a part is still to come, says so, and costs nothing."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import openpyxl
import pytest
from streamlit.testing.v1 import AppTest

from server.current_context import using
from telephony.context import Context
from tests.server.export_client import GROUPS, REPORT, get_route
from tests.support import faults
from tests.support.clocks import SetClock
from tests.support.fault_server import FaultServer
from tests.support.pages import arrived, context_over, dashboard_over, draw, said

NOON = datetime(2026, 11, 18, 11, tzinfo=UTC)  # a Wednesday; 12:00 in Berlin
TO_COME = "from=2026-11-19&to=2026-11-25"
NOT_BEGUN = "This range has not begun. It begins on Thu 19 Nov 2026 (Europe/Berlin)."
WEEK = "range=this_week"
SO_FAR = "So far: 16–18 Nov 2026; today is not over. 19–22 Nov 2026 have not begun."
PAGES = (
    *("overview", "changes", "trends", "hours", "explorer", "extension", "groups"),
    *("workload", "rates"),
)
EXPORTS = (
    *("extensions", "days", "hours", "extension", "groups", "changes", "workload", "rates"),
    "traffic",
)
COMPARED_TO_COME = "compare=2026-12-01_2026-12-07"
COMPARED_PARTLY = "compare=2026-11-16_2026-11-22"
PARTLY = f"The range compared with, {SO_FAR[0].lower()}{SO_FAR[1:]}"
ROWS = [{"Dn": "100", "DisplayName": "Ann", "InboundAnsweredCount": 3}]


@pytest.fixture
def clock() -> SetClock:
    return SetClock(NOON)


@contextmanager
def answering(clock: SetClock) -> Iterator[FaultServer]:
    with FaultServer(date=clock.now) as served:
        served.script(GROUPS, faults.listing([{"Number": "G", "Name": "Sales", "Id": 1}]))
        served.script(REPORT, faults.listing(ROWS))
        for name in ("UserActivity", "CallDistribution"):
            served.script(f"/xapi/v1/Report{name}", faults.listing([]))
        yield served


@pytest.fixture
def pbx(clock: SetClock) -> Iterator[FaultServer]:
    """A PBX of the test's own, for what is requested of it."""
    with answering(clock) as served, dashboard_over(served, clock):
        yield served


@pytest.fixture(scope="module")
def held() -> Iterator[tuple[FaultServer, Context]]:
    clock = SetClock(NOON)
    with answering(clock) as served, context_over(served, clock) as context:
        yield served, context


@pytest.fixture
def loaded(held: tuple[FaultServer, Context]) -> Iterator[FaultServer]:
    """A dashboard that holds what others have loaded, and its PBX, before any request.

    For what is said of a range, and for requests that nobody may have sent before either.
    """
    pbx, context = held
    pbx.received.clear()
    with using(context):
        yield pbx


def drawn(page: str, link: str) -> AppTest:
    """The page once nothing is on its way."""
    app = arrived(draw(page, link))
    assert not app.exception
    return app


def in_turn(name: str) -> str:
    """One of the formats with a place for notes, the other one for the next export."""
    return ("json", "xlsx")[EXPORTS.index(name) % 2]


def of_export(name: str, suffix: str, query: str) -> str:
    """What an export says beside its rows."""
    only = "extension=100&" if name == "extension" else ""
    answer = get_route(f"/export/{name}.{suffix}?group=G&{only}{query}")
    assert answer.status_code == 200, answer.text
    if suffix == "xlsx":
        sheet = openpyxl.load_workbook(io.BytesIO(answer.content))["About"]
        return "\n".join(str(cell.value) for row in sheet for cell in row)
    if suffix == "json":
        return "\n".join(json.loads(answer.content)["about"]["notes"])
    if "about" in query:
        return answer.text
    return answer.headers["warning"].encode("ascii").decode()


@pytest.mark.parametrize("page", PAGES)
def test_a_page_says_that_a_range_has_not_begun_and_shows_no_figure(
    loaded: FaultServer, page: str
) -> None:
    app = drawn(page, f"group=G&{TO_COME}")
    assert f"{NOT_BEGUN} There is nothing to show yet." in said(app)
    assert "fewer" not in text_of(app)
    assert not [path for path in asked(loaded) if "Report" in path]


@pytest.mark.parametrize("name", EXPORTS)
def test_an_export_says_that_a_range_has_not_begun_and_asks_nothing(
    loaded: FaultServer, name: str
) -> None:
    assert NOT_BEGUN in of_export(name, in_turn(name), TO_COME)
    assert NOT_BEGUN in of_export(name, "csv", f"{TO_COME}&about=lines")
    assert NOT_BEGUN in of_export(name, "csv", TO_COME)
    assert not [path for path in asked(loaded) if "Report" in path]


@pytest.mark.usefixtures("loaded")
@pytest.mark.parametrize("page", PAGES)
def test_a_page_says_which_days_are_in_and_which_are_to_come(page: str) -> None:
    assert SO_FAR in said(drawn(page, f"group=G&{WEEK}"))


@pytest.mark.usefixtures("loaded")
@pytest.mark.parametrize("name", EXPORTS)
def test_an_export_says_which_days_are_in_and_which_are_to_come(name: str) -> None:
    assert SO_FAR in of_export(name, in_turn(name), WEEK)


def test_the_range_begins_with_its_first_instant(pbx: FaultServer, clock: SetClock) -> None:
    evening = "from=2026-11-18T18:00&to=2026-11-18T20:00"
    words = "This range has not begun. It begins on Wed 18 Nov 2026 at 18:00 (Europe/Berlin)."
    assert words in said(drawn("overview", f"group=G&{evening}"))
    clock.move(timedelta(hours=6))
    app = drawn("overview", f"group=G&{evening}")
    assert "not begun" not in said(app)
    assert any("periodFrom=2026-11-18T17:00" in path for path in asked(pbx))


@pytest.mark.usefixtures("loaded")
def test_a_range_compared_with_that_has_not_begun_is_told() -> None:
    app = drawn("trends", "group=G&range=yesterday&compare=2026-12-01_2026-12-01")
    begins = "It begins on Tue 1 Dec 2026 (Europe/Berlin)."
    assert f"The range compared with has not begun. {begins}" in said(app)


@pytest.mark.parametrize("page", ["overview", "groups", "extension", "changes"])
def test_nothing_is_compared_with_a_range_that_has_not_begun(
    loaded: FaultServer, page: str
) -> None:
    app = drawn(page, f"group=G&extension=100&range=yesterday&{COMPARED_TO_COME}")
    assert "The range compared with has not begun." in said(app)
    assert not re.search(r"\bnew\b|% more|\bunlike\b", text_of(app))
    assert not any(
        "periodFrom=2026-12" in path or "periodFrom=2026-11-30" in path for path in asked(loaded)
    )


@pytest.mark.usefixtures("loaded")
@pytest.mark.parametrize("page", ["overview", "trends", "groups", "extension", "changes"])
def test_a_compared_range_that_is_partly_to_come_says_which_days_are_in(page: str) -> None:
    app = drawn(page, f"group=G&extension=100&range=last_week&{COMPARED_PARTLY}")
    assert PARTLY in said(app)
    assert PARTLY not in said(
        drawn(page, "group=G&extension=100&range=last_week&compare=preceding")
    )


def test_against_another_group_the_progress_of_the_one_range_is_said_once(
    pbx: FaultServer,
) -> None:
    groups = [{"Number": name, "Name": name, "Id": at} for at, name in enumerate("GH", 1)]
    pbx.script(GROUPS, faults.listing(groups))
    assert said(drawn("changes", f"group=G&against=H&{WEEK}")).count("have not begun") == 1


@pytest.mark.usefixtures("loaded")
def test_a_file_says_which_days_of_the_compared_range_are_in() -> None:
    for name in ("groups", "changes"):
        query = f"group=G&range=last_week&{COMPARED_PARTLY}"
        content = json.loads(get_route(f"/export/{name}.json?{query}").content)
        assert PARTLY in content["about"]["notes"]


@pytest.mark.usefixtures("loaded")
def test_no_file_compares_with_a_range_that_has_not_begun() -> None:
    words = "The range compared with has not begun. It begins on Tue 1 Dec 2026 (Europe/Berlin)."
    for name in ("groups", "changes"):
        answer = get_route(f"/export/{name}.json?group=G&range=yesterday&{COMPARED_TO_COME}")
        content = json.loads(answer.content)
        assert words in content["about"]["notes"]
        assert all(row["calls_before"] is None for row in content["rows"])
        assert words in answer.headers["warning"]
    assert content["about"]["answer"] == f"No comparison: {words}"


@pytest.mark.usefixtures("loaded")
@pytest.mark.parametrize("query", [TO_COME, f"against=H&{TO_COME}"])
def test_the_file_of_changes_finds_none_in_a_range_that_has_not_begun(query: str) -> None:
    content = json.loads(get_route(f"/export/changes.json?group=G&{query}").content)
    assert content["about"]["answer"] == f"No comparison: {NOT_BEGUN}"
    assert content["rows"] == []


@pytest.mark.usefixtures("loaded")
@pytest.mark.parametrize("name", ["workload", "rates"])
def test_the_finding_of_a_range_that_has_not_begun_is_that(name: str) -> None:
    content = json.loads(get_route(f"/export/{name}.json?group=G&{TO_COME}").content)
    assert content["about"]["finding"] == NOT_BEGUN


@pytest.mark.parametrize(
    ("hours", "words"),
    [
        ("mon-fri_18:00-20:00", "The working hours of this range have not begun."),
        ("sat-sun_08:00-20:00", "This range has no working hours"),
    ],
)
def test_working_hours_that_have_not_begun_are_told_from_none(
    loaded: FaultServer, hours: str, words: str
) -> None:
    assert words in said(drawn("trends", f"group=G&range=today&hours={hours}"))
    assert not [path for path in asked(loaded) if "Report" in path]


def asked(pbx: FaultServer) -> list[str]:
    return [request.target.decode() for request in pbx.received]


def text_of(app: AppTest) -> str:
    """Everything that the page sent, the cards among it."""
    return "\n".join(str(part.proto) for part in app.main)
