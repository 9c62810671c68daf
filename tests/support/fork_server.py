"""A process that has imported what our programs import, and forks for each one that starts.

Three quarters of a dashboard's start are imports. What is started here is the real program in a
process of its own, with its arguments, environment, folder, signals and exit code; only its modules
have been read before. So it has to run the modules of this checkout, and nothing it reads from its
environment may be read by importing them.

Several tests start programs by their command alone: those of the commands, the package and the
recipes. Where the system is not Linux, all do.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import pkgutil
import runpy
import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import BinaryIO

ROOT = Path(__file__).resolve().parent.parent.parent
# Environments are a few kilobytes.
MOST_BYTES = 200_000

_OURS = ("telephony", "demo_pbx", "server", "components", "pages")
# Streamlit and uvicorn import these when they serve. Not streamlit.web.cli: which of the two serves
# is told by whether that was imported.
_LATE = (
    *("click", "streamlit.web.bootstrap", "streamlit.dataframe_util"),
    *("uvicorn.main", "uvicorn.lifespan.on"),
    *("uvicorn.protocols.http.auto", "uvicorn.protocols.websockets.auto", "pyarrow"),
    *("sqlalchemy.dialects.sqlite", "sqlalchemy.dialects.postgresql.psycopg", "psycopg"),
)


class ForkedProcess:
    """A program started by the fork server, with what ``subprocess.Popen`` has to follow it."""

    def __init__(
        self,
        command: tuple[str, ...],
        folder: Path,
        environment: Mapping[str, str],
        output: BinaryIO,
        errors: BinaryIO,
    ) -> None:
        self.returncode: int | None = None
        reading, writing = os.pipe()
        request = json.dumps([command[1:], str(folder), dict(environment)]).encode()
        files = [output.fileno(), errors.fileno(), writing]
        socket.send_fds(_server(), [request], files)
        os.close(writing)
        self._reports = os.fdopen(reading)
        self.pid = int(self._reports.readline())

    def poll(self) -> int | None:
        """Its exit code, or the negative number of the signal that ended it; None while it runs."""
        return self._look(0)

    def wait(self, timeout: float) -> int:
        """Its exit code once it has ended. Raises TimeoutExpired."""
        code = self._look(timeout)
        if code is None:
            raise subprocess.TimeoutExpired(str(self.pid), timeout)
        return code

    def send_signal(self, number: int) -> None:
        """Send it a signal, unless it has ended."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def _look(self, seconds: float) -> int | None:
        if self.returncode is None and select.select([self._reports], [], [], seconds)[0]:
            self.returncode = int(self._reports.readline())
            self._reports.close()
        return self.returncode


@cache
def _server() -> socket.socket:
    """The way to this process's fork server, which ends with it."""
    ours, its = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with its:
        subprocess.Popen(
            [sys.executable, "-m", "tests.support.fork_server", str(its.fileno())],
            cwd=ROOT,
            env={**os.environ, "PYTHONUNBUFFERED": "1"},
            stdin=subprocess.DEVNULL,
            pass_fds=[its.fileno()],
            start_new_session=True,  # Ctrl+C ends the tests, and with them this
        )
    return ours


def _serve(requests: socket.socket) -> None:
    """Fork for each request; returns where a program is to be run, in its own process."""
    watching: set[int] = set()
    while True:
        request, files, _, _ = socket.recv_fds(requests, MOST_BYTES, 3)
        watching = {one for one in watching if os.waitpid(one, os.WNOHANG) == (0, 0)}
        if not request:  # whoever started this has ended
            sys.exit()
        if child := os.fork():
            watching.add(child)
            for file in files:
                os.close(file)
            continue
        requests.close()
        *outputs, report = files
        if not (program := os.fork()):
            _become(outputs, *json.loads(request))
            # not before now: what a signal sets off in Python is forgotten in a fork
            os.write(report, b"%d\n" % os.getpid())
            os.close(report)
            return
        _wait(program, report)
        _, status = os.waitpid(program, 0)
        with suppress(BrokenPipeError):
            os.write(report, b"%d\n" % os.waitstatus_to_exitcode(status))
        os._exit(0)


def _wait(program: int, report: int) -> None:
    """Until it has ended, or whoever started it has: no program outlives its test."""
    either = select.poll()
    either.register(report, 0)  # errors alone, and nobody reading is one
    either.register(os.pidfd_open(program), select.POLLIN)
    if report in dict(either.poll()):
        os.kill(program, signal.SIGKILL)


def _become(
    outputs: list[int], arguments: list[str], folder: str, environment: dict[str, str]
) -> None:
    """Take over what the program was started with."""
    for stream, file in enumerate(outputs, start=1):
        os.dup2(file, stream)
        os.close(file)
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    time.tzset()
    sys.argv = arguments


def _run() -> None:
    """Run ``-m MODULE …`` or ``FILE …``, as Python does."""
    if sys.argv[0] == "-m":
        sys.path[0] = str(Path.cwd())
        del sys.argv[0]
        runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
    else:
        sys.path[0] = str(Path(sys.argv[0]).parent)
        runpy.run_path(sys.argv[0], run_name="__main__")


def _import_all() -> None:
    for name in _LATE:
        importlib.import_module(name)
    for name in _OURS:
        package = importlib.import_module(name)
        for module in pkgutil.walk_packages(package.__path__, f"{name}."):
            if not module.name.endswith(("__main__", "server.script")):
                importlib.import_module(module.name)
    # the collector of a program would write to, and so copy, every page they lie in
    gc.collect()
    gc.freeze()


if __name__ == "__main__":
    _import_all()
    _serve(socket.socket(fileno=int(sys.argv[1])))
    _run()
