"""The guided set-up: tests what is entered, says what to configure, and keeps nothing."""

from __future__ import annotations

import html
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from components.set_up import result
from telephony.data_access.connection_test.draft import DraftTests
from telephony.settings.load import load_settings
from tests.support import faults
from tests.support.certificates import make
from tests.support.clocks import SetClock
from tests.support.fault_server import FaultServer
from tests.support.pages import dashboard_over, draw, notices, written

KEY = "canary-of-the-'key'#1"


@pytest.fixture
def clock() -> SetClock:
    return SetClock(datetime.now(UTC))


@pytest.fixture
def pbx(tmp_path: Path, clock: SetClock, monkeypatch: pytest.MonkeyPatch) -> Iterator[FaultServer]:
    """A PBX under TLS whose authority this machine trusts."""
    own = make("Own authority", authority=True)
    file = tmp_path / "authority.pem"
    file.write_bytes(own.pem)
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    with FaultServer(make("pbx", own).write(tmp_path / "pbx.pem"), date=clock.now) as served:
        served.script("/xapi/v1/Groups", faults.listing([{"Number": "A", "Name": "A", "Id": 1}]))
        served.script("/xapi/v1/Report", faults.listing([{"Dn": "100", "DisplayName": "Ann"}]))
        yield served


@pytest.fixture(autouse=True)
def _dashboard(clock: SetClock, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(result, "TESTS", DraftTests(clock))
    with FaultServer() as configured, dashboard_over(configured, clock):
        yield


def fill(app: AppTest, **fields: str) -> AppTest:
    for name, value in fields.items():
        app.text_input(key=f"set_up_{name}").set_value(value)
    return app


def send(app: AppTest) -> AppTest:
    app.button[0].click().run()
    assert not app.exception
    return app


def text_of(app: AppTest) -> str:
    [code] = app.code
    return str(code.value)


def test_good_entries_pass_every_step_and_give_the_text_of_the_env_file(
    pbx: FaultServer, tmp_path: Path
) -> None:
    app = draw("set_up", "")
    app.selectbox(key="set_up_zone").set_value("Asia/Tokyo")
    send(fill(app, url=f"{pbx.origin}/#/login", client="app", key=KEY))
    assert notices(app) == ["The PBX responds, and the dashboard may read what it needs."]
    file = tmp_path / ".env"
    file.write_text(text_of(app), encoding="utf-8")
    settings = load_settings({}, file)
    assert settings.origin == pbx.origin
    assert settings.zone_name == "Asia/Tokyo"
    assert settings.api_key is not None
    assert settings.api_key.get_secret_value() == KEY
    assert settings.only_this_machine
    assert "restart the dashboard" in html.unescape(written(app))


def test_for_other_machines_the_names_are_set_and_signing_in_is_asked_for(
    pbx: FaultServer,
) -> None:
    app = draw("set_up", "")
    app.radio(key="set_up_reach").set_value("People at other machines as well")
    send(fill(app, url=pbx.origin, client="app", key=KEY, names="calls.example.internal"))
    assert "DASHBOARD_ALLOWED_HOSTS=calls.example.internal" in text_of(app)
    assert "DASHBOARD_OPEN" not in text_of(app)
    assert "people have to sign in" in html.unescape(written(app))
    app.checkbox(key="set_up_open").set_value(True)
    send(app)
    assert "DASHBOARD_OPEN=true" in text_of(app)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, "THREECX_URL"),
        ({"url": "https://pbx.example"}, "THREECX_CLIENT_ID"),
        ({"url": "https://pbx.example", "client": "app"}, "THREECX_API_KEY is missing"),
        ({"url": "http://127.0.0.1:5001", "client": "app", "key": "x"}, "https://"),
        ({"url": "ftp://pbx.example", "client": "app", "key": "x"}, "THREECX_URL"),
        ({"url": "https://pbx.example", "client": "app", "key": "canary x"}, "THREECX_API_KEY"),
    ],
)
def test_what_cannot_be_tested_is_said_without_a_connection_or_a_secret(
    fields: dict[str, str], words: str
) -> None:
    app = send(fill(draw("set_up", ""), **fields))
    [notice] = notices(app)
    assert words in notice
    assert "canary" not in notice
    assert not app.code


def test_a_failed_step_says_what_to_do_and_the_text_is_there_all_the_same(
    pbx: FaultServer,
) -> None:
    pbx.script("/connect/token", faults.status(401))
    app = send(fill(draw("set_up", ""), url=pbx.origin, client="app", key=KEY))
    assert notices(app)[0] == "The connection does not work. The step “Sign-in” failed."
    assert "as you entered them" in notices(app)[1]
    assert "THREECX_URL" in text_of(app)
    send(app)
    assert pbx.requests_to("/connect/token") == 1


def test_the_key_is_in_the_text_to_copy_alone_and_goes_with_the_page(pbx: FaultServer) -> None:
    both = AppTest.from_string(
        "import streamlit as st\n"
        "from components.shared import url_state, waiting\n"
        "from pages.set_up import set_up\n"
        "from server.current_context import current\n"
        "with url_state.visiting('set_up'), waiting.one_view(current(), 'set_up'):\n"
        "    st.session_state.get('elsewhere') or set_up(current())\n",
        default_timeout=60,
    ).run()
    send(fill(both, url=pbx.origin, client="app", key=KEY))
    assert "canary" in text_of(both)
    assert not both.query_params
    field = both.text_input(key="set_up_key")
    assert field.proto.type == field.proto.PASSWORD
    both.session_state["elsewhere"] = True
    both.run()
    assert "canary" not in repr(both.session_state)
    assert "set_up_key" not in both.session_state


def test_the_proxy_that_is_configured_now_leads_to_the_pbx() -> None:
    from components.set_up.entered import Entered  # noqa: PLC0415

    running = load_settings({"HTTPS_PROXY": "http://ann:canary@proxy.example:3128"}, None)
    entered = Entered("https://pbx.example", "app", "x" * 20, "Europe/Berlin")
    assert "proxy.example:3128" in str(entered.connection(running).proxy)
    assert "x" * 20 not in repr(entered)
