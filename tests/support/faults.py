"""What a scripted PBX can do with a request; see ``fault_server``."""

from __future__ import annotations

import asyncio
import gzip
import json
import socket
import struct
import threading
import zlib
from collections.abc import Callable
from functools import cache
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.support.fault_server import JSON_TYPE, Exchange, Fault

LONGER_THAN_ANY_TEST = 3600.0
MEGABYTE = 2**20
LOOK_AGAIN_SECONDS = 0.01
GOOD = {"value": [{"Dn": "100", "DisplayName": "Ann"}], "@odata.count": 1}


def respond(value: Any, **headers: str) -> Fault:
    """200 with this value as JSON."""

    async def fault(exchange: Exchange) -> None:
        await exchange.json(value, 200, **headers)

    return fault


def body(
    text: str | bytes, status: int = 200, content_type: str | None = JSON_TYPE, **headers: str
) -> Fault:
    """Any body with any content type; None leaves the type out."""

    async def fault(exchange: Exchange) -> None:
        given = headers if content_type is None else {"content_type": content_type, **headers}
        await exchange.respond(text.encode() if isinstance(text, str) else text, status, **given)

    return fault


def raw(data: bytes) -> Fault:
    """These bytes instead of an HTTP response, then the end of the connection."""

    async def fault(exchange: Exchange) -> None:
        await exchange.send(data)
        exchange.writer.close()

    return fault


def raw_without_end(data: bytes) -> Fault:
    """These bytes instead of an HTTP response, on a connection that stays open."""

    async def fault(exchange: Exchange) -> None:
        await exchange.send(data)

    return fault


def status(code: int, **headers: str) -> Fault:
    """A status without a body, with headers such as ``retry_after="5"``."""
    return body(b"", code, content_type=None, **headers)


def odata_error(message: str, code: int = 400) -> Fault:
    """An error in the form of OData."""
    return body(json.dumps({"error": {"code": "", "message": message}}), code)


def html(code: int = 200) -> Fault:
    """A page of a server in between."""
    return body("<html><body>Please sign in</body></html>", code, "text/html")


def redirect(to: str) -> Fault:
    return status(302, location=to)


async def hang(_: Exchange) -> None:
    """Accept the request and never respond."""
    await asyncio.sleep(LONGER_THAN_ANY_TEST)


async def header_drip(exchange: Exchange) -> None:
    """One byte of the headers after another, so that no single read takes long."""
    await exchange.send(b"HTTP/1.1 200 OK\r\nx-slow: ")
    while True:
        await exchange.send(b"a")
        await asyncio.sleep(0.02)


async def body_drip(exchange: Exchange) -> None:
    """One byte of the body after another, without an end."""
    await exchange.head(content_type=JSON_TYPE, content_length="100000000")
    while True:
        await exchange.send(b" ")
        await asyncio.sleep(0.02)


async def truncated(exchange: Exchange) -> None:
    """Less body than announced, then the end."""
    await exchange.head(content_type=JSON_TYPE, content_length="1000")
    await exchange.send(b'{"value": [')
    exchange.writer.close()


async def truncated_chunks(exchange: Exchange) -> None:
    """A chunked body without its last chunk."""
    await exchange.head(content_type=JSON_TYPE, transfer_encoding="chunked")
    await exchange.send(b'b\r\n{"value": [\r\n')
    exchange.writer.close()


async def truncated_gzip(exchange: Exchange) -> None:
    """A gzip body that is complete for HTTP and cut off for gzip."""
    packed = gzip.compress(json.dumps(GOOD).encode())
    await exchange.respond(packed[:-9], content_type=JSON_TYPE, content_encoding="gzip")


async def reset(exchange: Exchange) -> None:
    """End the connection in the middle of the body, as a crash or a firewall does."""
    await exchange.head(content_type=JSON_TYPE, content_length="1000")
    await exchange.send(b'{"value": [')
    await asyncio.sleep(0.02)  # let the head arrive before the reset overtakes it
    linger = struct.pack("ii", 1, 0)
    exchange.writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
    exchange.writer.transport.abort()


async def respond_then_close(exchange: Exchange) -> None:
    """A good response on a connection that ends right after it, unannounced."""
    await exchange.json(GOOD)
    exchange.writer.close()


def packed(value: Any, encoding: str, *, bare: bool = False) -> Fault:
    """200 with the value packed as ``gzip`` or ``deflate`` (``bare``: without zlib's frame)."""
    text = json.dumps(value).encode()
    if encoding == "gzip":
        data = gzip.compress(text)
    elif bare:
        data = zlib.compress(text)[2:-4]
    else:
        data = zlib.compress(text)
    return body(data, content_encoding=encoding)


def gzip_bomb(megabytes: int, code: int = 200) -> Fault:
    """A small gzip body that unpacks to this many megabytes."""

    async def fault(exchange: Exchange) -> None:
        packed = _spaces_packed(megabytes)
        await exchange.respond(packed, code, content_type=JSON_TYPE, content_encoding="gzip")

    return fault


@cache
def _spaces_packed(megabytes: int) -> bytes:
    """Megabytes of spaces as gzip: one of them is packed, and its bytes are repeated."""
    squeeze = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    block = squeeze.compress(b" " * MEGABYTE) + squeeze.flush(zlib.Z_FULL_FLUSH)
    check = 0
    for _ in range(megabytes):
        check = zlib.crc32(b" " * MEGABYTE, check)
    length = megabytes * MEGABYTE % 2**32
    end = squeeze.flush() + struct.pack("<II", check, length)
    return gzip.compress(b"", mtime=0)[:10] + block * megabytes + end


def huge(megabytes: int) -> Fault:
    """A plain body of this many megabytes, sent as long as the client reads it."""

    async def fault(exchange: Exchange) -> None:
        length = str(megabytes * MEGABYTE)
        await exchange.head(content_type=JSON_TYPE, content_length=length)
        for _ in range(megabytes):
            await exchange.send(b" " * MEGABYTE)

    return fault


def slow(seconds: float, then: Fault) -> Fault:
    """Wait that long, then respond."""

    async def fault(exchange: Exchange) -> None:
        await asyncio.sleep(seconds)
        await then(exchange)

    return fault


def held_until(event: threading.Event, then: Fault) -> Fault:
    """Respond when the test sets the event."""

    async def fault(exchange: Exchange) -> None:
        while not event.is_set():
            await asyncio.sleep(LOOK_AGAIN_SECONDS)
        await then(exchange)

    return fault


def after(action: Callable[[Exchange], None], then: Fault) -> Fault:
    """Do something to the server, then respond."""

    async def fault(exchange: Exchange) -> None:
        action(exchange)
        await then(exchange)

    return fault


def listing(
    rows: list[dict[str, Any]],
    *,
    cap: int | None = None,
    count: bool = True,
    ignore_skip: bool = False,
    next_link: str | None = None,
) -> Fault:
    """A collection that obeys $top, $skip and $count, as far as the arguments say.

    ``cap`` silently shortens every page. The list may change while it is served.
    """

    async def fault(exchange: Exchange) -> None:
        query = parse_qs(urlsplit(exchange.request.target.decode()).query)
        skip = 0 if ignore_skip else int(query.get("$skip", ["0"])[0])
        top = int(query.get("$top", [str(len(rows))])[0])
        page = rows[skip : skip + (top if cap is None else min(top, cap))]
        value: dict[str, Any] = {"value": page}
        if count and query.get("$count") == ["true"]:
            value["@odata.count"] = len(rows)
        if next_link:
            value["@odata.nextLink"] = next_link
        await exchange.json(value)

    return fault
