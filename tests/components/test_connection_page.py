"""Whether the PBX is reached, and what it lets this dashboard do, on a page of its own."""

from __future__ import annotations

import html
import re
from datetime import UTC, datetime, timedelta

from streamlit.testing.v1 import AppTest

from demo_pbx.options import Options, Role
from demo_pbx.serving import running
from tests.support.clocks import SetClock
from tests.support.dashboard_settings import settings
from tests.support.fault_server import refused_port
from tests.support.pages import dashboard_with, draw, notices, press, written
from threecx_dashboard import __version__

NOON = datetime(2026, 4, 1, 10, tzinfo=UTC)


def texts(app: AppTest) -> list[str]:
    """The plain lines of the page."""
    found = re.findall(r'<div class="text[^"]*">(.*?)</div>', written(app))
    return [html.unescape(line) for line in found]


def test_a_pbx_that_answers_tells_version_roles_groups_and_zone() -> None:
    options = Options(version="20.0.8.5", timezone="Asia/Tokyo")
    with (
        running(options) as pbx,
        dashboard_with(settings(pbx.base_url, "Asia/Tokyo"), SetClock(NOON)),
    ):
        app = draw("connection", "")
        assert notices(app) == ["The PBX responds and accepts the credentials."]
        assert app.success[0].icon == ":material/check_circle:"
        _question, version, roles, clock, groups, report, zone, own_version = texts(app)
        assert version == "3CX version: 20.0.8.5"
        assert "system_owners" in roles
        assert clock.startswith("Clock of the PBX: ")
        assert groups == "Groups: 6"
        assert report.startswith("Report of DEFAULT for today: ")
        assert zone == "Time zone of the PBX: Asia/Tokyo"
        assert own_version == f"Version of this dashboard: {__version__}"


def test_a_pbx_that_cannot_be_reached_can_be_tested_again() -> None:
    port, clock = refused_port(), SetClock(NOON)
    with dashboard_with(settings(f"http://127.0.0.1:{port}"), clock):
        app = draw("connection", "")
        assert "The PBX cannot be reached." in notices(app)[0]
        with running(port=port):
            clock.move(timedelta(minutes=1))  # a failure is shared for some seconds
            press(app, "Test again")
            assert "The PBX responds" in notices(app)[0]


def test_a_client_without_the_right_to_the_report_is_told_so_before_anybody_opens_one() -> None:
    with (
        running(Options(role=Role.ADMIN)) as pbx,
        dashboard_with(settings(pbx.base_url), SetClock(NOON)),
    ):
        answers, refused = notices(draw("connection", ""))
        assert "The PBX responds and accepts the credentials." in answers
        assert "lacks the right “Reports”" in refused
