"""What the page says when the figures cannot be had: each trouble in words of its own."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.browser import words
from tests.browser.conftest import Visiting, demo_pbx, settings
from tests.browser.overview import Overview
from tests.support import faults, office
from tests.support.fault_server import FaultServer, refused_port
from tests.support.office import QUOTED, SALES, SUPPORT, Figures, counted, days
from tests.support.processes import dashboard

pytestmark = pytest.mark.browser

WEEK = {"from": "2026-03-25", "to": "2026-03-31"}
FIGURES = words.cards(Figures.total(counted(SALES, **days(*WEEK.values())).values()))
REPORT = "/xapi/v1/ReportExtensionStatisticsByGroup"
OF_GROUP = "/Pbx.GetExtensionStatisticsByGroupData(groupNumber="
GROUPS = faults.listing(
    [{"Id": 28, "Number": "GRP1", "Name": "Sales"}, {"Id": 29, "Number": "GRP2", "Name": "Support"}]
)
ROWS = faults.listing([{"Dn": "100", "DisplayName": "Ann", "InboundAnsweredCount": 7}])
NO_FIGURES: dict[str, str] = {}


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return office.write(tmp_path_factory.mktemp("office"))


@contextmanager
def page_over(visiting: Visiting, connection: Mapping[str, str]) -> Iterator[Overview]:
    """A page of a dashboard of its own with these settings; closed before the server ends."""
    with dashboard(environment=connection) as server:
        page = visiting(server)
        yield page
        page.page.close()


def notice(page: Overview) -> str:
    """The page's only notice, in one line."""
    [only] = page.notices
    return " ".join(only.split())


def press(page: Overview, name: str) -> None:
    with page.visit.change():
        page.page.get_by_role("button", name=name).click()


def test_a_pbx_that_cannot_be_reached_is_told_apart_and_can_be_tried_again(
    visiting: Visiting, log: Path
) -> None:
    port = refused_port()
    with page_over(visiting, settings(f"http://127.0.0.1:{port}")) as page:
        page.visit.open(group=SALES, **WEEK)
        assert "The PBX cannot be reached. Check that it runs" in notice(page)
        assert page.cards() == NO_FIGURES
        with demo_pbx("--calls", str(log), port=port):
            until(page, "Try again", lambda: page.cards() == FIGURES)
            assert page.notices == []


def test_old_figures_stay_with_age_and_cause_until_the_pbx_is_back(
    visiting: Visiting, log: Path
) -> None:
    port = refused_port()
    with page_over(visiting, settings(f"http://127.0.0.1:{port}")) as page:
        with demo_pbx("--calls", str(log), port=port):
            page.visit.open(group=SALES, **WEEK)
            assert (page.cards(), page.notices) == (FIGURES, [])
        press(page, "Refresh")
        assert re.search(
            r"These figures are \d+ (s|min) old\. The PBX cannot be reached\.", notice(page)
        )
        assert page.cards() == FIGURES
        with demo_pbx("--calls", str(log), port=port):
            until(page, "Refresh", lambda: page.notices == [])
            assert page.cards() == FIGURES


def test_refused_credentials_are_named_with_the_moment_of_the_next_attempt(
    visiting: Visiting, log: Path
) -> None:
    with (
        demo_pbx("--calls", str(log)) as origin,
        page_over(visiting, settings(origin, key="canary-of-a-wrong-key")) as page,
    ):
        page.visit.open(group=SALES, **WEEK)
        assert "The PBX refused the sign-in of this dashboard." in notice(page)
        assert re.search(r"the next attempt is made after \d\d:\d\d UTC on ", notice(page))
        assert page.cards() == NO_FIGURES
        assert "canary" not in page.page.content()


def test_a_client_that_may_not_list_groups_shows_the_group_whose_number_is_typed(
    visiting: Visiting, log: Path
) -> None:
    with (
        demo_pbx("--calls", str(log), "--role", "reports") as origin,
        page_over(visiting, settings(origin)) as page,
    ):
        page.visit.open(**WEEK)
        warning, prompt = page.notices
        assert "does not let this API client list the groups, so type a group's number" in warning
        assert "A number that does not exist looks the same as a group without calls." in warning
        assert "Choose a group" in prompt
        with page.changing():
            field = page.panel.get_by_label("Group numbers")
            field.fill(SALES)
            with page.visit.change():
                field.press("Enter")
        assert page.visit.parameters["group"] == [SALES]
        page.visit.eventually(page.cards, FIGURES)


def test_a_client_of_a_low_role_is_told_which_right_it_lacks(visiting: Visiting, log: Path) -> None:
    with (
        demo_pbx("--calls", str(log), "--low-role") as origin,
        page_over(visiting, settings(origin)) as page,
    ):
        page.visit.open(group=SALES, **WEEK)
        assert "This dashboard's API client lacks the right" in notice(page)
        assert "Its token has the roles" in notice(page)
        assert "system_admins" in notice(page)
        assert page.cards() == NO_FIGURES


def test_no_such_group_and_no_calls_are_two_different_messages(at_office: Overview) -> None:
    at_office.visit.open(group="Sales & Sohne", **WEEK)
    no_such_group = notice(at_office)
    assert "There is no group “Sales & Sohne”. Did you mean Sales & Söhne?" in no_such_group
    assert at_office.cards() == NO_FIGURES
    at_office.visit.open(group=SUPPORT, **{"from": "2025-01-01", "to": "2025-01-31"})
    no_calls = notice(at_office)
    assert f"No calls in this range at {len(office.members(SUPPORT))} extensions." in no_calls
    assert at_office.cards()["Inbound answered"] == "0"
    assert at_office.cards()["Pick-up rate"] == words.NONE


def test_nobody_found_is_not_nobody_there(at_office: Overview) -> None:
    at_office.visit.open(group=QUOTED, search="nobody", **WEEK)
    members = len(office.members(QUOTED))
    assert f"None of the {members} extensions matches the filters above." in notice(at_office)


def test_a_group_without_an_answer_is_missing_by_name_beside_the_others(visiting: Visiting) -> None:
    with FaultServer() as pbx, page_over(visiting, settings(pbx.origin)) as page:
        pbx.script("/xapi/v1/Groups", GROUPS)
        pbx.script(f"{REPORT}{OF_GROUP}'GRP1'", ROWS)
        # not busy: what a busy PBX asks for holds for every group
        pbx.script(f"{REPORT}{OF_GROUP}'GRP2'", faults.odata_error("Unknown column"))
        page.visit.open(group=["GRP1", "GRP2"], **WEEK)
        assert "Support is missing below. The PBX refused this query." in notice(page)
        assert page.cards()["Inbound answered"] == "7"


def test_an_answer_of_somebody_in_between_is_told_apart(visiting: Visiting) -> None:
    with FaultServer() as pbx, page_over(visiting, settings(pbx.origin)) as page:
        pbx.script("/xapi/v1/Groups", GROUPS)
        pbx.script(REPORT, faults.html())
        page.visit.open(group="GRP1", **WEEK)
        assert "What came back is not an answer of the 3CX API." in notice(page)
        assert page.cards() == NO_FIGURES


def until(page: Overview, button: str, condition: Callable[[], bool]) -> None:
    """Press the button until it helps: a failure is shared for some seconds."""

    def pressed() -> bool:
        press(page, button)
        return condition()

    page.visit.until(pressed)
