"""Gzip for Streamlit's scripts and styles, which it serves uncompressed: 7 MB per page."""

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
# Below this the headers of a response weigh as much as what is saved.
_SMALLEST_BYTES = 1_000
# The highest levels take three times as long for two per cent less.
_LEVEL = 6
_STATIC = Path(streamlit.__file__).parent / "static"


class StaticCompression:
    """Serves ``/static/…`` with gzip to browsers that accept it; passes everything else on.

    Streamlit leaves compression to a proxy, which an internal tool often does not have. Over
    10 Mbit/s the first page appears after 6 s instead of 9 s. For a browser or proxy on this
    machine the transfer is free, and unpacking would add a quarter of a second.

    The files belong to the installed package and their names contain a hash of the content, so
    each is compressed once, on first use and in a thread. All of them take some 7 MB of memory.
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
        if scope["type"] != "http" or path not in self._files or not _gets_gzip(scope):
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


def _gets_gzip(scope: Scope) -> bool:
    host, _ = scope.get("client") or ("", 0)
    accepted = Headers(scope=scope).get("accept-encoding", "")
    return scope["method"] == "GET" and host not in LOOPBACK_NAMES and "gzip" in accepted


def _gzipped(path: Path) -> bytes:
    return gzip.compress(path.read_bytes(), compresslevel=_LEVEL, mtime=0)
