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


def test_a_list_of_groups_that_fails_is_told_also_where_an_older_one_is_held(
    pbx: FaultServer,
) -> None:
    settings = {
        "THREECX_URL": pbx.origin,
        "THREECX_CLIENT_ID": "app",
        "THREECX_API_KEY": "canary-of-the-api-key",
        "THREECX_TIMEZONE": "Europe/Berlin",
    }
    with dashboard(environment=settings) as server:
        notices, plain = told(server)
        assert notices == ["The PBX responds and accepts the credentials."]
        assert {"3CX version: 20.0.8.1121", "Groups: 1"} < set(plain)
        pbx.script(GROUPS, faults.html())
        notices, plain = told(server)
        assert len(notices) == 2
        assert "not one of the 3CX API" in notices[1]
        assert "Groups: 1" not in plain
