"""The way of an export through the server: a slot, a response, and a file sent in pieces."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send

from server.exports.responses import METHODS, method_response, retry_response
from server.exports.slot import ClientLeftError, ExportSlot, TurnedAwayError
from server.exports.slots import ExportSlots, ServedExport

# A piece waits until the client has taken the previous one, so the file is never copied at once.
PIECE_BYTES: Final = 256 * 1024
# The slowest line takes a piece in less; a client that takes none would hold its slot for ever.
STALL_SECONDS: Final = 60.0

_log = logging.getLogger("dashboard.export")

Responder = Callable[[Request, ExportSlot], Awaitable[Response]]


class ExportRoute:
    """An ASGI application that responds with one export, and holds a slot until it is sent.

    ``name`` and ``suffix`` are the export's.
    """

    def __init__(self, name: str, suffix: str, respond: Responder, slots: ExportSlots) -> None:
        self._name = name
        self._suffix = suffix
        self._respond = respond
        self._slots = slots

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        started, status = time.monotonic(), 0

        async def counted_send(message: Message) -> None:
            nonlocal status
            status = message.get("status", status)
            await send(message)

        try:
            await self._serve(scope, receive, counted_send)
        finally:
            end = ServedExport(self._name, self._suffix, str(status))
            self._slots.served.add(end, time.monotonic() - started)

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        if request.method not in METHODS:
            await method_response()(scope, receive, send)
            return
        try:
            async with self._slots.open(request) as slot:
                await send_in_pieces(await self._respond(request, slot), send)
        except TurnedAwayError as error:
            _log.warning("an export is turned away: %s", error)
            await retry_response(str(error))(scope, receive, send)
        except ClientLeftError:
            _log.info("a client left before its export was ready")


async def send_in_pieces(
    response: Response, send: Send, stall_seconds: float = STALL_SECONDS
) -> None:
    """Send the response as fast as the client takes it; give up on one that takes nothing."""
    start = {"status": response.status_code, "headers": response.raw_headers}
    await send({"type": "http.response.start", **start})
    body = memoryview(response.body)
    try:
        for first in range(0, max(1, len(body)), PIECE_BYTES):
            piece = bytes(body[first : first + PIECE_BYTES])
            more = first + PIECE_BYTES < len(body)
            sending = send({"type": "http.response.body", "body": piece, "more_body": more})
            await asyncio.wait_for(sending, stall_seconds)
    except TimeoutError:
        # left unfinished, so that the server closes the connection
        _log.warning("a client took nothing of its export for %s s", stall_seconds)
