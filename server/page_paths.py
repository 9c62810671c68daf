"""What is asked of the server below a page's own address, answered as at the dashboard's.

Streamlit's script looks for its server there where a page does not say where it is, and so do
probes that were given the address of a page.
"""

from __future__ import annotations

import re

from starlette.types import ASGIApp, Receive, Scope, Send


class PagePaths:
    """Takes ``/trends/_stcore/health`` for ``/_stcore/health``; passes everything on."""

    def __init__(self, app: ASGIApp, base: str = "") -> None:
        self._app = app
        self._base = base
        self._below_page = re.compile(
            re.escape(base) + r"/[^/]+(?P<path>/_stcore/(?:health|host-config))"
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and (found := self._below_page.fullmatch(scope["path"])):
            path = self._base + found["path"]
            scope = {**scope, "path": path, "raw_path": path.encode()}
        await self._app(scope, receive, send)
