"""The page that says whether the PBX lets this dashboard read what it needs."""

from __future__ import annotations

from tests.server.export_client import GROUPS
from tests.support import faults
from tests.support.fault_server import FaultServer
from tests.support.processes import Server, dashboard
from tests.support.session import Session, lines, words


def told(server: Server) -> tuple[list[str], list[str]]:
    """Notices and plain lines of the page."""
    with Session(server.url, "connection") as session:
        messages = session.run()
    return words(messages), lines(messages)


def test_the_steps_come_with_the_page_and_a_failure_says_where_it_stops(pbx: FaultServer) -> None:
    settings = {
        "THREECX_URL": pbx.origin,
        "THREECX_CLIENT_ID": "app",
        "THREECX_API_KEY": "canary-of-the-api-key",
        "THREECX_TIMEZONE": "Europe/Berlin",
    }
    with dashboard(environment=settings) as server:
        notices, plain = told(server)
        # the scripted PBX is some decades ahead
        assert notices == ["**The connection works, with 1 warning below.**"]
        assert {"20.0.8.1121.", "1 group."} < set(plain)
        assert not [line for line in plain if "canary" in line]
    pbx.script(GROUPS, faults.html())
    with dashboard(environment=settings) as server:
        notices, plain = told(server)
        assert notices == ["**The connection does not work.** The step “Groups” failed."]
        assert any("not one of the 3CX API" in line for line in plain)
        assert "Not tried, since “Groups” failed." in plain
