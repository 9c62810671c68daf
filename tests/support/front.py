"""The address that browsers use: a port on loopback that is known before the dashboard has one."""

from __future__ import annotations

import asyncio
from contextlib import suppress

from tests.support.background_server import LOOPBACK, BackgroundServer


class Front(BackgroundServer):
    """Passes every connection on to ``leads_to``, a port of this machine that may change."""

    def __init__(self) -> None:
        super().__init__()
        self.leads_to = 0

    @property
    def origin(self) -> str:
        return f"http://{LOOPBACK}:{self.port}"

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError, asyncio.CancelledError):
            there, back = await asyncio.open_connection(LOOPBACK, self.leads_to)
            await asyncio.gather(_pass_on(reader, back), _pass_on(there, writer))
        writer.close()


async def _pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    writer.close()
