"""What comes over the wire: a relay before a server that counts the bytes, headers and all."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from playwright.sync_api import Browser

from benchmarks import report
from benchmarks.browser.sides import AREAS, Context, Side

_PIECE = 1 << 16
# The page itself, and everything that did not come from the browser's cache.
_REQUESTS = """() => 1 + performance.getEntriesByType('resource')
    .filter(entry => entry.transferSize > 0).length"""


class Relay:
    """``url`` is where the server answers through it, ``received`` what it has sent so far [B]."""

    def __init__(self, origin: str) -> None:
        self._to = urlsplit(origin)
        self.received = 0
        self.url = ""

    async def start(self) -> None:
        """Listen on a free port."""
        server = await asyncio.start_server(self._connected, "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"

    async def _connected(
        self, browser: asyncio.StreamReader, to_browser: asyncio.StreamWriter
    ) -> None:
        server, to_server = await asyncio.open_connection(self._to.hostname, self._to.port)
        await asyncio.gather(
            self._pass_on(browser, to_server), self._pass_on(server, to_browser, counted=True)
        )

    async def _pass_on(
        self, from_: asyncio.StreamReader, to: asyncio.StreamWriter, *, counted: bool = False
    ) -> None:
        try:
            while piece := await from_.read(_PIECE):
                self.received += len(piece) if counted else 0
                to.write(piece)
                await to.drain()
        except ConnectionError:
            pass
        finally:
            to.close()


@contextmanager
def relayed(origin: str) -> Iterator[Relay]:
    """A relay in a thread of its own, until the block is left."""
    relay, loop = Relay(origin), asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    asyncio.run_coroutine_threadsafe(relay.start(), loop).result()
    try:
        yield relay
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()


def measure(browser: Browser, ours: Side, dash: Side) -> Iterator[report.Line]:
    """Bytes and requests of an opening, and bytes of a change, beside Dash's."""
    (own, own_requests), (other, other_requests) = (
        _visited(browser, side) for side in (ours, dash)
    )
    for place, what in enumerate(
        ("open with an empty cache", "open with a warm cache", "change of the call area")
    ):
        yield report.compared(f"{what}: received, beside Dash", own[place], other[place], "kB")
    for place, what in enumerate(("open with an empty cache", "open with a warm cache")):
        here, there = (f"{one[place]} requests" for one in (own_requests, other_requests))
        yield report.Line(f"{what}: over the wire, beside Dash", here, there, "", "", True)


def _visited(browser: Browser, side: Side) -> tuple[list[float], list[int]]:
    """Received kilobytes of three steps, and the requests of the first two."""
    received, requests = [], []
    with relayed(side.address) as relay, Context(browser) as context:
        seen = 0
        for _ in range(2):
            tab = context.tab(side.through(relay.url))
            tab.open()
            requests.append(tab.page.evaluate(_REQUESTS))
            received.append((relay.received - seen) / 1000)
            seen = relay.received
        tab.open_controls()
        for area in AREAS:  # the last one brings back what the first page showed
            seen = relay.received
            tab.change(area)
            changed = (relay.received - seen) / 1000
    return [*received, changed], requests
