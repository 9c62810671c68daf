"""The outermost layer of the server: what holds for every request, whoever answers it."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Mapping

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from server.gate import refusal

_log = logging.getLogger("dashboard")

# What a browser does not get to see says where to look instead.
_FAILED = "Something went wrong. The log has the details under number {number}.\n"


def new_number() -> str:
    """A number to find a request or an error by in the log: 12 hex digits, hard to guess."""
    return secrets.token_hex(6)


class Edge:
    """Refuses what may not come in, dresses every answer, and catches what nobody caught.

    Streamlit's own error layer lies outside of this one and would answer without the headers;
    so no exception leaves here.
    """

    def __init__(self, app: ASGIApp, hosts: frozenset[str], headers: Mapping[str, str]) -> None:
        self._app = app
        self._hosts = hosts
        self._headers = headers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
            return
        number = new_number()
        answer = _Answer(scope, send, {**self._headers, "X-Request-ID": number})
        refused = refusal(scope, self._hosts)
        if refused is not None:
            _log.warning("request %s refused (%s): %s", number, refused.status, refused.words)
            await answer.plain(refused.status, refused.words + "\n")
            return
        try:
            await self._app(scope, receive, answer.send)
        except Exception:  # noqa: BLE001  # the last resort: whatever it is, the log gets it
            _log.exception("request %s failed", number)
            if not answer.begun:
                await answer.plain(500, _FAILED.format(number=number))


class _Answer:
    """One answer on its way out, HTTP or websocket handshake."""

    def __init__(self, scope: Scope, send: Send, headers: Mapping[str, str]) -> None:
        self.begun = False
        self._websocket = scope["type"] == "websocket"
        self._send = send
        self._headers = headers

    async def send(self, message: Message) -> None:
        """Pass a message on, with the headers when it is the one that begins the answer."""
        if self.begun:
            await self._send(message)
        elif message["type"] == "websocket.close":
            # A close before the handshake is a refusal; sent as such it would carry no headers.
            await self.plain(403, "")
        else:
            self.begun = True
            for name, value in self._headers.items():
                MutableHeaders(scope=message)[name] = value
            await self._send(message)

    async def plain(self, status: int, text: str) -> None:
        """Answer with plain text."""
        kind = "websocket.http.response" if self._websocket else "http.response"
        body = text.encode()
        headers = [
            (b"content-type", b"text/plain; charset=utf-8"),
            (b"content-length", str(len(body)).encode()),
            (b"cache-control", b"no-store"),
        ]
        await self.send({"type": f"{kind}.start", "status": status, "headers": headers})
        await self.send({"type": f"{kind}.body", "body": body})
