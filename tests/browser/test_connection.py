"""Whether the PBX is reached, and what it lets this dashboard do, on a page of its own."""

from __future__ import annotations

import pytest

from tests.browser.conftest import Visiting, demo_pbx, settings
from tests.browser.overview import Overview
from tests.support.fault_server import refused_port
from tests.support.processes import dashboard

pytestmark = pytest.mark.browser


def texts(page: Overview) -> list[str]:
    return page.page.locator(".text").all_inner_texts()


def test_a_pbx_that_answers_tells_version_roles_groups_and_zone(visiting: Visiting) -> None:
    with (
        demo_pbx("--pbx-version", "20.0.8.5", "--timezone", "Asia/Tokyo") as origin,
        dashboard(environment=settings(origin, "Asia/Tokyo")) as server,
    ):
        page = visiting(server)
        page.visit.open("connection")
        assert page.notices == ["check_circle\n\nThe PBX answers and takes the credentials."]
        version, roles, clock, groups, report, zone = texts(page)
        assert version == "3CX version: 20.0.8.5"
        assert "system_owners" in roles
        assert clock.startswith("Clock of the PBX: ")
        assert groups == "Groups: 6"
        assert report.startswith("Report of DEFAULT for today: ")
        assert zone == "Time zone of the PBX: Asia/Tokyo"
        page.page.close()


def test_a_pbx_that_cannot_be_reached_can_be_tested_again(visiting: Visiting) -> None:
    port = refused_port()
    with dashboard(environment=settings(f"http://127.0.0.1:{port}")) as server:
        page = visiting(server)
        page.visit.open("connection")
        assert "The PBX cannot be reached." in page.notices[0]
        with demo_pbx(port=port):

            def answers() -> bool:  # a failure is shared for some seconds
                with page.visit.change():
                    page.page.get_by_role("button", name="Test again").click()
                return "The PBX answers" in page.notices[0]

            page.visit.until(answers)
        page.page.close()


def test_a_client_without_the_right_to_the_report_is_told_so_before_anybody_opens_one(
    visiting: Visiting,
) -> None:
    with (
        demo_pbx("--low-role") as origin,
        dashboard(environment=settings(origin)) as server,
    ):
        page = visiting(server)
        page.visit.open("connection")
        answers, refused = page.notices
        assert "The PBX answers and takes the credentials." in answers
        assert "lacks the right “Reports”" in refused
        page.page.close()
