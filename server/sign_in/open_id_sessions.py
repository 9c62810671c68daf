"""Sessions of people who sign in with an OpenID provider: over as soon as their sign-in is.

Streamlit looks at a browser's cookies when a session is opened, and a session may stay open for
days. So one whose sign-in ends is closed, and nothing more is sent in it than to load the page
anew: Streamlit's script would connect again by itself, and leave on the screen what is there.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import cookie_parser
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.web.server.starlette.starlette_app_utils import validate_xsrf_token
from streamlit.web.server.starlette.starlette_server_config import (
    USER_COOKIE_NAME,
    XSRF_COOKIE_NAME,
)

from server.sign_in.ended import EndedSignIns, ended_sign_ins
from server.sign_in.open_id_cookie import BrowserSignIn, read_sign_in
from server.sign_in.session_end import close, load_anew
from server.sign_in.streamlit_auth import LOGOUT
from telephony.settings.open_id import OpenId

_LONGEST_REDIRECT: Final = 4096


class OpenIdSessions:
    """Lets sessions in, each as long as its sign-in is valid; passes everything else on."""

    def __init__(
        self,
        app: ASGIApp,
        open_id: OpenId,
        *,
        ended: EndedSignIns = ended_sign_ins,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._app = app
        self._open_id = open_id
        self._ended = ended
        self._clock = clock

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "websocket":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        sign_in = read_sign_in(headers, self._open_id, self._ended, self._clock)
        if sign_in is None or not self._has_token(headers):
            # a session of nobody must not look to Streamlit like one of the person before
            _remove_sign_in(scope)
            await self._app(scope, receive, send)
            return
        guard = _Guard(sign_in, receive, send, self._clock)
        self._ended.watch(sign_in.number, guard.end)
        try:
            await self._app(scope, guard.receive, guard.send)
        finally:
            self._ended.forget(sign_in.number, guard.end)
            guard.stop()

    def _has_token(self, headers: Headers) -> bool:
        """Whether our own page opens the session, as Streamlit has it before it reads cookies."""
        protocols = [each.strip() for each in headers.get("sec-websocket-protocol", "").split(",")]
        cookie = cookie_parser(headers.get("cookie", "")).get(XSRF_COOKIE_NAME)
        token = protocols[1] if len(protocols) > 1 else None
        return headers.get("origin") == self._open_id.origin and validate_xsrf_token(token, cookie)


class _Guard:
    """The two directions of one session, until its sign-in ends."""

    def __init__(
        self, sign_in: BrowserSignIn, receive: Receive, send: Send, clock: Callable[[], float]
    ) -> None:
        self._receive = receive
        self._send = send
        self._clock = clock
        self._ends_at = sign_in.ends_at
        self._is_open = self._is_leaving = False
        self._over = asyncio.Event()
        self._loop = asyncio.get_running_loop()
        left = max(0.0, sign_in.ends_at - clock())
        self._timer = self._loop.call_later(left, self._over.set)

    def end(self) -> None:
        """End it, from any thread."""
        self._loop.call_soon_threadsafe(self._over.set)

    def stop(self) -> None:
        """Forget the timer: the session is closed."""
        self._timer.cancel()

    async def receive(self) -> Message:
        """The browser's next message; that it has left, when the sign-in ends before."""
        message = asyncio.ensure_future(self._receive())
        over = asyncio.ensure_future(self._over.wait())
        try:
            await asyncio.wait({message, over}, return_when=asyncio.FIRST_COMPLETED)
            if not self._is_over():
                return message.result()
        finally:
            message.cancel()
            over.cancel()
        if self._is_open and not self._is_leaving:
            return await load_anew(self._send)
        return await close(self._send)

    async def send(self, message: Message) -> None:
        """Pass a message on, and none when the sign-in has ended."""
        if not self._is_over():
            self._is_open = self._is_open or message["type"] == "websocket.accept"
            # a tab that is on its way to sign out must not be called back
            self._is_leaving = self._is_leaving or _leads_away(message)
            await self._send(message)

    def _is_over(self) -> bool:
        # a machine that slept has late timers
        if self._clock() >= self._ends_at:
            self._over.set()
        return self._over.is_set()


def _leads_away(message: Message) -> bool:
    """Whether it is Streamlit's message that leads the browser to sign out."""
    sent = message.get("bytes") or b""
    if len(sent) > _LONGEST_REDIRECT or LOGOUT.encode() not in sent:
        return False
    return str(ForwardMsg.FromString(sent).auth_redirect.url).endswith(LOGOUT)


def _remove_sign_in(scope: Scope) -> None:
    headers = MutableHeaders(scope=scope)
    cookies = [each.strip() for each in headers.get("cookie", "").split(";")]
    kept = [each for each in cookies if not each.startswith(USER_COOKIE_NAME)]
    if kept != cookies:
        headers["cookie"] = "; ".join(kept)
