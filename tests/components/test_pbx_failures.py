"""What a page says when the figures cannot be had: each trouble in words of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from demo_pbx.options import Options, Role
from demo_pbx.serving import RunningPbx, running
from tests.support import faults, office, words
from tests.support.clocks import SetClock
from tests.support.dashboard_settings import settings
from tests.support.fault_server import FaultServer, refused_port
from tests.support.office import QUOTED, SALES, SUPPORT, Figures, counted, days
from tests.support.pages import (
    address,
    cards,
    choose,
    dashboard_with,
    draw,
    draw_view,
    notices,
    press,
)

DAYS = {"from": "2026-03-25", "to": "2026-03-31"}
WEEK = "from=2026-03-25&to=2026-03-31"
SALES_WEEK = f"group={SALES.replace('&', '%26')}&{WEEK}"
FIGURES = words.cards(Figures.total(counted(SALES, **days("2026-03-25", "2026-03-31")).values()))
REPORT = "/xapi/v1/ReportExtensionStatisticsByGroup"
OF_GROUP = "/Pbx.GetExtensionStatisticsByGroupData(groupNumber="
GROUPS = faults.listing(
    [{"Id": 28, "Number": "GRP1", "Name": "Sales"}, {"Id": 29, "Number": "GRP2", "Name": "Support"}]
)
ROWS = faults.listing([{"Dn": "100", "DisplayName": "Ann", "InboundAnsweredCount": 7}])
NO_FIGURES: dict[str, str] = {}
# Longer than a failure is shared by all who ask.
LATER = timedelta(minutes=1)


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return office.write(tmp_path_factory.mktemp("office"))


@contextmanager
def dashboard_at(origin: str, key: str = "demo") -> Iterator[SetClock]:
    """The clock of a dashboard at this PBX, on the office's day."""
    clock = SetClock(datetime.fromisoformat(office.NOW).astimezone(UTC))
    with dashboard_with(settings(origin, key=key), clock):
        yield clock


def notice(app: AppTest) -> str:
    """The page's only notice."""
    [only] = notices(app)
    return only


def test_a_pbx_that_cannot_be_reached_is_told_apart_and_can_be_tried_again(log: Path) -> None:
    port = refused_port()
    with dashboard_at(f"http://127.0.0.1:{port}") as clock:
        app = draw("overview", SALES_WEEK)
        assert "The PBX cannot be reached. Check that it runs" in notice(app)
        assert cards(app) == NO_FIGURES
        with running(Options(calls=log), port=port):
            clock.move(LATER)
            press(app, "Try again")
            assert cards(app) == FIGURES
            assert notices(app) == []


def test_old_figures_stay_with_age_and_cause_until_the_pbx_is_back(log: Path) -> None:
    port = refused_port()
    with dashboard_at(f"http://127.0.0.1:{port}") as clock:
        with running(Options(calls=log), port=port):
            app = draw("overview", SALES_WEEK)
            assert (cards(app), notices(app)) == (FIGURES, [])
        press(app, "Refresh")
        assert re.search(
            r"These numbers are \d+ (s|min) old\. The PBX cannot be reached\.",
            notice(app),
        )
        assert cards(app) == FIGURES
        with running(Options(calls=log), port=port):
            clock.move(LATER)
            press(app, "Refresh")
            assert notices(app) == []
            assert cards(app) == FIGURES


def test_refused_credentials_are_named_with_the_moment_of_the_next_attempt(log: Path) -> None:
    with (
        running(Options(calls=log)) as pbx,
        dashboard_at(pbx.base_url, key="canary-of-a-wrong-key"),
    ):
        app = draw("overview", SALES_WEEK)
        assert "The PBX refused the sign-in of this dashboard." in notice(app)
        assert re.search(r"the next attempt is made after \d\d:\d\d UTC on ", notice(app))
        assert cards(app) == NO_FIGURES
        everything = "".join(str(part.proto) for part in app.main)
        assert "The PBX refused the sign" in everything
        assert "canary" not in everything


def test_a_client_of_a_low_role_is_told_which_right_it_lacks(log: Path) -> None:
    with running(Options(calls=log, role=Role.ADMIN)) as pbx, dashboard_at(pbx.base_url):
        app = draw("overview", SALES_WEEK)
        assert "This dashboard's API client lacks the right" in notice(app)
        assert "Its token has the roles" in notice(app)
        assert "system_admins" in notice(app)
        assert cards(app) == NO_FIGURES


def test_a_group_without_an_answer_is_missing_by_name_beside_the_others() -> None:
    with FaultServer() as pbx, dashboard_at(pbx.origin):
        pbx.script("/xapi/v1/Groups", GROUPS)
        pbx.script(f"{REPORT}{OF_GROUP}'GRP1'", ROWS)
        # not busy: what a busy PBX asks for holds for every group
        pbx.script(f"{REPORT}{OF_GROUP}'GRP2'", faults.odata_error("Unknown column"))
        app = draw("overview", f"group=GRP1&group=GRP2&{WEEK}")
        assert "Support is missing below. The PBX refused this query." in notice(app)
        assert cards(app)["Inbound answered"] == "7"


def test_an_answer_of_somebody_in_between_is_told_apart() -> None:
    with FaultServer() as pbx, dashboard_at(pbx.origin):
        pbx.script("/xapi/v1/Groups", GROUPS)
        pbx.script(REPORT, faults.html())
        app = draw("overview", f"group=GRP1&{WEEK}")
        assert "The response is not one of the 3CX API." in notice(app)
        assert cards(app) == NO_FIGURES


def test_only_the_reports_themselves_tell_that_there_is_no_hourly_report() -> None:
    with FaultServer() as pbx, dashboard_at(pbx.origin) as clock:
        pbx.script("/xapi/v1/ReportUserActivity", faults.html())
        pbx.script("/xapi/v1/ReportCallDistribution", faults.html())
        pbx.script("/xapi/v1/Groups", faults.html())
        app = draw("hours", "group=GRP1&from=2026-03-23&to=2026-03-23")
        assert "The response is not one of the 3CX API." in notice(app)
        assert not offered(app)
        pbx.script("/xapi/v1/Groups", GROUPS)
        clock.move(LATER)
        press(app, "Refresh")
        assert "This PBX has no hourly report that can be read." in notice(app)
        assert offered(app)


def test_a_client_that_may_not_list_groups_shows_the_group_whose_number_is_typed(log: Path) -> None:
    with running(Options(calls=log, role=Role.REPORTS)) as pbx, dashboard_at(pbx.base_url):
        app = draw("overview", WEEK)
        warning, prompt = notices(app)
        assert "does not let this API client list the groups, so type a group number" in warning
        assert "A number that does not exist looks the same as a group without calls." in warning
        assert "Choose a group" in prompt
        choose(app, "text_input", "typed_groups", SALES)
        assert address(app)["group"] == [SALES]
        assert cards(app) == FIGURES


def test_no_such_group_and_no_calls_are_two_different_messages(calls_of_office: RunningPbx) -> None:
    with dashboard_at(calls_of_office.base_url):
        app = draw_view("overview", group="Sales & Sohne", **DAYS)
        no_such_group = notice(app)
        assert "There is no group “Sales & Sohne”. Did you mean Sales & Söhne?" in no_such_group
        assert cards(app) == NO_FIGURES
        app = draw_view("overview", group=SUPPORT, **{"from": "2025-01-01", "to": "2025-01-31"})
        members = len(office.members(SUPPORT))
        assert f"No calls in this range at {members} extensions." in notice(app)
        assert cards(app)["Inbound answered"] == "0"
        assert cards(app)["Pick-up rate"] == words.NONE


def test_nobody_found_is_not_nobody_there(calls_of_office: RunningPbx) -> None:
    with dashboard_at(calls_of_office.base_url):
        app = draw_view("overview", group=QUOTED, search="nobody", **DAYS)
        members = len(office.members(QUOTED))
        assert f"None of the {members} extensions matches the filters above." in notice(app)


def offered(app: AppTest) -> bool:
    """Whether the hours can be counted one by one."""
    return "count_hours" in {button.key for button in app.button}
