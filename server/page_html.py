"""The HTML page that Streamlit serves for every address, changed for this dashboard.

- Browsers do not translate it. A translator replaces the text nodes of the page; Streamlit would
  then update nodes that are no longer visible, and an old period would stay above new numbers.
- It says where the server is. Streamlit's script would otherwise look for it below the page's own
  address first (``/trends/_stcore/health``), and open its session only when that is settled.
- It has our rules for how pages look, and the name for the header.
- It names the scripts that every page needs and Streamlit asks for only when it draws them, and
  runs them before.
"""

from __future__ import annotations

import re
from functools import cache
from html import escape
from http import HTTPStatus
from pathlib import Path
from typing import Final

import streamlit
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from components.shared import styles
from server.preloads import preloads

_FILE: Final = Path(streamlit.__file__).parent / "static" / "index.html"
# With these headers the response would be compressed, partial or empty; the file has 8 kB.
_SKIPPED_HEADERS: Final = {b"accept-encoding", b"if-none-match", b"if-modified-since", b"range"}

# Streamlit reads this before it connects; with both entries it opens its session at once. Every
# page lies directly below the dashboard's address. Nobody may embed the dashboard, so no other
# origin is one that it takes messages from. The page has loaded when Streamlit's script has run and
# opens its session: what the numbers do not need is fetched and compiled from then on.
_SCRIPT: Final = """<script>
      window.__streamlit = {
        BACKEND_BASE_URL: new URL("./", location.href).href,
        HOST_CONFIG: { allowedOrigins: [location.origin], useExternalAuthToken: false },
      }
      addEventListener("load", () => {
        for (const link of document.querySelectorAll("link[rel=later]")) link.rel = "modulepreload"
        for (const link of document.querySelectorAll("link[data-element]")) import(link.href)
      })
    </script>
    """


# Behind Streamlit's own rules, which are written into the head: what is as specific wins then.
_RULES: Final = f'<link rel="stylesheet" href="./{styles.PATH}">'
_NAME: Final = escape(f'--app-name: "{styles.NAME}"')


@cache
def page() -> str:
    """The page; it is the same for every address."""
    return (
        _FILE.read_text(encoding="utf-8")
        .replace('<html lang="en"', f'<html lang="en" translate="no" style="{_NAME}"', 1)
        .replace('<script type="module"', _SCRIPT + '<script type="module"', 1)
        .replace("  </head>", f"{preloads()}  </head>", 1)
        .replace("  </body>", f"    {_RULES}\n  </body>", 1)
    )


def named_files(page: str) -> list[str]:
    """The addresses of the scripts and styles that a page names, as they stand there."""
    return re.findall(r'(?:href|src)="\./([^"]+\.(?:js|css))"', page)


class PageHtml:
    """Serves our page in the place of Streamlit's; passes every other response on."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._length = _FILE.stat().st_size
        self._page = page().encode()

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
