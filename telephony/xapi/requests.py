"""One question, one good answer: token, retries, deadline, and what a refusal means."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Hashable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import stamina

from telephony.xapi.channel import Channel
from telephony.xapi.clock import Clock
from telephony.xapi.concurrency import ConcurrencyLimiter
from telephony.xapi.connection import Connection
from telephony.xapi.errors import Busy, TimedOut, XapiError
from telephony.xapi.failures import RetryableError, failed_reply
from telephony.xapi.limits import Limits
from telephony.xapi.missing_endpoints import MissingEndpoints
from telephony.xapi.odata import BASE
from telephony.xapi.requester import current_requester
from telephony.xapi.response import Response
from telephony.xapi.retry_budget import RetryBudget, backoff_seconds
from telephony.xapi.setup_problems import NotAllowed, NotOnThisVersion
from telephony.xapi.shared_sign_in import SharedSignIn
from telephony.xapi.sign_in import TokenHolder
from telephony.xapi.token import Token

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Endpoint:
    """One thing that a PBX offers: its name, and the right that reading it takes.

    ``takes_options``: what is asked of it can hold query options of the caller's own.
    """

    name: str
    right: str
    takes_options: bool = False


# Open to the lowest role, and small: the call that tells whether a token lives.
DEFS = Endpoint("Defs", "XAPI access")
DEFS_PATH = f"{BASE}Defs?$select=Id"


@dataclass(frozen=True)
class JsonResponse:
    """A JSON object of the PBX, the reply it came in and the token it was asked with."""

    value: dict[str, Any]
    reply: Response
    token: Token


@dataclass
class _Call:
    """One question on its way through attempts."""

    endpoint: Endpoint
    path: str
    request: str
    shaped: bool
    kind: Hashable
    attempt: int = 0
    pause_seconds: float = 0.0
    waiting: bool = False
    renewed: bool = False


class RequestRunner:
    """Asks until there is an answer or a reason. Belongs to one event loop."""

    def __init__(
        self,
        connection: Connection,
        clock: Clock,
        limits: Limits,
        limiter: ConcurrencyLimiter | None = None,
        shared: SharedSignIn | None = None,
    ) -> None:
        self._origin = connection.origin
        self._clock = clock
        self._limits = limits
        self._channel = Channel(connection, clock, limits, limiter)
        self._tokens = TokenHolder(connection, self._channel, clock, limits, shared)
        self._budget = RetryBudget(clock, limits)
        self._missing = MissingEndpoints(clock, limits)
        self._denied_serial: dict[str, int] = {}

    async def aclose(self) -> None:
        """Let go of the connections."""
        await self._tokens.aclose()
        await self._channel.aclose()

    async def get(
        self, endpoint: Endpoint, path: str, *, shaped: bool = False, kind: Hashable = None
    ) -> JsonResponse:
        """Ask ``path``, with its query, of ``endpoint``. Raises an XapiError after all is tried.

        ``shaped``: the caller's own options are in the path. ``kind``: calls of the same kind take
        the PBX about as long, which is how the limiter is found. The deadline covers everything:
        waiting for a slot, signing in, attempts and the pauses between them.
        """
        call = _Call(endpoint, path, f"GET {self._origin}{path}", shaped, kind)
        try:
            return await self._in_time(call)
        except XapiError as error:
            if not error.shared:
                words = error.pbx_message or error.headline
                # without the path: it holds what somebody searched for
                log.warning("%s: %s: %s", endpoint.name, error.kind, words)
            raise

    async def _in_time(self, call: _Call) -> JsonResponse:
        if call.endpoint.name in self._missing:
            raise NotOnThisVersion(request=call.request, status=HTTPStatus.NOT_FOUND)
        try:
            async with asyncio.timeout(self._limits.deadline_seconds):
                return await self._with_retries(call)
        except TimeoutError:
            raise self._out_of_time(call) from None
        except RetryableError as failed:
            raise failed.error from None

    def _out_of_time(self, call: _Call) -> XapiError:
        """Whose fault it is that the deadline came: the gate's, our own queue's, the PBX's."""
        opens_at = self._channel.gate.opens_at
        if opens_at is not None:
            return Busy(opens_at, request=call.request)
        if call.waiting:
            headline = "Too many questions to the PBX are waiting."
            return Busy(headline=headline, request=call.request)
        self._channel.limiter.refused()
        return TimedOut(request=call.request)

    async def _with_retries(self, call: _Call) -> JsonResponse:
        def another(error: Exception) -> bool | float:
            if not isinstance(error, RetryableError) or self._channel.gate.is_down:
                return False
            most = error.attempts or self._limits.attempts
            if call.attempt >= min(most, self._limits.attempts) or not self._budget.spend():
                return False
            call.pause_seconds = backoff_seconds(call.attempt, self._limits)
            return 0.0  # stamina need not wait: the attempt does, by our clock

        async for attempt in stamina.retry_context(
            on=another, attempts=self._limits.attempts, timeout=None
        ):
            with attempt:
                return await self._attempt(call)
        raise AssertionError("stamina ends with an answer or an error")

    async def _attempt(self, call: _Call) -> JsonResponse:
        if call.pause_seconds:
            await self._clock.sleep(call.pause_seconds)
        call.attempt += 1
        reply, token = await self._send(call)
        if reply.status == HTTPStatus.UNAUTHORIZED:
            reply, token = await self._renewed(call, reply, token)
        return self._judged(call, reply, token)

    async def _send(self, call: _Call) -> tuple[Response, Token]:
        """One call with the current token, which may be replaced while we wait for a slot."""
        while True:
            token = await self._tokens.current()
            call.waiting = True
            async with self._channel.slot(call.request):
                call.waiting = False
                if self._tokens.is_current(token):
                    if (requester := current_requester()) is not None:
                        requester.sent = True
                    text = token.value.get_secret_value()
                    return await self._channel.get(call.path, text), token

    async def _renewed(self, call: _Call, reply: Response, token: Token) -> tuple[Response, Token]:
        """After a 401: one new token and one more try for this question, in all its attempts."""
        if self._denied_serial.get(call.endpoint.name) == token.serial:
            raise self._not_allowed(call, reply, token)
        if not (call.renewed or self._tokens.is_fixed):
            call.renewed = True
            self._tokens.spoil(token)
            reply, token = await self._send(call)
        if reply.status == HTTPStatus.UNAUTHORIZED:
            raise await self._refused_while_fresh(call, reply, token)
        return reply, token

    async def _refused_while_fresh(self, call: _Call, reply: Response, token: Token) -> XapiError:
        """A new or a fixed token got a 401: a right is missing, or this token has ended as well.

        A call that any role may make tells the two apart. The missing right is remembered for
        this token, so that the same question does not cost a sign-in each time.
        """
        facts = reply.facts(self._tokens.secrets)
        if call.endpoint is DEFS and self._tokens.is_fixed:
            return await self._tokens.ended(token, facts)
        if call.endpoint is not DEFS:
            try:
                async with self._channel.slot(call.request):
                    alive = await self._channel.get(DEFS_PATH, token.value.get_secret_value())
            except (RetryableError, XapiError):
                return self._not_allowed(call, reply, token)
            if alive.status == HTTPStatus.UNAUTHORIZED:
                return await self._tokens.ended(token, facts)
            if alive.status in {HTTPStatus.OK, HTTPStatus.FORBIDDEN}:
                self._denied_serial[call.endpoint.name] = token.serial
        return self._not_allowed(call, reply, token)

    def _not_allowed(self, call: _Call, reply: Response, token: Token) -> NotAllowed:
        facts = reply.facts(self._tokens.secrets)
        return NotAllowed(call.endpoint.right, token.roles, **facts)

    def _judged(self, call: _Call, reply: Response, token: Token) -> JsonResponse:
        """The answer, if it is one. Raises Again where another attempt may bring it."""
        if reply.status == HTTPStatus.FORBIDDEN:
            raise self._not_allowed(call, reply, token)
        if reply.status == HTTPStatus.NOT_FOUND:
            self._missing.not_found(call.endpoint.name)
            raise NotOnThisVersion(**reply.facts(self._tokens.secrets))
        if reply.status >= HTTPStatus.BAD_REQUEST:
            gate = self._channel.gate
            verdict = failed_reply(
                reply, self._tokens.secrets, retry_at=gate.opens_at, shaped=call.shaped
            )
            if (
                isinstance(verdict, RetryableError)
                and gate.wait_seconds > self._limits.patience_seconds
            ):
                verdict = verdict.error
            raise verdict
        value = reply.json_object()
        self._budget.earn()
        if call.kind is not None:
            self._channel.limiter.answered(call.kind, reply.seconds)
        self._missing.answered(call.endpoint.name)
        return JsonResponse(value, reply, token)
