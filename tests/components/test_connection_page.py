"""Whether the PBX is reached, and what it lets this dashboard do, on a page of its own."""

from __future__ import annotations

import html
import re
from datetime import UTC, datetime, timedelta

from streamlit.testing.v1 import AppTest

from demo_pbx.options import Options, Role
from demo_pbx.serving import running
from tests.support import faults
from tests.support.clocks import SetClock
from tests.support.dashboard_settings import settings
from tests.support.fault_server import FaultServer, refused_port
from tests.support.pages import dashboard_over, dashboard_with, draw, notices, press, written
from threecx_dashboard import __version__

NOON = datetime(2026, 4, 1, 10, tzinfo=UTC)


def lines(app: AppTest) -> list[str]:
    """The plain lines of the page."""
    found = re.findall(r'<div class="text[^"]*">(.*?)</div>', written(app))
    return [html.unescape(line) for line in found]


def steps(app: AppTest) -> dict[str, str]:
    """How each step ended, by its title."""
    rows = re.findall(r"<strong>(.*?)</strong><span[^>]*>(.*?)</span>", written(app))
    return {title: outcome.partition(" · ")[0] for title, outcome in rows}


def test_a_pbx_that_answers_shows_version_roles_groups_and_zone() -> None:
    options = Options(version="20.0.8.5", timezone="Asia/Tokyo")
    clock = SetClock(NOON)
    with (
        running(options, clock=clock.now) as pbx,
        dashboard_with(settings(pbx.base_url, "Asia/Tokyo"), clock),
    ):
        app = draw("connection", "")
        assert notices(app) == ["The PBX responds, and the dashboard may read what it needs."]
        assert app.success[0].icon == ":material/check_circle:"
        assert set(steps(app).values()) == {"Passed", "Not needed"}
        shown = lines(app)
        assert "20.0.8.5." in shown
        assert any("system_owners" in line for line in shown)
        assert "The same time as on this machine." in shown
        assert "6 groups." in shown
        assert any(line.startswith("The last 24 hours of one group: ") for line in shown)
        assert "Tested at 19:00:00 JST" in shown
        assert "Time zone of the PBX: Asia/Tokyo" in shown
        assert shown[-1] == f"Version of this dashboard: {__version__}"


def test_the_report_for_support_has_the_steps_and_no_key() -> None:
    with (
        running(Options(api_key="canary-of-the-key"), clock=lambda: NOON) as pbx,
        dashboard_with(settings(pbx.base_url, key="canary-of-the-key"), SetClock(NOON)),
    ):
        app = draw("connection", "")
        (report,) = app.code
        assert f"Dashboard: {__version__}" in report.value
        assert "4. Sign-in: Passed" in report.value
        assert "History: no problem" in report.value
        assert "canary" not in report.value + written(app)


def test_a_pbx_that_cannot_be_reached_can_be_tested_again() -> None:
    port, clock = refused_port(), SetClock(NOON)
    with dashboard_with(settings(f"http://127.0.0.1:{port}"), clock):
        app = draw("connection", "")
        assert notices(app)[0] == "The connection does not work. The step “Network” failed."
        assert steps(app)["Network"] == "Failed"
        assert steps(app)["Report"] == "Not tried"
        with running(port=port, clock=clock.now):
            clock.move(timedelta(minutes=1))  # a failure is shared for some seconds
            press(app, "Test again")
            assert "The PBX responds" in notices(app)[0]


def test_a_client_without_the_right_to_the_report_is_told_so_before_anybody_opens_one() -> None:
    with (
        running(Options(role=Role.ADMIN), clock=lambda: NOON) as pbx,
        dashboard_with(settings(pbx.base_url), SetClock(NOON)),
    ):
        app = draw("connection", "")
        assert notices(app) == ["The connection does not work. The step “Report” failed."]
        assert steps(app)["Roles"] == "Warning"
        assert "lacks the right “Reports”" in html.unescape(written(app))


def test_a_warning_does_not_stop_the_test() -> None:
    with (
        running(Options(version="20.0.5.1"), clock=lambda: NOON) as pbx,
        dashboard_with(settings(pbx.base_url), SetClock(NOON)),
    ):
        app = draw("connection", "")
        assert notices(app) == ["The connection works, with 1 warning below."]
        assert steps(app)["3CX version"] == "Warning"
        assert steps(app)["Report"] == "Passed"


def test_what_a_pbx_says_is_shown_as_its_characters() -> None:
    with FaultServer() as pbx, dashboard_over(pbx, SetClock(NOON)):
        pbx.script("/xapi/v1/Defs", faults.respond({"Id": 0}, x_3cx_version="<img src=x>"))
        pbx.script("/xapi/v1/Groups", faults.odata_error("<b>&amp;</b>"))
        app = draw("connection", "")
        assert "<img" not in written(app)
        assert "<b>" not in written(app)
        assert "<img src=x>." in lines(app)
