"""Whoever follows the admin guide step by step gets there: on a copy, with ports that are free.

What needs the machine's own services has a stand-in: nginx runs with the samples, a service is
restarted by stopping and starting its process, and there is no newer version to get.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest

from tests.documents.pages import ROOT, section, text
from tests.support import nginx, plain_http, stores
from tests.support.fault_server import refused_port
from tests.support.processes import Program, quickest, run

pytestmark = pytest.mark.slow

STEPS = ("demo", "PBX", "Sign-in", "Two processes", "Backup and restore", "Upgrade")
PORTS = ("8501", "8502", "5001")
SERVING = re.compile(r"make run|\.venv/bin/streamlit run|\.venv/bin/python -m demo_pbx")
OURS = {
    ".venv/bin/python": (sys.executable,),
    ".venv/bin/streamlit": (sys.executable, "-m", "streamlit"),
}
UNWANTED = (".git", ".venv", ".env", "data", ".*_cache", ".hypothesis", "__pycache__")
PATIENCE_SECONDS = 60


def commands() -> list[str]:
    """The commands of the section in order; one that has lines of a file is one command."""
    lines = [
        line.removeprefix("    ")
        for line in section("docs/admin-guide.md", "## Step by step").splitlines()
        if line.startswith("    ")
    ]
    found: list[str] = []
    inside = False
    for line in lines:
        if inside:
            found[-1] += f"\n{line}"
            inside = line != "END"
        else:
            found.append(line)
            inside = "<<'END'" in line
    return found


class Machine:
    """A copy of the project on which the commands are given, one after the other."""

    def __init__(self, folder: Path, database: str, stack: ExitStack) -> None:
        self.folder = folder / "copy"
        shutil.copytree(ROOT, self.folder, ignore=shutil.ignore_patterns(*UNWANTED))
        (self.folder / ".venv").symlink_to((ROOT / ".venv").resolve())
        self._place = folder
        self._stack = stack
        self._database = database
        self._ports = {usual: str(refused_port()) for usual in PORTS}
        self._serving: dict[str, tuple[str, Program]] = {}
        self._proxy = ""
        self.said: list[str] = []

    def follow(self, command: str) -> None:
        """Give one command, or do what stands in for it. Raises AssertionError where it fails."""
        if SERVING.match(command):
            self._serve(command)
        elif command.startswith("sudo cp"):
            assert re.search(r"nginx\.conf", command)
        elif command == "sudo systemctl reload nginx":
            processes = [f"127.0.0.1:{self._ports[usual]}" for usual in PORTS[:2]]
            place = self._place / "nginx"
            place.mkdir()
            self._proxy = self._stack.enter_context(nginx.in_front_of(processes, place))
        elif restarted := re.fullmatch(
            r"sudo systemctl restart telephony-dashboard@(\d+)", command
        ):
            before, _ = self._serving[restarted[1]]
            self._serve(before)
        elif not command.startswith(("git pull", ".venv/bin/python -m pip install")):
            self._run(command)

    def _run(self, command: str) -> None:
        trusting = {"CURL_CA_BUNDLE": str(nginx.CERTIFICATES / "own.pem")} if self._proxy else {}
        ended = run(self._words(command), trusting, self.folder)
        assert ended.returncode == 0, f"{command}\n{ended.stdout}{ended.stderr}"
        self.said.append(ended.stdout)

    def _serve(self, command: str) -> None:
        """Start it; what serves at the same port is stopped, as by a reader."""
        usual = next((port for port in PORTS if port in command), PORTS[0])
        if usual in self._serving:
            self._serving[usual][1].stop()
        recipe = command if command != "make run" else run_recipe()
        output = self._place / f"output-{len(list(self._place.iterdir()))}"
        program = Program(self._words(recipe), {}, self.folder, output, quickest)
        self._serving[usual] = command, program
        self._stack.callback(program.stop)
        path = "connect/token" if "demo_pbx" in command else "readyz"
        url = f"http://127.0.0.1:{self._ports[usual]}/{path}"
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not responds(url, ready=path == "readyz"):
            assert program.process.poll() is None, program.log()
            assert time.monotonic() < deadline, program.log()
            time.sleep(0.1)

    def _words(self, command: str) -> tuple[str, ...]:
        """What to start for it: a shell, or a program of ours with what a shell makes of its words.

        The copy's programs are this checkout's, whose modules need not be imported for each.
        """
        here = self._here(command)
        if not here.startswith(tuple(OURS)):
            return ("bash", "-c", here)
        printed = run(("bash", "-c", f"printf '%s\\0' {here}"), folder=self.folder).stdout
        program, *words = printed.split("\0")[:-1]
        return (*OURS[program], *words)

    def _here(self, command: str) -> str:
        """The command with this machine's ports, database and proxy."""
        for usual, port in self._ports.items():
            command = re.sub(rf"(?<=[:\s]){usual}\b", port, command)
        command = re.sub(r"postgresql://[^\"\s]+", self._database, command)
        return command.replace("https://calls.example.com", self._proxy)


def run_recipe() -> str:
    """What `make run` runs once everything is installed."""
    line = re.search(r"^run: .*\n\t(.+)$", text("Makefile"), re.MULTILINE)
    assert line
    values = {"BIN": ".venv/bin", "ADDRESS": "127.0.0.1", "PORT": PORTS[0]}
    return re.sub(r"\$\((\w+)\)", lambda name: values[name[1]], line[1])


def responds(url: str, *, ready: bool) -> bool:
    try:
        answer = plain_http.get(url, timeout=5)
    except httpx.TransportError:
        return False
    return answer.is_success or not ready


@pytest.fixture
def machine(tmp_path: Path, postgres_server: str) -> Iterator[Machine]:
    if shutil.which("curl") is None and not os.environ.get("CI"):
        pytest.skip("curl is not installed here")
    with stores.new_database(postgres_server, "guide") as database, ExitStack() as stack:
        yield Machine(tmp_path, database, stack)


def test_each_step_has_its_commands() -> None:
    body = section("docs/admin-guide.md", "## Step by step")
    headings = re.findall(r"^\*\*\d\. (.+?)\.\*\*", body, re.MULTILINE)
    assert len(headings) == len(STEPS)
    for heading, step in zip(headings, STEPS, strict=True):
        assert step in heading


def test_the_commands_lead_from_the_demo_to_an_upgrade(machine: Machine) -> None:
    for command in commands():
        machine.follow(command)
    files = [said for said in machine.said if said.startswith("\ufeffdate,")]
    assert len(files) == 3
    # the same days, from one process, for whoever signed in, and from either of two
    assert len(set(files)) == 1
    assert len(files[0].splitlines()) > 7
