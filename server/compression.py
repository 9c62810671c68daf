"""Streamlit's scripts and styles, gzipped once and kept: it sends them as they are, 7 MB a page."""

from __future__ import annotations

import asyncio
import gzip
import mimetypes
from pathlib import Path

import streamlit
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from server.host_check import LOOPBACK_NAMES

# Fonts and images are compressed already.
_COMPRESSIBLE = {".js", ".css", ".json", ".svg"}
# Below this the header of an answer weighs as much as what is saved.
_SMALLEST_BYTES = 1_000
# The last levels cost three times the seconds for two per cent.
_LEVEL = 6
_STATIC = Path(streamlit.__file__).parent / "static"


class CompressedStatic:
    """Answers ``/static/…`` with gzip where the browser takes it; all else passes.

    Streamlit leaves this to a proxy in front, which an internal tool often has not got. A first
    page over 10 Mbit/s is drawn after 6 s instead of 9 s. To this very machine, a browser or a
    proxy, bytes cost nothing, and unpacking them would add a quarter of a second.

    The files belong to the installed package and their names hold their content's hash, so each
    is compressed on first need, in a thread, and kept: some 7 MB if all were ever asked for.
    """

    def __init__(self, app: ASGIApp, base: str = "") -> None:
        self._app = app
        self._files = {
            f"{base}/{path.relative_to(_STATIC).as_posix()}": path
            for path in (_STATIC / "static").rglob("*")
            if path.suffix in _COMPRESSIBLE and path.stat().st_size >= _SMALLEST_BYTES
        }
        self._compressed: dict[str, asyncio.Future[bytes]] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope.get("path", "")
        if scope["type"] != "http" or path not in self._files or not _wants_gzip(scope):
            await self._app(scope, receive, send)
            return
        if path not in self._compressed:
            work = asyncio.to_thread(_gzipped, self._files[path])
            self._compressed[path] = asyncio.ensure_future(work)
        kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
        response = Response(
            await asyncio.shield(self._compressed[path]),
            media_type=kind,
            headers={
                "Content-Encoding": "gzip",
                "Vary": "Accept-Encoding",
                "Cache-Control": "public, immutable, max-age=31536000",
            },
        )
        await response(scope, receive, send)


def _wants_gzip(scope: Scope) -> bool:
    host, _ = scope.get("client") or ("", 0)
    accepted = Headers(scope=scope).get("accept-encoding", "")
    return scope["method"] == "GET" and host not in LOOPBACK_NAMES and "gzip" in accepted


def _gzipped(path: Path) -> bytes:
    return gzip.compress(path.read_bytes(), compresslevel=_LEVEL, mtime=0)
