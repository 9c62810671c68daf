"""The dashboard under load, its PBX and who may see what in it."""

from __future__ import annotations

import re
import socket
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from time import monotonic
from typing import Final

import psutil

from benchmarks import servers
from tests.support.dashboard_settings import settings
from tests.support.processes import Program, Start, by_command, program

EXTENSIONS: Final = 200
SIGN_IN: Final = {
    "DASHBOARD_PROXY_HEADER": "X-Forwarded-User",
    "DASHBOARD_PROXY_ADDRESSES": "127.0.0.1",
}
RIGHTS: Final = """
[[rule]]
domain = "example.com"
groups = "*"
role = "analyst"
"""
_READY = re.compile(r"demo PBX ready on http://127\.0\.0\.1:(\d+)")


@contextmanager
def pbx(port: int = 0, extensions: int = EXTENSIONS) -> Iterator[tuple[Program, int]]:
    """A demo PBX as a process of its own, and its port."""
    options = ("--port", str(port), "--extensions", str(extensions))
    with program((sys.executable, "-m", "demo_pbx", *options)) as served:
        yield served, int(served.wait_for(_READY)[1])


def connected_to(port: int, rights: Path) -> dict[str, str]:
    """The settings of a dashboard over this PBX, whose people sign in at a proxy."""
    rights.write_text(RIGHTS, encoding="utf-8")
    budget = {"THREECX_REQUESTS_PER_MINUTE": "6000", "THREECX_REQUESTS_PER_HOUR": "60000"}
    origin = f"http://127.0.0.1:{port}"
    zone = {"THREECX_TIMEZONE": servers.ZONE}
    return {**settings(origin), **zone, **SIGN_IN, "DASHBOARD_ACCESS_FILE": str(rights), **budget}


@contextmanager
def dashboard(
    environment: Mapping[str, str], core: int | None = None, start: Start = by_command
) -> Iterator[servers.Serving]:
    """One process; ``core``: the only one that it may use."""
    with servers.serving(servers.DASHBOARD, environment, start=start) as serving:
        if core is not None:
            pin(serving.pid, core)
        yield serving


def pin(pid: int, *cores: int) -> None:
    """Keep a process, all its threads, on these cores."""
    process = psutil.Process(pid)
    for thread in process.threads():
        psutil.Process(thread.id).cpu_affinity(list(cores))
    process.cpu_affinity(list(cores))


def processor_seconds(pid: int) -> float:
    """The time that a process has had of the processor so far [s]."""
    times = psutil.Process(pid).cpu_times()
    return float(times.user + times.system)


class HangingUp:
    """In a ``with``: a port that takes every connection and hangs up; ``times`` says when.

    A connection is counted as a request: none carries more than one.
    """

    def __init__(self, port: int) -> None:
        self.times: list[float] = []
        self._listening = socket.socket()
        self._listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._listening.bind(("127.0.0.1", port))
        self._listening.listen(200)
        self._thread = threading.Thread(target=self._hang_up, daemon=True)

    def __enter__(self) -> HangingUp:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        self._thread.join()

    def in_the_busiest_minute(self) -> int:
        """The most within any sixty seconds."""
        return max(
            (sum(begun <= one < begun + 60 for one in self.times) for begun in self.times),
            default=0,
        )

    def _hang_up(self) -> None:
        while True:
            try:
                connection, _ = self._listening.accept()
            except OSError:
                return
            self.times.append(monotonic())
            connection.close()
