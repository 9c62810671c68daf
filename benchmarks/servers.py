"""Servers under measurement: the dashboard, bare ones beside it, and the PBX behind them."""

from __future__ import annotations

import socket
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter, sleep
from urllib.parse import urlsplit

import httpx

from demo_pbx.serving import RunningPbx
from tests.support.processes import ROOT, START_SECONDS, Program, Start, by_command, checkout

ZONE = "Europe/Berlin"
DASHBOARD = ("-m", "streamlit", "run", "app.py")
# The dashboard as Streamlit would serve it without this project's tuning.
UNTUNED = ("-m", "benchmarks.untuned")
# The floor of a run: only sends, with everything imported beforehand as the dashboard has.
BARE = ("-m", "streamlit", "run", str(ROOT / "benchmarks" / "bare.py"))
# The floor of a start: nothing is imported before the first viewer comes.
BARE_PAGE = ("-m", "streamlit", "run", str(ROOT / "benchmarks" / "bare_page.py"))

HEALTH = "/_stcore/health"  # of any Streamlit server
_LOOK_AGAIN_SECONDS = 0.005


@dataclass(frozen=True)
class Serving:
    """A server that answers. ``begun``: when it was started; ``seconds``: until it answered."""

    url: str
    pid: int
    begun: float
    seconds: float


@contextmanager
def serving(
    arguments: tuple[str, ...],
    environment: Mapping[str, str],
    health: str = HEALTH,
    port_option: str = "--server.port",
    start: Start = by_command,
) -> Iterator[Serving]:
    """Start a server of the project's own settings, until the block is left.

    ``start``: any other way is for those who measure nothing.
    """
    port = _free_port()
    command = (sys.executable, *arguments, port_option, str(port))
    with checkout() as folder:
        begun = perf_counter()
        settings = {"PYTHONPATH": str(ROOT), **environment}
        program = Program(command, settings, folder, folder / "output", start)
        try:
            url = f"http://127.0.0.1:{port}"
            seconds = _until_it_answers(program, f"{url}{health}") - begun
            yield Serving(url, program.pid, begun, seconds)
        finally:
            program.stop()


def connected_to(pbx: RunningPbx) -> dict[str, str]:
    """The settings of a dashboard over this PBX."""
    return {
        "THREECX_URL": pbx.base_url,
        "THREECX_CLIENT_ID": pbx.options.client_id,
        "THREECX_API_KEY": pbx.options.api_key,
        "THREECX_TIMEZONE": ZONE,
    }


def most_memory_mb(pid: int) -> float:
    """The most memory that a process has held so far [MB]."""
    return _status_mb(pid, "VmHWM")


def memory_mb(pid: int) -> float:
    """The memory that a process holds now [MB]."""
    return _status_mb(pid, "VmRSS")


def _status_mb(pid: int, name: str) -> float:
    status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    kilobytes = next(line.split()[1] for line in status.splitlines() if line.startswith(name))
    return int(kilobytes) * 1024 / 1e6


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _until_it_answers(program: Program, address: str) -> float:
    host, _, port = urlsplit(address).netloc.partition(":")
    deadline = perf_counter() + START_SECONDS
    while perf_counter() < deadline:
        try:
            # cheaper than an HTTP client for each look: the machine is busy starting the server
            socket.create_connection((host, int(port))).close()
        except OSError:
            if program.process.poll() is not None:
                break
            sleep(_LOOK_AGAIN_SECONDS)
        else:
            httpx.get(address, timeout=START_SECONDS).raise_for_status()
            return perf_counter()
    raise RuntimeError(f"{address} does not answer:\n{program.log()}")
