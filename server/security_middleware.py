"""The outermost layer of the server: access, security headers and failures of every request."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from server.host_check import Refusal, arrived_from_outside, dropped_port, find_refusal
from server.request_ids import HEADER, begin_request
from server.session_frames import needed_frames
from telephony.counters.recent_errors import RECENT_ERRORS

_log = logging.getLogger("dashboard")

# The browser is given no details, only the number under which the log has them.
_FAILED = "Something went wrong. The log has the details under number {number}.\n"

_CLOSED = Refusal(
    403,
    "This server can be used on its own machine only, because nobody signs in. "
    "An admin can let people sign in, or open it to everybody with DASHBOARD_OPEN=true.",
)


class SecurityMiddleware:
    """Refuses forbidden requests, adds the headers to every response, and logs every failure.

    Streamlit's own error layer lies outside this one and would respond without the headers, so no
    exception leaves this class.
    """

    def __init__(  # noqa: PLR0913  # what each check needs, by name
        self,
        app: ASGIApp,
        hosts: frozenset[str],
        headers: Mapping[str, str],
        *,
        base: str = "",
        only_this_machine: bool = False,
        refusal: Callable[[Scope], Refusal | None] = lambda _: None,
    ) -> None:
        """``refusal``: a further reason to refuse a request or handshake."""
        self._app = app
        self._only_this_machine = only_this_machine
        self._hosts = hosts
        self._headers = headers
        self._base = base
        self._refusal = refusal
        self._port_drop_is_logged = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
            return
        number = begin_request(Headers(scope=scope))
        response = _Response(scope, send, {**self._headers, HEADER: number})
        refused = find_refusal(scope, self._hosts, self._base) or self._refusal(scope)
        if self._only_this_machine and arrived_from_outside(scope):
            refused = _CLOSED
        if refused is not None:
            _log.warning("request %s refused (%s): %s", number, refused.status, refused.reason)
            await response.send_text(refused.status, refused.reason + "\n")
            return
        self._restore_port(scope)
        if scope["type"] == "websocket":
            receive = needed_frames(receive, send, number)
        try:
            await self._app(scope, receive, response.send)
        except Exception as error:  # noqa: BLE001  # nothing outside would log it
            _log.exception("request %s failed", number)
            RECENT_ERRORS.add(datetime.now(UTC), scope["path"], error, number)
            if not response.started:
                await response.send_text(500, _FAILED.format(number=number))

    def _restore_port(self, scope: Scope) -> None:
        """Put a port that a proxy dropped back into the Host header, from the accepted Origin.

        Streamlit compares the two headers itself and would refuse the session.
        """
        authority = dropped_port(scope)
        if authority is None:
            return
        MutableHeaders(scope=scope)["host"] = authority
        if not self._port_drop_is_logged:
            self._port_drop_is_logged = True
            _log.warning(
                "a proxy drops the port from the Host header: browsers use %s. Let it pass "
                "the header on unchanged (nginx: proxy_set_header Host $http_host).",
                authority,
            )


class _Response:
    """A response that is being sent, to an HTTP request or a websocket handshake."""

    def __init__(self, scope: Scope, send: Send, headers: Mapping[str, str]) -> None:
        self.started = False
        self._websocket = scope["type"] == "websocket"
        self._send = send
        self._headers = headers

    async def send(self, message: Message) -> None:
        """Pass a message on; the one that starts the response gets the headers."""
        if self.started:
            await self._send(message)
        elif message["type"] == "websocket.close":
            # A close before the handshake would become a response without our headers.
            await self.send_text(403, "")
        else:
            self.started = True
            for name, value in self._headers.items():
                MutableHeaders(scope=message)[name] = value
            await self._send(message)

    async def send_text(self, status: int, text: str) -> None:
        """Send a whole response of plain text."""
        kind = "websocket.http.response" if self._websocket else "http.response"
        body = text.encode()
        headers = [
            (b"content-type", b"text/plain; charset=utf-8"),
            (b"content-length", str(len(body)).encode()),
            (b"cache-control", b"no-store"),
        ]
        await self.send({"type": f"{kind}.start", "status": status, "headers": headers})
        await self.send({"type": f"{kind}.body", "body": body})
