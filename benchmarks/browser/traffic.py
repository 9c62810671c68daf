"""What comes over the wire: a relay before a server that counts the bytes, headers and all."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from socketserver import BaseRequestHandler, ThreadingTCPServer
from urllib.parse import urlsplit

from playwright.sync_api import Browser

from benchmarks import report
from benchmarks.browser.sides import AREAS, Context, Side

_PIECE = 1 << 16
# The page itself, and everything that did not come from the browser's cache.
_REQUESTS = """() => 1 + performance.getEntriesByType('resource')
    .filter(entry => entry.transferSize > 0).length"""


class Relay(ThreadingTCPServer):
    """``url`` is where the server answers through it, ``received`` what it has sent so far [B]."""

    daemon_threads = True

    def __init__(self, origin: str) -> None:
        super().__init__(("127.0.0.1", 0), _Connection)
        self.url = f"http://127.0.0.1:{self.server_address[1]}"
        self.behind = urlsplit(origin)
        self.received = 0
        self.counting = threading.Lock()


class _Connection(BaseRequestHandler):
    """One of the browser's connections, with one to the server of its own."""

    server: Relay

    def handle(self) -> None:
        address = self.server.behind.hostname, self.server.behind.port
        with socket.create_connection(address) as to_server:
            sending = threading.Thread(target=_pass_on, args=(self.request, to_server), daemon=True)
            sending.start()
            _pass_on(to_server, self.request, self._count)
            sending.join()

    def _count(self, size: int) -> None:
        with self.server.counting:
            self.server.received += size


def _pass_on(
    source: socket.socket, target: socket.socket, count: Callable[[int], object] = int
) -> None:
    with suppress(OSError):  # whoever hangs up first ends both directions
        while piece := source.recv(_PIECE):
            count(len(piece))
            target.sendall(piece)
    with suppress(OSError):
        target.shutdown(socket.SHUT_WR)


@contextmanager
def relayed(origin: str) -> Iterator[Relay]:
    """A relay in threads of its own, until the block is left."""
    with Relay(origin) as relay:
        threading.Thread(target=relay.serve_forever, daemon=True).start()
        try:
            yield relay
        finally:
            relay.shutdown()


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
        for area in AREAS:  # the last one brings back what the first page showed
            seen = relay.received
            tab.change(area)
            changed = (relay.received - seen) / 1000
    return [*received, changed], requests
