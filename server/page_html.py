"""The HTML page that Streamlit serves for every address, changed for this dashboard.

- Browsers do not translate it. A translator replaces the text nodes of the page; Streamlit would
  then update nodes that are no longer visible, and an old period would stay above new numbers.
- It says where the server is. Streamlit's script would otherwise look for it below the page's own
  address first (``/trends/_stcore/health``), and open its session only when that is settled.
- It has our rules for how pages look, and the name for the header.
- It names the scripts that every page needs and Streamlit asks for only when it draws them, and
  runs them before.
- It has the numbers of the page where they are known: see ``server.preview``.
"""

from __future__ import annotations

import re
from functools import cache
from html import escape
from http import HTTPStatus
from pathlib import Path
from typing import Final

import streamlit
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from components.shared import styles
from server.preloads import preloads
from server.preview.previews import Previews

_FILE: Final = Path(streamlit.__file__).parent / "static" / "index.html"
# With these headers the response would be compressed, partial or empty; the file has 8 kB.
_SKIPPED_HEADERS: Final = {b"accept-encoding", b"if-none-match", b"if-modified-since", b"range"}

# Its hash is in the security policy, so it is the same for every page.
_SCRIPT: Final = Path(__file__).with_name("page.js").read_text(encoding="utf-8")
_ROOT: Final = '<div id="root"></div>'


# Behind Streamlit's own rules, which are written into the head: what is as specific wins then.
_RULES: Final = f'<link rel="stylesheet" href="./{styles.PATH}">'
_NAME: Final = escape(f'--app-name: "{styles.NAME}"')


@cache
def page() -> str:
    """The page; it is the same for every address."""
    return (
        _FILE.read_text(encoding="utf-8")
        .replace('<html lang="en"', f'<html lang="en" translate="no" style="{_NAME}"', 1)
        .replace('<script type="module"', f'<script>{_SCRIPT}</script><script type="module"', 1)
        .replace("  </head>", f"{preloads()}  </head>", 1)
        .replace(_ROOT, f"{_ROOT}\n    {_RULES}", 1)
    )


def named_files(page: str) -> list[str]:
    """The addresses of the scripts and styles that a page names, as they stand there."""
    return re.findall(r'(?:href|src)="\./([^"]+\.(?:js|css))"', page)


class PageHtml:
    """Serves our page in the place of Streamlit's; passes every other response on."""

    def __init__(self, app: ASGIApp, previews: Previews) -> None:
        self._app = app
        self._previews = previews
        self._length = _FILE.stat().st_size
        # what stands behind the rules is drawn by them from the first frame on
        before, rules, after = page().partition(_RULES)
        self._before, self._after = (before + rules).encode(), after.encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or "." in scope["path"].rpartition("/")[2]:
            await self._app(scope, receive, send)
            return
        body: bytes | None = None

        async def send_replaced(message: Message) -> None:
            nonlocal body
            if message["type"] == "http.response.start" and self._is_page(message):
                body = await self._body(scope)
                headers = MutableHeaders(scope=message)
                headers["content-length"] = str(len(body))
                headers["cache-control"] = "no-store"  # it may hold what one viewer may see
                del headers["etag"], headers["last-modified"]  # those of the file
            elif body is not None and message["type"] == "http.response.body":
                if not message.get("more_body"):
                    sent = b"" if scope["method"] == "HEAD" else body
                    await send({"type": "http.response.body", "body": sent})
                return
            await send(message)

        unconditional = [header for header in scope["headers"] if header[0] not in _SKIPPED_HEADERS]
        await self._app({**scope, "headers": unconditional}, receive, send_replaced)

    def _is_page(self, start: Message) -> bool:
        length = Headers(raw=start["headers"]).get("content-length")
        return start["status"] == HTTPStatus.OK and length == str(self._length)

    async def _body(self, scope: Scope) -> bytes:
        preview = await run_in_threadpool(self._previews.find, scope)
        drawn = f'<div class="preview"><div>{preview}</div></div>' if preview else ""
        return self._before + drawn.encode() + self._after
