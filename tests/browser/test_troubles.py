"""What a viewer can do where figures cannot be had, and that no figures are not no calls."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.browser import words
from tests.browser.conftest import Visiting, demo_pbx
from tests.browser.overview import Overview
from tests.support import office
from tests.support.connected import settings
from tests.support.office import QUOTED, SALES, SUPPORT, Figures, counted, days
from tests.support.processes import dashboard

pytestmark = pytest.mark.browser

WEEK = {"from": "2026-03-25", "to": "2026-03-31"}
FIGURES = words.cards(Figures.total(counted(SALES, **days(*WEEK.values())).values()))
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


def test_no_such_group_and_no_calls_are_two_different_messages(at_office: Overview) -> None:
    at_office.visit.move(group="Sales & Sohne", **WEEK)
    no_such_group = notice(at_office)
    assert "There is no group “Sales & Sohne”. Did you mean Sales & Söhne?" in no_such_group
    assert at_office.cards() == NO_FIGURES
    at_office.visit.move(group=SUPPORT, **{"from": "2025-01-01", "to": "2025-01-31"})
    no_calls = notice(at_office)
    assert f"No calls in this range at {len(office.members(SUPPORT))} extensions." in no_calls
    assert at_office.cards()["Inbound answered"] == "0"
    assert at_office.cards()["Pick-up rate"] == words.NONE


def test_nobody_found_is_not_nobody_there(at_office: Overview) -> None:
    at_office.visit.move(group=QUOTED, search="nobody", **WEEK)
    members = len(office.members(QUOTED))
    assert f"None of the {members} extensions matches the filters above." in notice(at_office)
