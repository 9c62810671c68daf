"""What the cookies of signing in need beyond what Streamlit does.

A browser is to send them over HTTPS alone where the dashboard is served over HTTPS, which Streamlit
cannot know. And our pages open their session before Streamlit has given the browser the token by
which it knows them (see ``page_html``), so the page brings it.
"""

from __future__ import annotations

from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import cookie_parser
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.web.server.starlette.starlette_app_utils import (
    decode_xsrf_token_string,
    generate_xsrf_token_string,
)
from streamlit.web.server.starlette.starlette_server_config import XSRF_COOKIE_NAME

_HTML: Final = "text/html"


class CookieRules:
    """Adds them to responses. ``secure``: the dashboard is served over HTTPS."""

    def __init__(self, app: ASGIApp, *, secure: bool) -> None:
        self._app = app
        self._secure = secure

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_changed(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if headers.get("content-type", "").startswith(_HTML) and not _has_token(scope):
                    cookie = f"{XSRF_COOKIE_NAME}={generate_xsrf_token_string()}"
                    headers.append("set-cookie", f"{cookie}; Path=/; SameSite=Lax")
                if self._secure:
                    message["headers"] = [_secured(header) for header in message["headers"]]
            await send(message)

        await self._app(scope, receive, send_changed)


def _has_token(scope: Scope) -> bool:
    cookie = cookie_parser(Headers(scope=scope).get("cookie", "")).get(XSRF_COOKIE_NAME, "")
    return decode_xsrf_token_string(cookie)[0] is not None


def _secured(header: tuple[bytes, bytes]) -> tuple[bytes, bytes]:
    name, value = header
    if name.lower() != b"set-cookie" or b"; secure" in value.lower():
        return header
    return name, value + b"; Secure"
