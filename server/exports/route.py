"""The way of an export through the server: a place, an answer, and the file sent in pieces."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from server.exports.slots import ClientLeftError, ExportSlot, ExportSlots, TurnedAwayError
from server.plain_responses import come_back, words

# A piece waits until the client has taken the one before, so a file is not copied as a whole.
PIECE_BYTES: Final = 256 * 1024
# Over the slowest line a piece takes less; a client that takes none would keep its place for ever.
STALL_SECONDS: Final = 60.0

_METHODS: Final = ("GET", "HEAD")
_log = logging.getLogger("dashboard.export")

Answer = Callable[[Request, ExportSlot], Awaitable[Response]]


class ExportRoute:
    """An ASGI application that answers one export, while its place among all of them is held."""

    def __init__(self, answer: Answer, slots: ExportSlots) -> None:
        self._answer = answer
        self._slots = slots

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        if request.method not in _METHODS:
            refused = words(405, "An export is read, with GET or HEAD.")
            refused.headers["Allow"] = ", ".join(_METHODS)
            await refused(scope, receive, send)
            return
        try:
            async with self._slots.slot(request) as slot:
                await send_in_pieces(await self._answer(request, slot), send)
        except TurnedAwayError as error:
            _log.warning("an export is turned away: %s", error)
            await come_back(str(error))(scope, receive, send)
        except ClientLeftError:
            _log.info("the client left before its export was there")


async def send_in_pieces(
    response: Response, send: Send, stall_seconds: float = STALL_SECONDS
) -> None:
    """Send the answer as fast as the client takes it; give up on one that takes nothing."""
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
        # unfinished, so that the server closes the connection
        _log.warning("a client took nothing of its export for %s s", stall_seconds)
