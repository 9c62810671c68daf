"""Every request's way to the PBX: a slot, an open gate, the wire, and what is learned there."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Mapping
from contextlib import asynccontextmanager
from http import HTTPStatus

from telephony.xapi.clock import Clock
from telephony.xapi.concurrency import ConcurrencyLimiter
from telephony.xapi.connection import Connection
from telephony.xapi.errors import Busy, TimedOut, Unreachable, XapiError
from telephony.xapi.limits import Limits
from telephony.xapi.request_statistics import SIGN_IN, RequestStatistics
from telephony.xapi.response import Response, effective_status, status_text
from telephony.xapi.retry_after import retry_after_seconds
from telephony.xapi.retry_after_gate import RetryAfterGate
from telephony.xapi.retry_policy import RetryableError
from telephony.xapi.setup_problems import CertificateProblem
from telephony.xapi.transport import Transport

_PAUSE_STATUSES = {HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE}
# What a PBX, or the server in front of it, returns while it serves no request at all.
DOWN_STATUSES = {*_PAUSE_STATUSES, HTTPStatus.BAD_GATEWAY}


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
        self.statistics = RequestStatistics(clock)

    async def aclose(self) -> None:
        """Close the connections."""
        await self._transport.aclose()

    @asynccontextmanager
    async def slot(self, request: str) -> AsyncIterator[None]:
        """The right to send one request: a free slot and an open gate.

        Raises what the gate does. A request that waits at the gate holds no slot.
        """
        while True:
            await self.gate.wait_until_open(request)
            async with self.limiter.slot():
                if self.gate.admit(request):
                    yield
                    return

    async def get(self, path: str, token: str, *, kind: str, deadline: asyncio.Timeout) -> Response:
        """GET ``path`` (with its query, encoded) as the bearer of ``token``; needs a slot.

        ``kind`` and the caller's ``deadline`` are for the statistics. Raises RetryableError or an
        XapiError without a complete response; any status is one.
        """
        with self.statistics.sending(kind, deadline) as sent:
            sending = self._transport.get(path, token)
            response = await self._send(f"GET {self._origin}{path}", sending)
            sent.end_with(response)
        return response

    async def sign_in(
        self, path: str, fields: Mapping[str, str], deadline: asyncio.Timeout
    ) -> Response:
        """POST ``fields``, form-encoded; otherwise as ``get``."""
        with self.statistics.sending(SIGN_IN, deadline) as sent:
            sending = self._transport.post_form(path, fields)
            response = await self._send(f"POST {self._origin}{path}", sending)
            sent.end_with(response)
        return response

    async def _send(self, request: str, sending: Awaitable[Response]) -> Response:
        failures_before = self.gate.failures
        try:
            response = await sending
        except RetryableError as failed:
            self._record_error(failed.error, request, failures_before, for_all=not failed.sent)
            raise
        except XapiError as error:
            self._record_error(error, request, failures_before, for_all=True)
            raise
        status = effective_status(response.status)
        if status in DOWN_STATUSES:
            self._record_down(response, request, failures_before)
        else:
            self.gate.record_response()
        if status in _PAUSE_STATUSES or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            self.limiter.record_overload()
        return response

    def _record_error(
        self, error: XapiError, request: str, failures_before: int, *, for_all: bool
    ) -> None:
        if isinstance(error, Unreachable | CertificateProblem):
            self.gate.record_failure(
                error, request, failures_before=failures_before, for_all=for_all
            )
        if isinstance(error, Unreachable | TimedOut):
            self.limiter.record_overload()

    def _record_down(self, response: Response, request: str, failures_before: int) -> None:
        error_type = Busy if response.status in _PAUSE_STATUSES else Unreachable
        # without the PBX's message: it belongs to this request alone
        error = error_type(
            request=request, status=response.status, pbx_message=status_text(response.status)
        )
        self.gate.record_failure(error, request, failures_before=failures_before, for_all=False)
        now = response.date or self._clock.now()  # a time that it names is one of its own clock
        wait = retry_after_seconds(response.headers.get("retry-after"), now)
        if wait and response.status in _PAUSE_STATUSES:
            self.gate.pause(wait, error)
