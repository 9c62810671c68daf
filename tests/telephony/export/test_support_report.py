"""The connection test as text: everything that helps, and nothing that is secret."""

from __future__ import annotations

import platform
from contextlib import closing
from datetime import UTC, datetime

from pydantic import SecretStr

from telephony.answers.connection_test import ConnectionTest, Outcome, Step
from telephony.data_access.pbx.client import connection_of
from telephony.data_access.service import DataAccess
from telephony.export.support_report import support_report
from telephony.settings.load import load_settings
from telephony.xapi.connection import Connection
from tests.support import faults
from tests.support.clocks import SetClock
from tests.support.fault_server import Exchange, FaultServer, refused_port
from tests.telephony.xapi.client_harness import connection

NOON = datetime(2026, 11, 16, 12, tzinfo=UTC)
FACTS = {"Dashboard": "1.2.3"}


def report_of(to: Connection) -> str:
    with closing(DataAccess(lambda: to, clock=SetClock(NOON))) as access:
        return support_report(access.request_connection_test().answer(), FACTS)


def test_it_says_which_program_made_it_when_and_how_each_step_ended() -> None:
    with FaultServer(date=lambda: NOON) as pbx:
        pbx.script("/xapi/v1/Groups", faults.status(503))
        lines = report_of(connection(pbx.origin)).splitlines()
    assert lines[0] == "Dashboard: 1.2.3"
    assert f"Python: {platform.python_version()}" in lines
    assert f"PBX: {pbx.origin}" in lines
    assert "Proxy: none" in lines
    assert "Tested: 2026-11-16 12:00:00 UTC" in lines
    assert "1. Host name: Not needed. 127.0.0.1 is an IP address." in lines
    assert any(line.startswith("8. Groups: Failed (") for line in lines)
    assert "9. Report: Not tried. Not tried, since “Groups” failed." in lines


async def echo(exchange: Exchange) -> None:
    """Repeat what came, as a careless server does in its errors."""
    request = exchange.request
    words = f"refused: {request.headers} {request.body.decode()}"
    await faults.odata_error(words, 500)(exchange)


def test_no_secret_is_in_it_whatever_the_pbx_repeats() -> None:
    for path in ("/connect/token", "/xapi/v1/Defs", "/xapi/v1/Groups", "/xapi/v1/Report"):
        with FaultServer() as pbx:
            pbx.granting.lifetime = None
            pbx.script("/xapi/v1/Groups", faults.listing([{"Number": "G", "Name": "S", "Id": 1}]))
            pbx.script(path, echo)
            text = report_of(connection(pbx.origin, api_key=SecretStr("canary-of-the-key")))
        assert "refused: " in text, path
        assert "canary" not in text, path
        assert "opaque-" not in text, path


def test_the_proxy_is_named_without_its_password() -> None:
    address = f"http://ann:canary@127.0.0.1:{refused_port()}"
    env = {"THREECX_URL": "https://pbx.example", "HTTPS_PROXY": address, "THREECX_TOKEN": "canary"}
    text = report_of(connection_of(load_settings(env, None)))
    assert f"Proxy: {address.replace('ann:canary@', '')} (HTTPS_PROXY)" in text
    assert "canary" not in text
    assert "ann" not in text.replace("cannot", "")


def test_a_text_from_outside_begins_no_line_of_its_own() -> None:
    step = Step("Host name", Outcome.FAILED, "a\n2. Network: Passed.", "b\r\nc", "d\ne")
    test = ConnectionTest("https://pbx.example", "", NOON, (step,), 9)
    body = support_report(test, {"Dashboard": "x\ny"}).splitlines()
    assert body[0] == "Dashboard: x y"
    assert body[-4:] == [
        "1. Host name: Failed. a 2. Network: Passed.",
        "   b c",
        "   d e",
        "The test has not ended: 8 steps left.",
    ]
