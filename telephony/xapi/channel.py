"""The way of every request to the PBX: a place, an open gate, the wire; and what it teaches."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Mapping
from contextlib import asynccontextmanager
from http import HTTPStatus

from telephony.xapi.clock import Clock
from telephony.xapi.concurrency import ConcurrencyLimiter
from telephony.xapi.connection import Connection
from telephony.xapi.errors import Busy, TimedOut, Unreachable, XapiError
from telephony.xapi.failures import RetryableError
from telephony.xapi.limits import Limits
from telephony.xapi.response import Response, status_words
from telephony.xapi.retry_after import retry_after_seconds
from telephony.xapi.retry_after_gate import RetryAfterGate
from telephony.xapi.setup_problems import CertificateProblem
from telephony.xapi.transport import Transport

_ASKS_TO_WAIT = {HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE}
# What a PBX, or the server in front of it, answers while it is not there for any request.
NOT_THERE = {*_ASKS_TO_WAIT, HTTPStatus.BAD_GATEWAY}


class Channel:
    """Sends one request at a time per slot. No retries, no tokens. Belongs to one event loop."""

    def __init__(
        self,
        connection: Connection,
        clock: Clock,
        limits: Limits,
        limiter: ConcurrencyLimiter | None = None,
    ) -> None:
        self._origin = connection.origin
        self._clock = clock
        self._transport = Transport(connection, clock, limits)
        self.limiter = limiter or ConcurrencyLimiter(limits)
        self.gate = RetryAfterGate(clock, limits)

    async def aclose(self) -> None:
        """Let go of the connections."""
        await self._transport.aclose()

    @asynccontextmanager
    async def slot(self, request: str) -> AsyncIterator[None]:
        """The right to send one request: a free place and an open gate.

        Raises what the gate does. Nobody holds a place while waiting at the gate.
        """
        while True:
            await self.gate.passage(request)
            async with self.limiter.place():
                if self.gate.admits(request):
                    yield
                    return

    async def get(self, path: str, token: str) -> Response:
        """GET ``path`` (with its query, encoded) as the bearer of ``token``; needs a slot.

        Raises Again or an XapiError when no whole response came; any status is a response.
        """
        return await self._sent(f"GET {self._origin}{path}", self._transport.get(path, token))

    async def post_form(self, path: str, fields: Mapping[str, str]) -> Response:
        """POST ``fields``, form-encoded; otherwise as ``get``."""
        sending = self._transport.post_form(path, fields)
        return await self._sent(f"POST {self._origin}{path}", sending)

    async def _sent(self, request: str, sending: Awaitable[Response]) -> Response:
        began = self.gate.failures
        try:
            reply = await sending
        except RetryableError as again:
            self._failed(again.error, request, began, for_all=not again.sent)
            raise
        except XapiError as error:
            self._failed(error, request, began, for_all=True)
            raise
        if reply.status in NOT_THERE:
            self._refused(reply, request, began)
        else:
            self.gate.answered()
        if reply.status in _ASKS_TO_WAIT or reply.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            self.limiter.refused()
        return reply

    def _failed(self, error: XapiError, request: str, began: int, *, for_all: bool) -> None:
        if isinstance(error, Unreachable | CertificateProblem):
            self.gate.failed(error, request, began=began, for_all=for_all)
        if isinstance(error, Unreachable | TimedOut):
            self.limiter.refused()

    def _refused(self, reply: Response, request: str, began: int) -> None:
        kind = Busy if reply.status in _ASKS_TO_WAIT else Unreachable
        # without the words of the PBX: they belong to whoever asked
        error = kind(request=request, status=reply.status, pbx_message=status_words(reply.status))
        self.gate.failed(error, request, began=began, for_all=False)
        now = reply.date or self._clock.now()  # a moment it names is one of its own clock
        wait = retry_after_seconds(reply.headers.get("retry-after"), now)
        if wait and reply.status in _ASKS_TO_WAIT:
            self.gate.pause(wait, error)
