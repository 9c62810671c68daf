"""A scripted PBX on loopback: real sockets, scripted responses, counted requests.

    with FaultServer() as pbx:
        pbx.script("/xapi/v1/Groups", faults.status(503), faults.listing(rows))
        ... send requests to pbx.origin ...
        pbx.requests_to("/xapi/v1/Groups"), pbx.grants, pbx.unauthorized, pbx.received

Each request to a scripted path takes the next fault; the last one stays. Without a script the token
endpoint grants tokens (one is valid at a time, as on a 3CX) and ``/xapi/v1/Defs`` exists. Paths
under ``/xapi`` need the valid token, else they respond with an empty 401. ``date`` is its clock,
None for one that sends no Date header; the default is later than any period in the tests.
"""

from __future__ import annotations

import asyncio
import base64
import json
import socket
import ssl
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path
from typing import Any

from tests.support.background_server import LOOPBACK, BackgroundServer

CERTIFICATES = Path(__file__).parent / "tls"
JSON_TYPE = "application/json; odata.metadata=minimal"
TLS_RECORD = b"\x16"
LATE = datetime(2099, 1, 1, tzinfo=UTC)
ROLES = ("App", "Reports", "system_owners")


@dataclass(frozen=True)
class Received:
    """One request as received: method, target in bytes, lower-case header names, time."""

    method: str
    target: bytes
    headers: dict[str, str]
    body: bytes
    at: float


@dataclass
class Exchange:
    """A request and the way to respond to it."""

    server: FaultServer
    request: Received
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def send(self, data: bytes) -> None:
        self.writer.write(data)
        await self.writer.drain()

    async def head(self, status: int = 200, **headers: str) -> None:
        """Status line and headers; ``content_type=…`` stands for ``content-type: …``."""
        if self.server.date is not None and "date" not in headers:
            headers["date"] = format_datetime(self.server.date(), usegmt=True)
        lines = [f"HTTP/1.1 {status} Scripted"]
        lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
        await self.send("\r\n".join([*lines, "", ""]).encode("latin-1"))

    async def respond(self, body: bytes, status: int = 200, **headers: str) -> None:
        await self.head(status, content_length=str(len(body)), **headers)
        await self.send(body)

    async def json(self, value: Any, status: int = 200, **headers: str) -> None:
        body = json.dumps(value).encode()
        await self.respond(body, status, content_type=JSON_TYPE, **headers)


Fault = Callable[[Exchange], Awaitable[None]]


@dataclass
class Granting:
    """How the token endpoint grants. ``lifetime`` None gives opaque tokens."""

    lifetime: int | None = 3600
    answer: dict[str, Any] = field(default_factory=lambda: {"expires_in": 60})
    roles: tuple[str, ...] = ROLES
    many_live: bool = False


class FaultServer(BackgroundServer):
    """For a ``with`` block; safe to script and to inspect from the test's own thread.

    ``certificate``: one of those in ``tls/`` by its name, or a PEM file with key and chain.
    """

    def __init__(
        self,
        certificate: str | None = None,
        granting: Granting | None = None,
        date: Callable[[], datetime] | None = lambda: LATE,
    ) -> None:
        super().__init__()
        self.granting = granting or Granting()
        self.date = date
        self.received: list[Received] = []
        self.grants = 0
        self.unauthorized = 0
        self.in_flight = 0
        self.most_in_flight = 0
        self._live: list[str] = []
        self._scripts: dict[str, list[Fault]] = {}
        self._certificate = certificate

    @property
    def origin(self) -> str:
        return f"{'https' if self._certificate else 'http'}://{LOOPBACK}:{self.port}"

    def script(self, path: str, *faults: Fault) -> None:
        """Respond to targets that begin with ``path`` with these faults, one per request."""
        self._scripts[path] = list(faults)

    def unscript(self, path: str) -> None:
        """Respond as without a script again."""
        del self._scripts[path]

    def requests_to(self, path: str = "/xapi") -> int:
        """The number of requests to targets that begin with ``path``."""
        return sum(one.target.startswith(path.encode()) for one in self.received)

    def kill_tokens(self) -> None:
        """Invalidate every token, as a restart of the PBX or another sign-in does."""
        self._live.clear()

    def grant(self) -> str:
        """A new token, which invalidates the previous one."""
        self.grants += 1
        if not self.granting.many_live:
            self._live.clear()
        self._live.append(self._token())
        return self._live[-1]

    def accept(self, token: str) -> None:
        """Accept this token as well."""
        self._live.append(token)

    def _tls(self) -> ssl.SSLContext | None:
        if not self._certificate:
            return None
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        named = isinstance(self._certificate, str)
        context.load_cert_chain(
            CERTIFICATES / f"{self._certificate}.pem" if named else self._certificate
        )
        return context

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            while (request := await _read(reader, writer)) is not None:
                self.received.append(request)
                self.in_flight += 1
                self.most_in_flight = max(self.most_in_flight, self.in_flight)
                try:
                    await self._fault(request)(Exchange(self, request, reader, writer))
                finally:
                    self.in_flight -= 1
                if writer.is_closing():
                    break
        writer.close()

    def _fault(self, request: Received) -> Fault:
        path = request.target.decode("latin-1")
        authorization = request.headers.get("authorization", "")
        if path.startswith("/xapi") and authorization.removeprefix("Bearer ") not in self._live:
            self.unauthorized += 1
            return _unauthorized
        for prefix, faults in self._scripts.items():
            if path.startswith(prefix):
                return faults.pop(0) if len(faults) > 1 else faults[0]
        if path.startswith("/connect/token"):
            return _granted
        return _defs if path.startswith("/xapi/v1/Defs") else _not_found

    def _token(self) -> str:
        if self.granting.lifetime is None:
            return f"opaque-{self.grants}"
        issued = 1_000_000 * self.grants  # far from any real clock: only the difference counts
        claims = {"iat": issued, "exp": issued + self.granting.lifetime}
        return ".".join(map(_part, ({"alg": "none"}, claims | {"role": self.granting.roles}, {})))


def _part(value: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


async def _read(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> Received | None:
    try:
        start = await reader.readexactly(1)
        if start == TLS_RECORD:  # a client takes this plain server for a TLS one
            writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
            return None
        head = start + await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError:
        return None
    first, *lines = head.decode("latin-1").split("\r\n")[:-2]
    method, target, _ = first.split(" ")
    headers = {name.lower(): value.strip() for name, _, value in (x.partition(":") for x in lines)}
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    return Received(method, target.encode("latin-1"), headers, body, time.monotonic())


async def _granted(exchange: Exchange) -> None:
    token = exchange.server.grant()
    await exchange.json(
        {"token_type": "Bearer", "access_token": token} | exchange.server.granting.answer
    )


async def _unauthorized(exchange: Exchange) -> None:
    await exchange.respond(b"", 401)


async def _not_found(exchange: Exchange) -> None:
    await exchange.respond(b"", 404)


async def _defs(exchange: Exchange) -> None:
    await exchange.json({"Id": 0}, x_3cx_version="20.0.8.1121")


def refused_port() -> int:
    """A port of loopback on which no server listens."""
    with socket.socket() as taken:
        taken.bind((LOOPBACK, 0))
        return int(taken.getsockname()[1])
