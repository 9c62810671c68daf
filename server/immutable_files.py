"""Files whose address holds a hash of their content: kept by browsers, and sent compressed.

These are Streamlit's scripts, styles and fonts, 3 MB for a page, our own components' scripts, and
the charts' library, 5 MB more, and the rules for how pages look.
"""

from __future__ import annotations

import asyncio
import gzip
import mimetypes
import re
from collections.abc import Awaitable, Callable, Iterable
from pathlib import Path
from typing import Final

import brotli
import streamlit
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from components.shared import own_scripts, styles
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


_PLAIN: Final = "identity"
# The smallest first. Browsers accept Brotli over HTTPS only.
_ENCODINGS: Final[dict[str, Callable[[bytes], bytes]]] = {
    "br": _brotli,
    "gzip": _gzip,
    _PLAIN: bytes,
}
_ZERO = re.compile(r"\s*q\s*=\s*0(\.0*)?\s*")


def immutable_files() -> dict[str, Path]:
    """The files by their addresses below the dashboard's own, without a slash in front."""
    static = (path for path in (_STATIC / "static").rglob("*") if path.is_file())
    return (
        {path.relative_to(_STATIC).as_posix(): path for path in static}
        | own_scripts.files()
        | {library.PATH: library.FILE, styles.PATH: styles.FILE}
    )


class ImmutableFiles:
    """Serves the immutable ``files``, which are below the path ``base``; passes the rest on.

    Streamlit reads each file anew for every browser, in pieces and threads, which with a hundred
    files takes half a second; here each is read once, on first use. It also leaves compression to
    a proxy, which an internal tool often does not have: over 10 Mbit/s the first page would appear
    after 9 s instead of 6 s. For a browser or proxy on this machine the transfer is free, and
    unpacking would add a quarter of a second.

    What is asked for at an ``opening`` is compressed ahead, once ``ready`` returns. All of it takes
    some 10 MB of memory.
    """

    def __init__(
        self,
        app: ASGIApp,
        files: dict[str, Path],
        *,
        base: str = "",
        opening: Iterable[str] = (),
        ready: Callable[[], Awaitable[None]],
    ) -> None:
        self._app = app
        self._files = {f"{base}/{address}": file for address, file in files.items()}
        self._compressible = {file for file in files.values() if _is_compressible(file)}
        self._opening = [files[address] for address in opening]
        self._ready = ready
        self._contents: dict[tuple[str, Path], asyncio.Future[bytes]] = {}
        self._ahead: asyncio.Task[None] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            self._ahead = asyncio.create_task(self._compress_ahead())
        file = self._files.get(scope.get("path", ""))
        if scope["type"] != "http" or file is None or scope["method"] not in {"GET", "HEAD"}:
            await self._app(scope, receive, send)
            return
        encoding = _encoding(scope) if file in self._compressible else _PLAIN
        headers = {
            "Cache-Control": "public, immutable, max-age=31536000",
            "Vary": "Accept-Encoding",
        }
        if encoding != _PLAIN:
            headers["Content-Encoding"] = encoding
        response = Response(
            await self._content(encoding, file),
            media_type=mimetypes.guess_type(file.name)[0] or "application/octet-stream",
            headers=headers,
        )
        await response(scope, receive, send)

    async def _compress_ahead(self) -> None:
        await self._ready()
        for file in filter(self._compressible.__contains__, self._opening):
            for encoding in _ENCODINGS.keys() - {_PLAIN}:
                await self._content(encoding, file)

    async def _content(self, encoding: str, file: Path) -> bytes:
        key = encoding, file
        if key not in self._contents:
            work = asyncio.to_thread(lambda: _ENCODINGS[encoding](_read(file)))
            self._contents[key] = asyncio.ensure_future(work)
        try:
            return await asyncio.shield(self._contents[key])
        except OSError:
            self._contents.pop(key, None)  # the next request tries again
            raise


def _read(file: Path) -> bytes:
    return library.content() if file == library.FILE else file.read_bytes()


def _is_compressible(file: Path) -> bool:
    return file.suffix in _COMPRESSIBLE and file.stat().st_size >= _SMALLEST_BYTES


def _encoding(scope: Scope) -> str:
    """The encoding to send a file in."""
    host, _ = scope.get("client") or ("", 0)
    if host in LOOPBACK_NAMES:
        return _PLAIN
    accepted = _accepted(Headers(scope=scope))
    return next((encoding for encoding in _ENCODINGS if encoding in accepted), _PLAIN)


def _accepted(headers: Headers) -> set[str]:
    """The encodings that ``Accept-Encoding`` names; those with the weight 0 are refused."""
    offers = (
        offer.partition(";")
        for line in headers.getlist("accept-encoding")
        for offer in line.lower().split(",")
    )
    return {name.strip() for name, _, weight in offers if not _ZERO.fullmatch(weight)}
