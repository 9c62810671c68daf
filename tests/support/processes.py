"""Real servers for tests: started on a free port, their output kept, ended whatever happens."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import httpx

from tests.support import plain_http
from tests.support.fork_server import ForkedProcess, forked_by

ROOT = Path(__file__).resolve().parent.parent.parent

# A start takes one or two seconds; a loaded machine gets much more before a test gives up.
START_SECONDS = 60
# For a program that ends by itself: only one that hangs takes so long, however slow the machine.
END_SECONDS = 600
STOP_SECONDS = 15
LOOK_AGAIN_SECONDS = 0.02

# Port 0 lets the system choose, so no port can be taken between choosing and binding.
STREAMLIT = (sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", "0")
UVICORN = (sys.executable, "-m", "uvicorn", "app:app", "--port", "0")

_URL = re.compile(r"running on (http://(?:127\.0\.0\.1|localhost|\[::1\]):(\d+)[\w/.~-]*)")
_OURS = ("THREE", "3CX", "TELEPHONY_", "DASHBOARD_", "STREAMLIT_", "UVICORN_")
# What a start needs. A developer's .env is not part of it: tests must not talk to a real PBX.
_SERVED = (
    *("app.py", "server", "components", "pages", "telephony", "demo_pbx"),
    *("threecx_dashboard", ".streamlit"),
)


def started_at(moment: str) -> tuple[str, ...]:
    """The command of a dashboard whose clock is set to an ISO moment, from which it runs on."""
    return (
        sys.executable,
        str(ROOT / "tests" / "support" / "started_at.py"),
        moment,
        *STREAMLIT[3:],
    )


Process = subprocess.Popen[bytes] | ForkedProcess
# From a command, its folder, its environment, and where standard output and error go.
Start = Callable[[tuple[str, ...], Path, dict[str, str], BinaryIO, BinaryIO], Process]


def by_command(
    command: tuple[str, ...],
    folder: Path,
    environment: dict[str, str],
    output: BinaryIO,
    errors: BinaryIO,
) -> subprocess.Popen[bytes]:
    """Start a program as everybody does."""
    return subprocess.Popen(
        command,
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=errors,
    )


def quickest(
    command: tuple[str, ...],
    folder: Path,
    environment: dict[str, str],
    output: BinaryIO,
    errors: BinaryIO,
) -> Process:
    """Start a program with its modules imported already, if Python is to run it."""
    forks = command[0] == sys.executable and sys.platform == "linux"
    start: Start = forked_by("prepared_start") if forks else by_command
    return start(command, folder, environment, output, errors)


# Starts a program of another checkout, with the packages imported already.
with_packages: Start = forked_by("prepared_packages") if sys.platform == "linux" else by_command


def run(
    command: tuple[str, ...],
    environment: Mapping[str, str] | None = None,
    folder: Path = ROOT,
    start: Start = quickest,
) -> subprocess.CompletedProcess[str]:
    """Wait for the end of a program that ends by itself."""
    return Run(command, environment, folder, start).end()


class Run:
    """A started program that ends by itself; what it prints is read at its end."""

    def __init__(
        self,
        command: tuple[str, ...],
        environment: Mapping[str, str] | None = None,
        folder: Path = ROOT,
        start: Start = quickest,
    ) -> None:
        self._files = tempfile.TemporaryFile(), tempfile.TemporaryFile()  # noqa: SIM115  # till its end
        self._command = command
        self.process = start(command, folder, clean_environment(environment or {}), *self._files)

    def end(self) -> subprocess.CompletedProcess[str]:
        """Wait for its end: its exit code, output and errors."""
        code = self.process.wait(END_SECONDS)
        printed = []
        for file in self._files:
            with file:
                file.seek(0)
                printed.append(file.read().decode())
        return subprocess.CompletedProcess(self._command, code, *printed)


class Program:
    """A started program and what it has printed so far (standard output and error together)."""

    def __init__(
        self,
        command: tuple[str, ...],
        environment: Mapping[str, str],
        folder: Path,
        output: Path,
        start: Start = by_command,
    ) -> None:
        self._output = output
        with output.open("wb") as sink:
            self.process = start(command, folder, clean_environment(environment), sink, sink)

    @property
    def pid(self) -> int:
        return self.process.pid

    def log(self) -> str:
        return self._output.read_text(encoding="utf-8", errors="replace")

    def wait_for(self, pattern: re.Pattern[str], seconds: float = START_SECONDS) -> re.Match[str]:
        """The first match in the output. Fails with the output when the program ends before."""
        deadline = time.monotonic() + seconds
        while True:
            ended = self.process.poll() is not None
            if match := pattern.search(self.log()):
                return match
            if ended or time.monotonic() > deadline:
                state = f"exit code {self.process.returncode}" if ended else f"{seconds} s"
                raise AssertionError(f"no {pattern.pattern!r} until {state}:\n{self.log()}")
            time.sleep(LOOK_AGAIN_SECONDS)

    @contextmanager
    def stopped(self) -> Iterator[None]:
        """It does nothing inside, as a machine that is too busy."""
        self.process.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self.process.send_signal(signal.SIGCONT)

    def stop(self) -> int:
        """Ask it to end, as a service manager does; its exit code."""
        if self.process.poll() is None:
            self.process.terminate()
        try:
            return self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.kill()
            raise AssertionError(f"did not end in {STOP_SECONDS} s:\n{self.log()}") from None

    def kill(self) -> None:
        self.process.kill()
        self.process.wait(STOP_SECONDS)


class Server(Program):
    """A running dashboard; ``url`` has no slash at its end."""

    url: str = ""

    def until_healthy(self, url: str = "") -> None:
        """Return when /healthz answers; ``url`` where the port was chosen, else the log says it."""
        self.url = url or self.wait_for(_URL)[1]
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            try:
                if plain_http.get(f"{self.url}/healthz").is_success:
                    return
            except httpx.TransportError:
                time.sleep(LOOK_AGAIN_SECONDS)
        raise AssertionError(f"/healthz does not answer:\n{self.log()}")


@contextmanager
def dashboard(
    command: tuple[str, ...] = STREAMLIT,
    environment: Mapping[str, str] | None = None,
    env_file: str = "",
    start: Start = quickest,
) -> Iterator[Server]:
    """A dashboard of its own, healthy. Without any settings it serves the demo."""
    with checkout(env_file) as folder:
        server = Server(command, environment or {}, folder, folder / "output", start)
        try:
            server.until_healthy()
            yield server
        finally:
            server.stop()


@contextmanager
def program(
    command: tuple[str, ...],
    environment: Mapping[str, str] | None = None,
    start: Start = quickest,
) -> Iterator[Program]:
    """Any other program, say a demo PBX or a start that fails."""
    with checkout() as folder:
        started = Program(command, environment or {}, folder, folder / "output", start)
        try:
            yield started
        finally:
            started.stop()


@contextmanager
def checkout(env_file: str = "") -> Iterator[Path]:
    """A folder to start in that looks like this repository, with ``env_file`` for its .env."""
    with tempfile.TemporaryDirectory() as directory:
        folder = Path(directory)
        for name in _SERVED:
            (folder / name).symlink_to(ROOT / name)
        (folder / ".env").write_text(env_file, encoding="utf-8")
        yield folder


def clean_environment(settings: Mapping[str, str]) -> dict[str, str]:
    """The machine's environment without its dashboard settings, plus ``settings``."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(_OURS)}
    return {**kept, "PYTHONUNBUFFERED": "1", **settings}
