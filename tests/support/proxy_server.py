"""A proxy on loopback that connects every client to one server, whatever name it requests."""

from __future__ import annotations

import asyncio
import base64
from contextlib import suppress

from tests.support.background_server import LOOPBACK, BackgroundServer

SOCKS_5 = b"\x05"


class ProxyServer(BackgroundServer):
    """HTTP (CONNECT) and SOCKS 5 on one port. ``targets`` are the requested destinations.

    ``refusal``: the status line with which it refuses every client over HTTP. ``credentials``: the
    ``user:password`` that it requires.
    """

    def __init__(self, leads_to: int, refusal: str = "", credentials: str = "") -> None:
        super().__init__()
        self.targets: list[str] = []
        self._leads_to = leads_to
        self._refusal = refusal
        self._credentials = credentials

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            first = await reader.readexactly(1)
            greet = self._greet_socks if first == SOCKS_5 else self._greet_http
            if await greet(first, reader, writer):
                there, back = await asyncio.open_connection(LOOPBACK, self._leads_to)
                await asyncio.gather(_pass_on(reader, back), _pass_on(there, writer))
        writer.close()

    async def _greet_http(
        self, first: bytes, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> bool:
        head = (first + await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        self.targets.append(head.split(" ")[1])
        expected = base64.b64encode(self._credentials.encode()).decode()
        refusal = self._refusal
        if self._credentials and f"Basic {expected}" not in head:
            refusal = "407 Proxy Authentication Required"
        writer.write(f"HTTP/1.1 {refusal or '200 OK'}\r\n\r\n".encode())
        return not refusal

    async def _greet_socks(
        self, _: bytes, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> bool:
        """RFC 1928, with names, and RFC 1929 where credentials are required."""
        await reader.readexactly((await reader.readexactly(1))[0])
        writer.write(b"\x05\x02" if self._credentials else b"\x05\x00")
        if self._credentials:
            await reader.readexactly(1)
            texts = [await reader.readexactly((await reader.readexactly(1))[0]) for _ in range(2)]
            known = b":".join(texts).decode() == self._credentials
            writer.write(b"\x01\x00" if known else b"\x01\x01")
            if not known:
                return False
        kind = (await reader.readexactly(4))[-1]
        length = (await reader.readexactly(1))[0] if kind == 3 else 4
        name = await reader.readexactly(length)
        port = int.from_bytes(await reader.readexactly(2), "big")
        self.targets.append(f"{name.decode('latin-1')}:{port}")
        writer.write(b"\x05\x00\x00\x01" + bytes(6))
        return True


async def _pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while data := await reader.read(65536):
        writer.write(data)
        await writer.drain()
    writer.close()
