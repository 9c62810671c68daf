"""The page of the status: what the requests, the store and the process do."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from streamlit.testing.v1 import AppTest

from telephony.counters.recent_errors import MOST, RECENT_ERRORS, RecentErrors
from telephony.data_access.service import DataAccess
from tests.support import faults
from tests.support.clocks import SetClock
from tests.support.dashboard_settings import settings
from tests.support.fault_server import FaultServer
from tests.support.pages import (
    cards,
    choose,
    dashboard_over,
    dashboard_with,
    draw,
    notices,
    press,
    run_until,
    sent_charts,
    written,
)

NOON = datetime(2026, 4, 2, 10, tzinfo=UTC)
REPORT, GROUPS = "/xapi/v1/ReportExtensionStatisticsByGroup", "/xapi/v1/Groups"
LISTED = faults.listing([{"Number": f"G{n}", "Name": f"Sales {n}", "Id": n} for n in range(2)])
ROWS = faults.listing([{"Dn": "100", "DisplayName": "Ann", "InboundAnsweredCount": 3}])


@pytest.fixture
def clock() -> SetClock:
    return SetClock(NOON)


@pytest.fixture
def pbx() -> Iterator[FaultServer]:
    with FaultServer() as served:
        served.script(GROUPS, LISTED)
        served.script(REPORT, ROWS)
        yield served


@pytest.fixture(autouse=True)
def access(pbx: FaultServer, clock: SetClock) -> Iterator[DataAccess]:
    with dashboard_over(pbx, clock) as opened:
        yield opened


def rows(app: AppTest, name: str) -> list[list[str]]:
    """The table of this name for a screen reader."""
    [table] = [one for one in app.dataframe if one.proto.alt == name]
    return [[str(value) for value in row] for row in table.value.to_numpy().tolist()]


def test_requests_of_the_last_hour_and_day_are_counted_with_their_outcomes(
    pbx: FaultServer, clock: SetClock, access: DataAccess
) -> None:
    access.load_groups()
    clock.move(timedelta(hours=2))
    pbx.script("/xapi/v1/Defs", faults.status(403))
    access.request_connection_test().answer()
    app = draw("status", "")
    assert not app.exception
    hour = {row[0]: row[1:3] for row in rows(app, "The last hour")}
    assert hour["Version and rights"] == ["1", "1 refused"]
    day = {row[0]: row[1:3] for row in rows(app, "The last 24 hours")}
    assert day["List of groups"] == ["1", "–"]
    assert int(day["All"][0]) == sum(int(many) for name, (many, _) in day.items() if name != "All")
    shown = cards(app)
    assert shown["PBX"] == "Available"
    assert shown["Budget left"] == "1,200"
    assert shown["Store"] == "In memory"


def test_a_pbx_that_is_down_is_said_with_the_last_good_response(
    pbx: FaultServer, clock: SetClock, access: DataAccess
) -> None:
    access.load_groups()
    pbx.script(GROUPS, faults.status(502))
    clock.move(timedelta(minutes=10))
    for _ in range(3):
        access.load_groups(refresh=True)
        clock.move(timedelta(seconds=10))
    shown = cards(draw("status", ""))
    assert shown["PBX"] == "Down"
    assert shown["Last good response"] == "10 min ago"


def test_before_the_first_request_nothing_is_claimed(pbx: FaultServer) -> None:
    pbx.script(GROUPS, faults.status(503))
    shown = cards(draw("status", ""))
    assert shown["PBX"] == "Not known"
    assert shown["Last good response"] == "–"


def test_the_calendar_says_what_is_stored_and_fetch_this_fetches_the_rest_from_the_budget(
    pbx: FaultServer,
) -> None:
    app = draw("status", "")
    choose(app, "selectbox", "coverage_since", 1)
    # from 1 March to yesterday, 1 April
    assert "32 days of history: 0 final, 0 incomplete, 32 missing." in written(app)
    assert "32 days not final: fetching takes about as many requests. 1,200 of 1,200" in written(
        app
    )
    asked = pbx.requests_to(REPORT)
    assert asked == 0
    press(app, "Fetch this")
    run_until(app, lambda: "32 days of history: 32 final" in written(app))
    assert pbx.requests_to(REPORT) == 32
    assert "Every day is final" in written(app)
    assert app.button(key="fetch").disabled
    field, _ = sent_charts(app)["coverage"]["figure"]["data"]
    assert set(field["z"]) == {2}
    choose(app, "selectbox", "coverage_group", "G1")
    assert "32 missing" in written(app)
    assert cards(app)["Budget left"] == f"{1200 - 32:,}"


def test_a_fetch_goes_on_when_its_viewer_has_left(pbx: FaultServer) -> None:
    answers = threading.Event()
    pbx.script(REPORT, faults.held_until(answers, ROWS))
    app = draw("status", "")
    choose(app, "selectbox", "coverage_since", 1)
    press(app, "Fetch this")
    app.session_state["session_waits"].leave_all()
    answers.set()
    other = draw("status", "")
    choose(other, "selectbox", "coverage_since", 1)
    run_until(other, lambda: "32 final" in written(other))


def test_a_fetch_that_fails_says_why_and_can_be_started_again(pbx: FaultServer) -> None:
    pbx.script(REPORT, faults.status(403))
    app = draw("status", "")
    choose(app, "selectbox", "coverage_since", 1)
    press(app, "Fetch this")
    run_until(app, lambda: bool(notices(app)))
    assert "lacks the right “Reports”" in notices(app)[0]
    assert not app.button(key="fetch").disabled


def test_more_than_an_hours_budget_is_not_fetched_from_here(pbx: FaultServer) -> None:
    environment = {**settings(pbx.origin), "THREECX_REQUESTS_PER_HOUR": "50"}
    with dashboard_with(environment, SetClock(NOON)):
        app = draw("status", "")
        assert "One fetch may take 50 requests" in written(app)
        assert "fetch" not in [one.key for one in app.button]
        assert pbx.requests_to(REPORT) == 0


def test_the_table_in_place_of_the_calendar_has_a_row_per_month() -> None:
    app = draw("status", "")
    choose(app, "toggle", "coverage_as_table", True)
    months = rows(app, "History by month")
    assert months[:2] == [["Apr 2026", "0", "0", "1"], ["Mar 2026", "0", "0", "31"]]
    assert len(months) == 14


def test_all_groups_are_listed_when_their_panel_is_opened() -> None:
    app = draw("status", "")
    app.session_state["coverage_of_all"] = True
    app.run()
    assert [row[0] for row in rows(app, "History by group")] == ["Sales 0", "Sales 1"]


def test_without_the_list_of_groups_the_rest_is_shown(pbx: FaultServer) -> None:
    pbx.script(GROUPS, faults.status(403))
    app = draw("status", "")
    assert not app.exception
    assert "Version" in cards(app)


def test_the_last_errors_have_their_numbers_and_nothing_of_who_saw_them() -> None:
    RECENT_ERRORS.add(NOON, "overview", RuntimeError("ann@example.com"), "0123456789ab")
    app = draw("status", "")
    [*_, newest] = [row for row in rows(app, "The last errors") if row[3] == "0123456789ab"]
    assert newest == ["12:00:00", "overview", "RuntimeError", "0123456789ab"]
    assert "ann@example.com" not in str(rows(app, "The last errors"))


def test_errors_are_bounded_and_counted_once() -> None:
    errors = RecentErrors()
    for number in range(MOST + 10):
        for _ in range(2):
            errors.add(NOON, "x" * 500, ValueError(), str(number))
    kept = errors.newest_first()
    assert len(kept) == MOST
    assert kept[0].number == str(MOST + 9)
    assert len(kept[0].place) == 80
