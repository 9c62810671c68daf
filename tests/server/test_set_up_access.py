"""Who gets the guided set-up: it must not make this machine connect for just anybody."""

from __future__ import annotations

from dataclasses import replace

import pytest

from server.current_context import current
from server.set_up_access import may_set_up
from telephony.access.viewer import ALL_GROUPS, Role, Viewer
from telephony.context import Context
from tests.support.clocks import SetClock
from tests.support.dashboard_settings import settings
from tests.support.fault_server import FaultServer
from tests.support.pages import dashboard_over, dashboard_with
from tests.support.processes import Server
from tests.support.session import Session
from tests.telephony.data_access.conftest import NOON

LOCAL = {"host": "localhost:8501", "origin": "http://localhost:8501"}


@pytest.fixture(scope="module")
def demo() -> Context:
    with FaultServer() as pbx, dashboard_over(pbx, SetClock(NOON)):
        return replace(current(), demo=True)


@pytest.mark.parametrize("host", ["localhost:8501", "127.0.0.1:8501", "[::1]:8501"])
@pytest.mark.parametrize("address", [None, "127.0.0.1", "::1", "::ffff:127.0.0.1"])
def test_a_browser_on_this_machine_gets_it(demo: Context, host: str, address: str | None) -> None:
    headers = {"Host": host, "Origin": f"http://{host}"}
    assert may_set_up(demo, headers, address)


@pytest.mark.parametrize(
    ("headers", "address"),
    [
        (LOCAL, "192.0.2.7"),
        ({**LOCAL, "X-Forwarded-For": "192.0.2.7"}, None),
        ({**LOCAL, "Forwarded": "for=192.0.2.7"}, None),
        ({**LOCAL, "Via": "1.1 proxy"}, None),
        ({"host": "calls.example.internal", "origin": "https://calls.example.internal"}, None),
        ({"host": "localhost:8501", "origin": "https://calls.example.internal"}, None),
        ({}, None),
    ],
    ids=["elsewhere", "forwarded-for", "forwarded", "via", "another name", "origin", "nothing"],
)
def test_whoever_comes_from_elsewhere_or_through_a_proxy_does_not(
    demo: Context, headers: dict[str, str], address: str | None
) -> None:
    assert not may_set_up(demo, headers, address)


@pytest.mark.parametrize("role", Role)
def test_of_people_who_sign_in_admins_alone_get_it(demo: Context, role: Role) -> None:
    signed_in = demo.for_viewer(Viewer("ann@example.com", role, ALL_GROUPS))
    assert may_set_up(signed_in, {"host": "calls.example"}, "192.0.2.7") == (role is Role.ADMIN)


def test_with_a_configured_pbx_nobody_gets_it() -> None:
    with (
        FaultServer() as pbx,
        dashboard_with(settings(pbx.origin), SetClock(NOON)),
    ):
        assert not may_set_up(current(), LOCAL, None)


def titles(server: Server, headers: dict[str, str] | None = None) -> set[str]:
    with Session(server.url, "connection", headers=headers) as session:
        messages = session.run()
    pages = [page for one in messages for page in one.navigation.app_pages]
    return {page.page_name for page in pages}


def test_the_demo_offers_it_to_its_own_machine_and_to_nobody_behind_a_proxy(
    demo_server: Server,
) -> None:
    assert "Set up" in titles(demo_server)
    assert "Set up" not in titles(demo_server, {"X-Forwarded-For": "192.0.2.7"})
