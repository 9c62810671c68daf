"""Files whose address holds a hash of their content: kept by browsers, and sent compressed.

These are Streamlit's scripts and styles, 7 MB per page, and the charts' library, 5 MB more.
"""

from __future__ import annotations

import asyncio
import gzip
import mimetypes
import re
from collections.abc import Callable
from pathlib import Path
from typing import Final

import brotli
import streamlit
from starlette.datastructures import Headers
from starlette.responses import FileResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from server.host_check import LOOPBACK_NAMES
from telephony.charts import library

# Fonts and images are compressed already.
_COMPRESSIBLE = {".js", ".css", ".json", ".svg"}
# Below this the headers of a response weigh as much as what is saved.
_SMALLEST_BYTES = 1_000
_STATIC = Path(streamlit.__file__).parent / "static"


def _brotli(content: bytes) -> bytes:
    # level 9 takes six to ten times as long for two to four per cent less
    return bytes(brotli.compress(content, mode=brotli.MODE_TEXT, quality=5))


def _gzip(content: bytes) -> bytes:
    return gzip.compress(content, compresslevel=6, mtime=0)


_ZERO = re.compile(r"\s*q\s*=\s*0(\.0*)?\s*")
# The smallest first. Browsers accept Brotli over HTTPS only.
_ENCODINGS: Final[dict[str, Callable[[bytes], bytes]]] = {"br": _brotli, "gzip": _gzip}


def immutable_files(base: str) -> dict[str, Path]:
    """The files by their address; ``base`` is the path that everything is served under."""
    scripts = {
        f"{base}/{path.relative_to(_STATIC).as_posix()}": path
        for path in (_STATIC / "static").rglob("*")
        if path.suffix in _COMPRESSIBLE and path.stat().st_size >= _SMALLEST_BYTES
    }
    return scripts | {f"{base}/{library.PATH}": library.FILE}


class ImmutableFiles:
    """Serves the immutable files; passes everything else on.

    Streamlit leaves compression to a proxy, which an internal tool often does not have. Over
    10 Mbit/s the first page appears after 6 s instead of 9 s. For a browser or proxy on this
    machine the transfer is free, and unpacking would add a quarter of a second.

    The files belong to installed packages, so each is compressed once, on first use and in a
    thread. All of them take some 10 MB of memory.
    """

    def __init__(self, app: ASGIApp, base: str = "") -> None:
        self._app = app
        self._files = immutable_files(base)
        self._compressed: dict[tuple[str, Path], asyncio.Future[bytes]] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        file = self._files.get(scope.get("path", ""))
        if scope["type"] != "http" or file is None or scope["method"] not in {"GET", "HEAD"}:
            await self._app(scope, receive, send)
            return
        headers = {
            "Cache-Control": "public, immutable, max-age=31536000",
            "Vary": "Accept-Encoding",
        }
        encoding = _encoding(scope)
        response: Response = FileResponse(file, headers=headers)
        if encoding is not None:
            response = Response(
                await self._compress(encoding, file),
                media_type=mimetypes.guess_type(file)[0],
                headers=headers | {"Content-Encoding": encoding},
            )
        await response(scope, receive, send)

    async def _compress(self, encoding: str, file: Path) -> bytes:
        key = encoding, file
        if key not in self._compressed:
            work = asyncio.to_thread(lambda: _ENCODINGS[encoding](file.read_bytes()))
            self._compressed[key] = asyncio.ensure_future(work)
        return await asyncio.shield(self._compressed[key])


def _encoding(scope: Scope) -> str | None:
    """The encoding to send in; None for the plain file."""
    host, _ = scope.get("client") or ("", 0)
    if host in LOOPBACK_NAMES:
        return None
    accepted = _accepted(Headers(scope=scope))
    return next((encoding for encoding in _ENCODINGS if encoding in accepted), None)


def _accepted(headers: Headers) -> set[str]:
    """The encodings that ``Accept-Encoding`` names; those with the weight 0 are refused."""
    offers = (
        offer.partition(";")
        for line in headers.getlist("accept-encoding")
        for offer in line.lower().split(",")
    )
    return {name.strip() for name, _, weight in offers if not _ZERO.fullmatch(weight)}
