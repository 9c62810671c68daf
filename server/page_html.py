"""The page that Streamlit serves for every address, with what this dashboard has to say in it."""

from __future__ import annotations

from http import HTTPStatus
from pathlib import Path
from typing import Final

import streamlit
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_TAG: Final = b'<html lang="en"'
# With these the file would come compressed, in part or not at all; it has 3 kB.
_PARTIAL: Final = {b"accept-encoding", b"if-none-match", b"if-modified-since", b"range"}
_NOT_TRANSLATED: Final = b'<html lang="en" translate="no"'


class Untranslated:
    """Asks browsers to leave the page as it is; everything but that page passes.

    A translator wraps every text node of the page. Streamlit then writes new words into nodes that
    nobody sees any more, and the old period stays above the new numbers.
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

        async def replaced(message: Message) -> None:
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

        whole = [header for header in scope["headers"] if header[0] not in _PARTIAL]
        await self._app({**scope, "headers": whole}, receive, replaced)

    def _is_page(self, start: Message) -> bool:
        length = Headers(raw=start["headers"]).get("content-length")
        return start["status"] == HTTPStatus.OK and length == str(self._length)

    def _body(self, scope: Scope) -> bytes:
        return b"" if scope["method"] == "HEAD" else self._page
