"""Forty scripts at once: what a page's reader notices of them, and the memory that they take."""

from __future__ import annotations

import asyncio
import http.client
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import date, timedelta
from time import sleep
from urllib.parse import urlsplit

import httpx

from benchmarks import report, servers
from benchmarks.exports import row
from benchmarks.viewer import Run, Viewer
from benchmarks.warm import RUNS, WARMING, line
from server.exports.slots import IDLE_SECONDS
from tests.support import faults
from tests.support.fault_server import FaultServer

CLIENTS = 40
EXTENSIONS_ON_PAGE = 200
EXTENSIONS = 10_000
# Waiting exports cost a page nothing; what is left is the noise of two measurements.
BESIDE = 1.3
MOST_MB = 1_000
PATIENCE_SECONDS = 60
# What is left after it is given back; the caches keep their share of it on purpose.
KEPT_ON_TOP_MB = 250
_REPORT = "/xapi/v1/ReportExtensionStatisticsByGroup"
_NOT_NOW = 503
_FIRST = date(2025, 3, 3)


def measure() -> Iterator[report.Line]:
    """Exports that wait for the PBX beside a page, then ones of ten thousand extensions."""
    yield _beside()
    yield from _in_memory()


def _beside() -> report.Line:
    go_on = threading.Event()
    with _serving(EXTENSIONS_ON_PAGE) as (pbx, ours), Viewer(ours.url, _question(0)) as viewer:
        for _ in range(WARMING):
            viewer.run()
        alone = _runs(viewer)
        pbx.script(_REPORT, faults.held_until(go_on, faults.listing([])))
        with ExitStack() as clients:
            clients.callback(go_on.set)
            for number in range(1, CLIENTS + 1):
                client = http.client.HTTPConnection(urlsplit(ours.url).netloc)
                clients.callback(client.close)
                client.request("GET", f"/export/days.csv?{_question(number)}")
            beside = _runs(viewer)
    what = f"warm overview beside {CLIENTS} exports that wait, and without them"
    return line(what, list(zip(beside, alone, strict=True)), BESIDE)


def _in_memory() -> Iterator[report.Line]:
    with _serving(EXTENSIONS) as (_, ours):
        address = f"{ours.url}/export/extensions.xlsx?{_question(CLIENTS)}"
        httpx.get(address, timeout=PATIENCE_SECONDS).raise_for_status()
        before = servers.memory_mb(ours.pid)
        asyncio.run(_all_workbooks(ours.url))
        most = servers.most_memory_mb(ours.pid)
        sleep(2 * IDLE_SECONDS)
        after = servers.memory_mb(ours.pid)
    what = f"memory, {CLIENTS} workbooks of {EXTENSIONS:,} extensions at once"
    yield report.limited(what, most, MOST_MB, "MB")
    yield report.limited(f"{what}: on top of one afterwards", after - before, KEPT_ON_TOP_MB, "MB")


async def _all_workbooks(url: str) -> None:
    """Each client asks until it has its file, as one is told to that is turned away."""
    limits = httpx.Limits(max_connections=CLIENTS)
    async with httpx.AsyncClient(timeout=PATIENCE_SECONDS, limits=limits) as client:

        async def workbook(number: int) -> None:
            address = f"{url}/export/extensions.xlsx?{_question(number)}"
            while (answer := await client.get(address)).status_code == _NOT_NOW:
                await asyncio.sleep(int(answer.headers["retry-after"]))
            answer.raise_for_status()

        await asyncio.gather(*map(workbook, range(CLIENTS)))


@contextmanager
def _serving(extensions: int) -> Iterator[tuple[FaultServer, servers.Serving]]:
    settings = {
        "THREECX_CLIENT_ID": "bench",
        "THREECX_API_KEY": "bench",
        "THREECX_TIMEZONE": servers.ZONE,
        "THREECX_REQUESTS_PER_MINUTE": "6000",
        "THREECX_REQUESTS_PER_HOUR": "60000",
    }
    with FaultServer() as pbx:
        groups = [{"Number": "GRP0000", "Name": "Sales", "Id": 28}]
        pbx.script("/xapi/v1/Groups", faults.listing(groups))
        pbx.script(_REPORT, faults.listing([row(number) for number in range(extensions)]))
        with servers.serving(servers.DASHBOARD, {"THREECX_URL": pbx.origin, **settings}) as ours:
            yield pbx, ours


def _question(number: int) -> str:
    day = _FIRST + timedelta(days=number)
    return f"group=GRP0000&from={day}&to={day}"


def _runs(viewer: Viewer) -> list[Run]:
    return [viewer.run() for _ in range(RUNS)]
