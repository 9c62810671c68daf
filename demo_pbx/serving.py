"""Serving a demo PBX over HTTP, alone or for the length of a test.

    with running(Options(extensions=8), clock=lambda: noon) as pbx:
        pbx.base_url                                  # "http://127.0.0.1:40123"
        pbx.counters.report_requests, .group_requests, .token_grants, .concurrent_reports
        pbx.requests                                  # every completed request, oldest first
        pbx.groups, pbx.extensions                    # Group and Extension tuples
        pbx.members("GRP0001")                        # the Extensions of a department
        pbx.legs("GRP0001", start, end)               # the calls themselves, as Leg tuples

``legs`` gives the raw call legs of a department that start in [start, end) and are known by
now, so that a test can count them independently and compare.
"""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

import numpy as np
import uvicorn
from starlette.applications import Starlette
from uvicorn.protocols.http.auto import AutoHTTPProtocol

from demo_pbx.app import create_app
from demo_pbx.auth import Blacklist
from demo_pbx.directory import Extension, Group
from demo_pbx.legs import Leg, to_us
from demo_pbx.options import Clock, Options, utc_now
from demo_pbx.state import Counters, Pbx, Request

LOOPBACK = "127.0.0.1"
# A report that runs when the server ends may finish, within this time.
SECONDS_TO_FINISH = 2


class Server(uvicorn.Server):
    """A uvicorn server that reports when it listens."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        """Take what to serve and what to call when it listens."""
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Listen, then call ``ready``."""
        await super().startup(sockets)
        self._ready()


def build_server(app: Starlette, ready: Callable[[], None]) -> Server:
    """Return a server of this application without logs; ``run`` needs its bound socket."""
    config = uvicorn.Config(
        app,
        http=_refusing(app.state.pbx.blacklist),
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        date_header=False,
        timeout_graceful_shutdown=SECONDS_TO_FINISH,
    )
    return Server(config, ready)


def _refusing(blacklist: Blacklist) -> type[asyncio.Protocol]:
    """Return an HTTP protocol that closes connections of blocked addresses without a response."""

    class Refusing(AutoHTTPProtocol):  # type: ignore[valid-type,misc]
        def data_received(self, data: bytes) -> None:
            if self.client and self.client[0] in blacklist:
                self.transport.abort()
                return
            super().data_received(data)

    return Refusing


def bind_socket(host: str, port: int) -> socket.socket:
    """Return a socket bound to the address; port 0 takes any free one. Raises OSError."""
    bound = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    try:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind((host, port))
    except OSError:
        bound.close()
        raise
    return bound


class RunningPbx:
    """A running demo PBX, and its internal data for a test to compare with."""

    def __init__(self, pbx: Pbx, base_url: str) -> None:
        """Take the PBX and its address."""
        self.base_url = base_url
        self._pbx = pbx

    @property
    def options(self) -> Options:
        """The options of this PBX."""
        return self._pbx.options

    @property
    def counters(self) -> Counters:
        """The numbers of requests."""
        return self._pbx.counters

    @property
    def requests(self) -> Sequence[Request]:
        """The requests completed so far."""
        return tuple(self._pbx.requests)

    @property
    def groups(self) -> tuple[Group, ...]:
        """All departments, the client's favourites among them."""
        return self._pbx.source.directory.groups

    @property
    def extensions(self) -> tuple[Extension, ...]:
        """All extensions."""
        return self._pbx.source.directory.extensions

    def members(self, group: str) -> tuple[Extension, ...]:
        """Return the extensions of a department; KeyError for an unknown number."""
        return tuple(self.extensions[member] for member in self._positions(group))

    def legs(
        self, group: str, start: datetime, end: datetime, *, uncounted: bool = False
    ) -> list[Leg]:
        """Return the legs of a department's members that start in [start, end), by start.

        With ``uncounted`` also the rings of a queue's polling that the reports leave out.
        Empty without calls; KeyError for an unknown number. Times must be aware.
        """
        positions = self._positions(group)
        directory = self._pbx.source.directory
        source = self._pbx.source if uncounted else self._pbx.counted
        return [
            leg
            for legs in source.between(to_us(start), to_us(end))
            for leg in legs.take(np.isin(legs.extension, positions)).readable(directory)
        ]

    def _positions(self, group: str) -> tuple[int, ...]:
        department = self._pbx.source.directory.group(group)
        if department is None:
            raise KeyError(group)
        return department.members


@contextmanager
def running(
    options: Options | None = None, *, clock: Clock = utc_now, port: int = 0
) -> Iterator[RunningPbx]:
    """Serve a new demo PBX on this loopback port from a thread, until the block is left.

    Port 0 is a free one.
    """
    app = create_app(options, clock=clock)
    bound = bind_socket(LOOPBACK, port)
    ready = threading.Event()
    serving = build_server(app, ready.set)
    thread = threading.Thread(target=serving.run, args=([bound],), name="demo-pbx", daemon=True)
    thread.start()
    try:
        ready.wait()
        yield RunningPbx(app.state.pbx, f"http://{LOOPBACK}:{bound.getsockname()[1]}")
    finally:
        serving.should_exit = True
        thread.join()
        bound.close()
