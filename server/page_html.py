"""The HTML page that Streamlit serves for every address, with an attribute of our own."""

from __future__ import annotations

from http import HTTPStatus
from pathlib import Path
from typing import Final

import streamlit
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_TAG: Final = b'<html lang="en"'
# With these headers the response would be compressed, partial or empty; the file has 3 kB.
_SKIPPED_HEADERS: Final = {b"accept-encoding", b"if-none-match", b"if-modified-since", b"range"}
_NOT_TRANSLATED: Final = b'<html lang="en" translate="no"'


class NoTranslation:
    """Asks browsers not to translate the page; passes every other response on.

    A browser's translator replaces the text nodes of the page. Streamlit would then update nodes
    that are no longer visible, and an old period would stay above new numbers.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        plain = (Path(streamlit.__file__).parent / "static" / "index.html").read_bytes()
        self._length = len(plain)
        self._page = plain.replace(_TAG, _NOT_TRANSLATED, 1)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or "." in scope["path"].rpartition("/")[2]:
            await self._app(scope, receive, send)
            return
        is_page = False

        async def send_replaced(message: Message) -> None:
            nonlocal is_page
            if message["type"] == "http.response.start":
                is_page = self._is_page(message)
                if is_page:
                    headers = MutableHeaders(scope=message)
                    headers["content-length"] = str(len(self._page))
                    del headers["etag"], headers["last-modified"]  # those of the file
            elif is_page and message["type"] == "http.response.body":
                if not message.get("more_body"):
                    await send({"type": "http.response.body", "body": self._body(scope)})
                return
            await send(message)

        unconditional = [header for header in scope["headers"] if header[0] not in _SKIPPED_HEADERS]
        await self._app({**scope, "headers": unconditional}, receive, send_replaced)

    def _is_page(self, start: Message) -> bool:
        length = Headers(raw=start["headers"]).get("content-length")
        return start["status"] == HTTPStatus.OK and length == str(self._length)

    def _body(self, scope: Scope) -> bytes:
        return b"" if scope["method"] == "HEAD" else self._page
