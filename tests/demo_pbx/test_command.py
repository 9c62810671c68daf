import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from tests.support import plain_http
from tests.support.processes import ROOT, run

# Half a second is usual; only a stuck program takes this long.
PATIENCE = 60


@contextmanager
def started(*options: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    command = [sys.executable, "-m", "demo_pbx", "--port", "0", *options]
    process = subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    try:
        line = process.stdout.readline()
        ready = re.fullmatch(r"demo PBX ready on (http://127\.0\.0\.1:\d+)\n", line)
        assert ready, line
        yield process, ready[1]
    finally:
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            pipe.close()


def refused(*options: str) -> tuple[int, str]:
    done = run((sys.executable, "-m", "demo_pbx", *options))
    assert done.stdout == ""
    return done.returncode, done.stderr


def test_the_command_serves_with_its_credentials_until_its_parents_end() -> None:
    with started("--until-stdin-closes", "--client-id", "me", "--api-key", "mine") as (
        process,
        address,
    ):
        form = {"grant_type": "client_credentials", "client_id": "me", "client_secret": "mine"}
        token = plain_http.post(f"{address}/connect/token", data=form).json()["access_token"]
        headers = {"Authorization": f"Bearer {token}"}
        answer = plain_http.get(f"{address}/xapi/v1/Groups", headers=headers)
        assert answer.json()["value"][0]["Number"] == "GRP0000"
        process.stdin.close()
        assert process.wait(PATIENCE) == 0


def test_before_update_6_it_is_an_older_version_without_hourly_reports() -> None:
    with started("--before-update-6", "--token", "mine") as (_, address):
        headers = {"Authorization": "Bearer mine"}
        answer = plain_http.get(f"{address}/xapi/v1/Defs", headers=headers)
        assert answer.headers["X-3CX-Version"].startswith("20.0.5.")


def test_without_that_option_a_closed_stdin_does_not_end_it_but_an_interrupt_does() -> None:
    with started() as (process, address):
        process.stdin.close()
        assert plain_http.get(f"{address}/xapi/v1/Defs").status_code == 401
        process.send_signal(signal.SIGINT)
        assert process.wait(PATIENCE) == 0
        with pytest.raises(httpx.ConnectError):
            plain_http.get(f"{address}/xapi/v1/Defs")


def test_a_port_that_is_taken_is_named() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        code, words = refused("--port", str(port))
    assert code == 1
    assert f"cannot listen on 127.0.0.1:{port}" in words


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--timezone", "Mars/Base"], "no time zone is named 'Mars/Base'"),
        (["--timezone", "../etc"], "no time zone is named"),
        (["--extensions", "0"], "0 is not between 1 and"),
        (["--port", "70000"], "70000 is not between 0 and 65535"),
        (["--pbx-version", "new"], "'new' is not a version"),
        (["--latency", "soon"], "invalid float value"),
        (["--role", "king"], "king"),
        (["--nonsense"], "--nonsense"),
    ],
)
def test_a_wrong_option_is_named(options: list[str], words: str) -> None:
    code, message = refused(*options)
    assert code == 2
    assert words in message
    assert "Traceback" not in message


def test_a_bad_call_log_is_named_line_by_line(tmp_path: Path) -> None:
    path = tmp_path / "calls.csv"
    header = "start,extension,name,group,direction,area,answered,talk seconds\n"
    path.write_text(header + "yesterday,1,A,G,in,ext,yes,5\n" + "2026-01-01,1,A,G,in,ext,yes,x\n")
    code, message = refused("--calls", str(path))
    assert code == 2
    first, second = message.splitlines()
    assert first.startswith(f"{path}: line 2: start 'yesterday'")
    assert second.startswith(f"{path}: line 3: talk seconds 'x'")
