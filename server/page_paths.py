"""Paths that are answered as others: below a page's own address, and odd ones below ``/export``.

Streamlit's script looks for its server below a page where that does not say where it is, and so do
probes that were given the address of a page. Paths with ``..`` or a NUL Streamlit refuses itself,
whatever they lie below.
"""

from __future__ import annotations

import re

from starlette.types import ASGIApp, Receive, Scope, Send


class PagePaths:
    """Takes ``/trends/_stcore/health`` for ``/_stcore/health``; passes everything on.

    And each path below ``/export`` that no export could have for one that none has.
    """

    def __init__(self, app: ASGIApp, base: str = "") -> None:
        self._app = app
        self._base = base
        self._below_page = re.compile(
            re.escape(base) + r"/[^/]+(?P<path>/_stcore/(?:health|host-config))"
        )
        self._odd_export = re.compile(
            re.escape(base) + r"/export/(?![\w-]+(?:\.[\w-]+)*/?$).+", re.ASCII | re.DOTALL
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = self._answered_as(scope["path"]) if scope["type"] == "http" else ""
        if path:
            scope = {**scope, "path": path, "raw_path": path.encode()}
        await self._app(scope, receive, send)

    def _answered_as(self, path: str) -> str:
        if found := self._below_page.fullmatch(path):
            return self._base + found["path"]
        return f"{self._base}/export/none" if self._odd_export.fullmatch(path) else ""
