import re
import signal
import subprocess

import httpx
import psutil
import pytest

from server.gate import LOOPBACK_NAMES
from server.start import host_names
from telephony.settings import load_settings
from tests.support.processes import STREAMLIT, UVICORN, checkout, clean_environment, dashboard

WAYS = pytest.mark.parametrize("command", [STREAMLIT, UVICORN], ids=["streamlit", "uvicorn"])
CANARY = "Canary-Key-7f3a"
DEMO = re.compile(r"the demo PBX answers on (http://127\.0\.0\.1:\d+)")


def failed_start(command, environment, env_file=""):
    with checkout(env_file) as folder:
        return subprocess.run(
            command,
            cwd=folder,
            env=clean_environment(environment),
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )


@WAYS
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
        ended = subprocess.run(
            UVICORN,
            cwd=folder,
            env=clean_environment({"HOME": str(folder)}),
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    assert ended.returncode != 0
    assert "config.toml" in ended.stderr.splitlines()[-1]
    assert "Traceback" not in ended.stderr


@WAYS
def test_the_start_says_where_it_answers_starts_a_demo_and_ends_with_it(command):
    with dashboard(command) as server:
        demo = server.wait_for(DEMO)[1]
        assert httpx.get(f"{server.url}/healthz").text == "ok\n"
        assert httpx.get(demo).status_code < 600
        children = psutil.Process(server.pid).children(recursive=True)
        assert len(children) == 1
        listening = {
            connection.laddr.ip
            for process in (psutil.Process(server.pid), *children)
            for connection in process.net_connections()
            if connection.status == psutil.CONN_LISTEN
        }
        assert listening == {"127.0.0.1"}
        assert server.stop() in (0, -signal.SIGTERM)
        assert not psutil.pid_exists(children[0].pid)
        assert "Traceback" not in server.log()
        assert "Warning" not in server.log()


def test_the_demo_ends_when_the_server_is_killed():
    with dashboard() as server:
        server.wait_for(DEMO)
        (demo,) = psutil.Process(server.pid).children()
        server.kill()
        assert demo.wait(timeout=10) is not None or not demo.is_running()


def test_the_server_outlives_its_demo():
    with dashboard() as server:
        server.wait_for(DEMO)
        (demo,) = psutil.Process(server.pid).children()
        demo.kill()
        answer = httpx.get(f"{server.url}/export/extensions.csv", params={"group": "GRP0000"})
        assert answer.status_code == 502
        assert "cannot be reached" in answer.text
        assert httpx.get(f"{server.url}/healthz").status_code == 200
        assert server.process.poll() is None
