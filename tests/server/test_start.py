import asyncio
import errno
import re
import signal
import socket
import sys
from urllib.parse import urlsplit

import httpx
import psutil
import pytest
from starlette.responses import PlainTextResponse

from server.host_check import LOOPBACK_NAMES, arrived_from_outside, is_loopback
from server.security_middleware import SecurityMiddleware
from server.start import host_names, listening_address, load_viewers
from telephony.settings.load import load_settings
from tests.support import plain_http
from tests.support.processes import (
    STREAMLIT,
    UVICORN,
    by_command,
    checkout,
    dashboard,
    program,
    run,
)

CANARY = "Canary-Key-7f3a"
EVERY = "0.0.0.0"  # noqa: S104  # what is refused here
REAL = {"THREECX_URL": "https://pbx.example.com", "THREECX_TOKEN": CANARY}
OPEN = {**REAL, "DASHBOARD_OPEN": "true"}
PROXY = {"DASHBOARD_PROXY_HEADER": "X-User", "DASHBOARD_PROXY_ADDRESSES": "127.0.0.1"}
WARNED = "everybody who reaches this server"
DEMO = re.compile(r"the demo PBX is ready on (http://127\.0\.0\.1:\d+)")


def failed_start(command, environment, env_file=""):
    with checkout(env_file) as folder:
        return run(command, environment, folder)


@pytest.mark.parametrize("command", [STREAMLIT, UVICORN], ids=["streamlit", "uvicorn"])
def test_a_bad_setting_stops_the_start_with_one_line_that_names_it(command):
    url = f"https://admin:{CANARY}@pbx.example.com"
    ended = failed_start(command, {"THREECX_URL": url, "THREECX_TOKEN": CANARY})
    assert ended.returncode != 0
    assert len(ended.stderr.splitlines()) == 1
    assert "THREECX_URL" in ended.stderr
    assert ended.stdout == ""
    assert CANARY not in ended.stderr


def test_a_bad_line_in_the_env_file_is_named_the_same_way():
    ended = failed_start(STREAMLIT, {}, env_file="THREECX_TIMEZONE=Mars/Olympus\n")
    assert ended.returncode != 0
    assert len(ended.stderr.splitlines()) == 1
    assert "THREECX_TIMEZONE" in ended.stderr


def test_configured_host_names_stand_beside_those_of_this_machine():
    names = "https://Calls.Example.Internal:8443/, [fd00::1]"
    settings = load_settings({"DASHBOARD_ALLOWED_HOSTS": names}, env_file=None)
    assert host_names(settings) == LOOPBACK_NAMES | {"calls.example.internal", "fd00::1"}


def test_a_start_without_the_served_configuration_is_refused():
    with checkout() as folder:
        (folder / ".streamlit").unlink()
        ended = run(UVICORN, {"HOME": str(folder)}, folder)
    assert ended.returncode != 0
    assert "config.toml" in ended.stderr.splitlines()[-1]
    assert "Traceback" not in ended.stderr


@pytest.mark.parametrize(
    ("command", "end"),
    [(STREAMLIT, "stop"), (UVICORN, "kill")],
    ids=["streamlit-stopped", "uvicorn-killed"],
)
def test_the_start_says_where_it_answers_starts_a_demo_and_ends_with_it(command, end):
    with dashboard(command, start=by_command) as server:
        demo = server.wait_for(DEMO)[1]
        assert plain_http.get(f"{server.url}/healthz").text == "ok\n"
        assert plain_http.get(demo).status_code < 600
        children = psutil.Process(server.pid).children(recursive=True)
        assert len(children) == 1
        listening = {
            connection.laddr.ip
            for process in (psutil.Process(server.pid), *children)
            for connection in process.net_connections()
            if connection.status == psutil.CONN_LISTEN
        }
        assert listening == {"127.0.0.1"}
        if end == "stop":
            assert server.stop() in (0, -signal.SIGTERM)
            assert not psutil.pid_exists(children[0].pid)
        else:
            server.kill()
            children[0].wait(timeout=10)
        assert "Traceback" not in server.log()
        assert "Warning" not in server.log()


def has_version_6():
    with socket.socket(socket.AF_INET6) as tried:
        return tried.connect_ex(("::1", 9)) != errno.EADDRNOTAVAIL


@pytest.mark.skipif(not has_version_6(), reason="this machine has no IPv6 loopback")
def test_the_start_says_an_address_of_version_6_as_a_browser_takes_it():
    with dashboard(environment={**REAL, "STREAMLIT_SERVER_ADDRESS": "::1"}) as server:
        assert plain_http.get(f"{server.url}/healthz").text == "ok\n"
        assert WARNED not in server.log()


def test_the_server_outlives_its_demo():
    with dashboard() as server:
        port = urlsplit(server.wait_for(DEMO)[1]).port
        (demo,) = [
            psutil.Process(connection.pid)
            for connection in psutil.net_connections("tcp4")
            if connection.status == psutil.CONN_LISTEN and connection.laddr.port == port
        ]
        demo.kill()
        answer = plain_http.get(f"{server.url}/export/extensions.csv", params={"group": "GRP0000"})
        assert answer.status_code == 502
        assert "cannot be reached" in answer.text
        assert plain_http.get(f"{server.url}/healthz").status_code == 200
        assert server.process.poll() is None


@pytest.mark.parametrize(
    ("command", "more"),
    [
        ((*STREAMLIT, "--server.address", EVERY), {}),
        (STREAMLIT, {"STREAMLIT_SERVER_ADDRESS": "::"}),
        ((*UVICORN, "--host", EVERY), {}),
    ],
)
def test_real_figures_are_not_served_to_other_machines_unless_told_so(command, more):
    ended = failed_start(command, {**REAL, **more})
    assert ended.returncode == 1
    assert len(ended.stderr.splitlines()) == 1
    assert "DASHBOARD_OPEN" in ended.stderr
    assert CANARY not in ended.stderr


@pytest.mark.parametrize(
    ("command", "variable", "address"),
    [
        (["--host", EVERY], None, EVERY),
        ([f"--host={EVERY}"], None, EVERY),
        ([], EVERY, EVERY),
        (["--host", "::"], "127.0.0.1", "::"),
        ([], None, "127.0.0.1"),
    ],
)
def test_the_address_of_uvicorn_is_read_as_it_reads_it(monkeypatch, command, variable, address):
    monkeypatch.delitem(sys.modules, "streamlit.web.cli", raising=False)
    monkeypatch.delenv("UVICORN_HOST", raising=False)
    if variable is not None:
        monkeypatch.setenv("UVICORN_HOST", variable)
    monkeypatch.setattr(sys, "argv", ["uvicorn", "app:app", *command, "--port", "0"])
    assert listening_address() == address
    assert is_loopback(address) == (address == "127.0.0.1")


@pytest.mark.parametrize(
    ("more", "starts"), [({}, False), ({"DASHBOARD_OPEN": "true"}, True), (PROXY, True)]
)
def test_an_access_file_that_nobody_signs_in_for_is_not_passed_over(
    monkeypatch, tmp_path, more, starts
):
    """Somebody has removed a setting, or its line: a proxy on this machine lets everybody in."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "access.toml").write_text('[[rule]]\nuser = "anna"\ngroups = "8000"\n')
    settings = load_settings({**REAL, **more}, env_file=None)
    if starts:
        load_viewers(settings)
        return
    with pytest.raises(SystemExit, match="nobody signs in, so everybody would see all data"):
        load_viewers(settings)


def test_it_starts_where_everybody_may_see_all_and_warns_of_it():
    with program((*UVICORN, "--host", EVERY), OPEN) as started:
        started.wait_for(re.compile(r"running on http"))
        assert WARNED in started.log()


def test_a_request_from_another_machine_is_refused_whatever_started_the_server():
    def came_in_at(server):
        return arrived_from_outside({"type": "http", "server": server})

    assert came_in_at(("192.0.2.1", 8501))
    assert came_in_at(("fe80::1%eth0", 8501))
    assert not came_in_at(("127.0.0.1", 8501))
    assert not came_in_at(("127.9.9.9", 8501))
    assert not came_in_at(("::1", 8501))
    assert not came_in_at(("/run/dashboard.sock", None))
    assert not came_in_at(None)


@pytest.mark.parametrize("only_this_machine", [True, False])
def test_the_outermost_layer_holds_to_it(only_this_machine):
    page = PlainTextResponse("figures")
    edge = SecurityMiddleware(page, LOOPBACK_NAMES, {}, only_this_machine=only_this_machine)

    async def status(arriving_at):
        async with httpx.AsyncClient(transport=httpx.ASGITransport(edge)) as browser:
            return (await browser.get(arriving_at, headers={"Host": "localhost"})).status_code

    assert asyncio.run(status("http://192.0.2.1:8501")) == (403 if only_this_machine else 200)
    assert asyncio.run(status("http://127.0.0.1:8501")) == 200
