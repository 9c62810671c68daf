"""Programs of ours, forked from a process that has imported what they import (``forking``).

Three quarters of a dashboard's start are imports. What is started here is the real program in a
process of its own, with its arguments, environment, folder, signals and exit code; only its modules
have been read before (``prepared_start``). So it has to run the modules of this checkout, and
nothing it reads from its environment may be read by importing them. A program of another checkout
is forked from one that has imported the packages alone (``prepared_packages``).

The workers of pytest-xdist share one server of each kind, as its imports take two seconds. It ends
with their run.

Several tests start programs by their command alone: those of the commands. Where the system is not
Linux, all do.
"""

from __future__ import annotations

import errno
import json
import os
import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from tempfile import gettempdir
from threading import Lock
from typing import BinaryIO
from uuid import uuid4

ROOT = Path(__file__).resolve().parent.parent.parent
_CONNECT_SECONDS = 10


class ForkedProcess:
    """A program started by the fork server, with what ``subprocess.Popen`` has to follow it.

    ``streams`` are the files that become its standard input, output and error.
    """

    def __init__(
        self,
        server: socket.socket,
        command: Sequence[str],
        folder: Path,
        environment: Mapping[str, str],
        streams: tuple[int, int, int],
    ) -> None:
        self.returncode: int | None = None
        reading, writing = os.pipe()
        request = json.dumps([command[1:], str(folder), dict(environment)]).encode()
        socket.send_fds(server, [request], [*streams, writing])
        os.close(writing)
        self._reports = os.fdopen(reading)
        self._looking = Lock()
        self.pid = int(self._reports.readline())

    def poll(self) -> int | None:
        """Its exit code, or the negative number of the signal that ended it; None while it runs."""
        return self._look(0)

    def wait(self, timeout: float | None = None) -> int:
        """Its exit code once it has ended. Raises TimeoutExpired."""
        code = self._look(timeout)
        if code is None:
            assert timeout is not None
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

    def _look(self, seconds: float | None) -> int | None:
        with self._looking:
            if self.returncode is None and select.select([self._reports], [], [], seconds)[0]:
                self.returncode = int(self._reports.readline())
                self._reports.close()
            return self.returncode


def forked_by(
    prepared: str,
) -> Callable[[tuple[str, ...], Path, Mapping[str, str], BinaryIO, BinaryIO], ForkedProcess]:
    """What starts programs from this server of the run of tests; they are given nothing to read."""

    def forked(
        command: tuple[str, ...],
        folder: Path,
        environment: Mapping[str, str],
        output: BinaryIO,
        errors: BinaryIO,
    ) -> ForkedProcess:
        with Path(os.devnull).open("rb") as nothing:
            streams = nothing.fileno(), output.fileno(), errors.fileno()
            return ForkedProcess(_server(prepared), command, folder, environment, streams)

    return forked


def connected(place: str) -> socket.socket:
    """The way to the fork server that listens there, or is about to."""
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    deadline = time.monotonic() + _CONNECT_SECONDS
    while True:
        try:
            connection.connect(place)
        except ConnectionRefusedError:  # it is bound, and about to listen
            assert time.monotonic() < deadline, f"nobody listens at {place}"
        else:
            return connection


@cache
def _server(prepared: str) -> socket.socket:
    """The way to this fork server of the run of tests, which the first who asks has started."""
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID")
    place = str(Path(gettempdir()) / f"{prepared}-{run or uuid4().hex}")
    with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as listening:
        try:
            listening.bind(place)
        except OSError as error:
            if error.errno != errno.EADDRINUSE:  # another worker's
                raise
        else:
            listening.listen()
            start(listening, os.getppid() if run else os.getpid(), f"tests.support.{prepared}")
    return connected(place)


def start(listening: socket.socket, tests: int, *prepared: str) -> None:
    """Start one that ends with the process ``tests``; ``prepared`` says what it does before."""
    numbers = str(listening.fileno()), str(tests)
    subprocess.Popen(
        [sys.executable, "-m", "tests.support.forking", *numbers, *prepared],
        cwd=ROOT,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
        stdin=subprocess.DEVNULL,
        pass_fds=[listening.fileno()],
        start_new_session=True,  # Ctrl+C ends the tests, and with them this
    )
