"""The usual proxy variables in a dashboard's environment: they are checked, and obeyed."""

from datetime import UTC, datetime

import pytest

from tests.server.export_client import REPORT, get_export
from tests.server.test_start import failed_start
from tests.support import plain_http
from tests.support.clocks import SetClock
from tests.support.dashboard_settings import settings
from tests.support.fault_server import refused_port
from tests.support.pages import dashboard_with
from tests.support.processes import STREAMLIT, dashboard

CANARY = "canary-of-the-proxy"
NOON = datetime(2026, 11, 18, 11, tzinfo=UTC)
MALFORMED = {
    "ALL_PROXY": f"socks4://ann:{CANARY}@127.0.0.1:1080",
    "https_proxy": f"http://ann:{CANARY}@[::1",
    "NO_PROXY": "localhost,[::1",
}


@pytest.mark.parametrize(("name", "value"), MALFORMED.items())
def test_a_malformed_one_stops_the_start_with_one_line_that_names_it(refused_start, name, value):
    words = refused_start({name: value})
    assert name.upper() in words
    assert CANARY not in words


def test_a_malformed_one_stops_the_program_before_anything_else_stumbles_over_it():
    ended = failed_start(STREAMLIT, MALFORMED)
    assert ended.returncode == 1
    [line] = ended.stderr.splitlines()
    assert any(name.upper() in line for name in MALFORMED)
    assert CANARY not in line


def test_a_pbx_on_this_machine_is_reached_whatever_they_say(pbx, monkeypatch, caplog):
    nowhere = f"socks5://ann:{CANARY}@127.0.0.1:{refused_port()}"
    proxies = {
        "ALL_PROXY": nowhere,
        "HTTP_PROXY": nowhere,
        "HTTPS_PROXY": nowhere,
        "NO_PROXY": "*.example.com, 10.0.0.0/8",
    }
    for name, value in proxies.items():  # for whoever reads them past the settings
        monkeypatch.setenv(name, value)
    with dashboard_with(settings(pbx.origin) | proxies, SetClock(NOON)):
        answer = get_export("group=GRP0000&range=last_7_days")
    assert answer.status_code == 200
    assert pbx.requests_to(REPORT) == 1
    assert CANARY not in caplog.text


def test_a_proxy_that_is_gone_is_named_to_whoever_asks():
    port = refused_port()
    proxy = {"ALL_PROXY": f"socks5://ann:{CANARY}@127.0.0.1:{port}"}
    with dashboard(environment=settings("https://pbx.example") | proxy) as server:
        address = f"{server.url}/export/extensions.csv?group=GRP0000&range=last_7_days"
        answer = plain_http.get(address, trust_env=False, timeout=30)
        assert answer.status_code == 502
        assert f"through the proxy socks5://127.0.0.1:{port} (ALL_PROXY)" in answer.text
        assert CANARY not in answer.text
        assert CANARY not in server.log()
