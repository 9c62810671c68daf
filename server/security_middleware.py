"""The outermost layer of the server: what holds for every request, whoever answers it."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Mapping

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from server.host_check import Refusal, arrived_from_outside, lost_port, refusal

_log = logging.getLogger("dashboard")

# What a browser does not get to see says where to look instead.
_FAILED = "Something went wrong. The log has the details under number {number}.\n"

_CLOSED = Refusal(
    403,
    "This server answers to its own machine alone, since nobody signs in here. "
    "An admin can open it to everybody with DASHBOARD_OPEN=true.",
)

# The websocket's code for a kind of frame that is not taken.
_UNSUPPORTED_DATA = 1003


def new_number() -> str:
    """A number to find a request or an error by in the log: 12 hex digits, hard to guess."""
    return secrets.token_hex(6)


class SecurityMiddleware:
    """Refuses what may not come in, dresses every answer, and catches what nobody caught.

    Streamlit's own error layer lies outside of this one and would answer without the headers;
    so no exception leaves here.
    """

    def __init__(
        self,
        app: ASGIApp,
        hosts: frozenset[str],
        headers: Mapping[str, str],
        *,
        base: str = "",
        only_this_machine: bool = False,
    ) -> None:
        self._app = app
        self._only_this_machine = only_this_machine
        self._hosts = hosts
        self._headers = headers
        self._base = base
        self._port_was_lost = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
            return
        number = new_number()
        answer = _Answer(scope, send, {**self._headers, "X-Request-ID": number})
        refused = refusal(scope, self._hosts, self._base)
        if self._only_this_machine and arrived_from_outside(scope):
            refused = _CLOSED
        if refused is not None:
            _log.warning("request %s refused (%s): %s", number, refused.status, refused.words)
            await answer.plain(refused.status, refused.words + "\n")
            return
        self._give_port_back(scope)
        if scope["type"] == "websocket":
            receive = _binary_frames(receive, send, number)
        try:
            await self._app(scope, receive, answer.send)
        except Exception:  # noqa: BLE001  # the last resort: whatever it is, the log gets it
            _log.exception("request %s failed", number)
            if not answer.begun:
                await answer.plain(500, _FAILED.format(number=number))

    def _give_port_back(self, scope: Scope) -> None:
        """Put the port that a proxy dropped back into Host, from the Origin that was let in.

        Streamlit compares the two itself and would refuse the session.
        """
        authority = lost_port(scope)
        if authority is None:
            return
        MutableHeaders(scope=scope)["host"] = authority
        if not self._port_was_lost:
            self._port_was_lost = True
            _log.warning(
                "a proxy drops the port from the Host header: browsers come from %s. Let it pass "
                "the header on unchanged (nginx: proxy_set_header Host $http_host).",
                authority,
            )


def _binary_frames(receive: Receive, send: Send, number: str) -> Receive:
    """``receive`` of a session, which ends at a text frame: Streamlit speaks in binary ones."""

    async def checked() -> Message:
        message = await receive()
        if message["type"] != "websocket.receive" or message.get("bytes") is not None:
            return message
        _log.warning("session %s closed: it sent text, not binary frames", number)
        await send({"type": "websocket.close", "code": _UNSUPPORTED_DATA})
        return {"type": "websocket.disconnect", "code": _UNSUPPORTED_DATA}

    return checked


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
