"""Runs one GET request to a valid response: token, deadline, attempts, and what a refusal means."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Hashable
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Any

from telephony.xapi.channel import Channel
from telephony.xapi.clock import Clock
from telephony.xapi.concurrency import ConcurrencyLimiter
from telephony.xapi.connection import Connection
from telephony.xapi.endpoints import DEFS, DEFS_PATH, Endpoint
from telephony.xapi.errors import Busy, NotAnApiResponse, TimedOut, XapiError
from telephony.xapi.foreign_endpoints import ForeignEndpoints
from telephony.xapi.limits import Limits
from telephony.xapi.missing_endpoints import MissingEndpoints
from telephony.xapi.requester import current_requester
from telephony.xapi.response import Response
from telephony.xapi.response_errors import error_of
from telephony.xapi.retry_policy import RetryableError, RetryPolicy
from telephony.xapi.setup_problems import NotAllowed, NotOnThisVersion
from telephony.xapi.shared_sign_in import SharedSignIn
from telephony.xapi.sign_in import TokenHolder
from telephony.xapi.token import Token

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class JsonResponse:
    """The JSON object of a 200, the response it came in, and the token that was sent."""

    value: dict[str, Any]
    response: Response
    token: Token


@dataclass
class _Request:
    """One request on its way through its attempts."""

    endpoint: Endpoint
    path: str
    text: str
    has_options: bool
    workload: Hashable
    deadline: asyncio.Timeout
    waiting: bool = False
    renewed: bool = False


class RequestRunner:
    """Sends requests until there is a response or an error. Belongs to one event loop."""

    def __init__(
        self,
        connection: Connection,
        clock: Clock,
        limits: Limits,
        limiter: ConcurrencyLimiter | None = None,
        shared: SharedSignIn | None = None,
    ) -> None:
        self._origin = connection.origin
        self._limits = limits
        self._channel = Channel(connection, clock, limits, limiter)
        self._tokens = TokenHolder(connection, self._channel, clock, limits, shared)
        self._retries = RetryPolicy(clock, limits, self._channel.gate)
        self._missing = MissingEndpoints(clock, limits)
        self._foreign = ForeignEndpoints(clock, limits)
        self._denied_serial: dict[str, int] = {}

    @property
    def channel(self) -> Channel:
        """For reading what was recorded there."""
        return self._channel

    async def aclose(self) -> None:
        """Close the connections."""
        await self._tokens.aclose()
        await self._channel.aclose()

    async def get(
        self,
        endpoint: Endpoint,
        path: str,
        *,
        has_options: bool = False,
        workload: Hashable = None,
    ) -> JsonResponse:
        """GET ``path``, with its query, from ``endpoint``. Raises an XapiError after all attempts.

        ``has_options``: the caller's own query options are in the path. ``workload``: requests of
        the same one take the PBX about as long, from which the limiter learns. The deadline covers
        everything: waiting for a slot, signing in, attempts and the pauses between them.
        """
        text = f"GET {self._origin}{path}"
        deadline = asyncio.timeout(self._limits.deadline_seconds)
        request = _Request(endpoint, path, text, has_options, workload, deadline)
        try:
            return await self._within_deadline(request)
        except XapiError as error:
            if not error.shared:
                message = error.pbx_message or error.headline
                # without the path: it holds search terms
                log.warning("%s: %s: %s", endpoint.name, error.kind, message)
            raise

    async def _within_deadline(self, request: _Request) -> JsonResponse:
        if request.endpoint.name in self._missing:
            raise NotOnThisVersion(request=request.text, status=HTTPStatus.NOT_FOUND)
        try:
            async with request.deadline:
                return await self._retries.run(lambda: self._attempt(request))
        except TimeoutError:
            raise self._out_of_time(request) from None
        except RetryableError as failed:
            raise failed.error from None

    def _out_of_time(self, request: _Request) -> XapiError:
        """What used up the deadline: the gate, our own queue, or the PBX."""
        opens_at = self._channel.gate.opens_at
        if opens_at is not None:
            return Busy(opens_at, request=request.text)
        if request.waiting:
            headline = "Too many requests are waiting for the PBX."
            return Busy(headline=headline, request=request.text)
        self._channel.limiter.record_overload()
        return TimedOut(request=request.text)

    async def _attempt(self, request: _Request) -> JsonResponse:
        response, token = await self._send(request)
        if response.status == HTTPStatus.UNAUTHORIZED:
            response, token = await self._renew_token(request, response, token)
        self._denied_serial.pop(request.endpoint.name, None)
        return self._read_or_record(request, response, token)

    async def _send(self, request: _Request) -> tuple[Response, Token]:
        """Send with the current token, which may be replaced while we wait for a slot."""
        while True:
            token = await self._tokens.current()
            request.waiting = True
            async with self._channel.slot(request.text):
                request.waiting = False
                self._foreign.admit(request.endpoint.name, request.text)
                if self._tokens.is_current(token):
                    return await self._get(request, token), token

    async def _get(self, request: _Request, token: Token) -> Response:
        text = token.value.get_secret_value()
        kind, deadline = request.endpoint.name, request.deadline
        if (requester := current_requester()) is not None:
            requester.sent = True
            await self._channel.limiter.budget.count(requester)
        return await self._channel.get(request.path, text, kind=kind, deadline=deadline)

    async def _renew_token(
        self, request: _Request, response: Response, token: Token
    ) -> tuple[Response, Token]:
        """After a 401: one new token and one more try for this request, in all its attempts."""
        if self._denied_serial.get(request.endpoint.name) == token.serial:
            raise self._not_allowed(request, response, token)
        if not (request.renewed or self._tokens.is_fixed):
            request.renewed = True
            self._tokens.invalidate(token)
            response, token = await self._send(request)
        if response.status == HTTPStatus.UNAUTHORIZED:
            raise await self._refused_while_fresh(request, response, token)
        return response, token

    async def _refused_while_fresh(
        self, request: _Request, response: Response, token: Token
    ) -> XapiError:
        """A new or a fixed token got a 401: a right is missing, or this token has ended as well.

        A request that any role may make distinguishes the two. The missing right is remembered
        for this token, so that the same request does not cost a sign-in each time.
        """
        facts = response.facts(self._tokens.secrets)
        if request.endpoint is DEFS and self._tokens.is_fixed:
            return await self._tokens.token_refused(token, facts)
        if request.endpoint is not DEFS:
            try:
                async with self._channel.slot(request.text):
                    check = await self._get(replace(request, endpoint=DEFS, path=DEFS_PATH), token)
            except (RetryableError, XapiError):
                return self._not_allowed(request, response, token)
            if check.status == HTTPStatus.UNAUTHORIZED:
                return await self._tokens.token_refused(token, facts)
            if check.status in {HTTPStatus.OK, HTTPStatus.FORBIDDEN}:
                self._denied_serial[request.endpoint.name] = token.serial
        return self._not_allowed(request, response, token)

    def _not_allowed(self, request: _Request, response: Response, token: Token) -> NotAllowed:
        facts = response.facts(self._tokens.secrets)
        return NotAllowed(request.endpoint.right, token.roles, **facts)

    def _read_or_record(self, request: _Request, response: Response, token: Token) -> JsonResponse:
        """The same as ``_read``; remembers where something other than the API responded."""
        name = request.endpoint.name
        try:
            read = self._read(request, response, token)
        except (NotAnApiResponse, NotOnThisVersion) as error:
            if not (response.status == HTTPStatus.OK and response.is_json):
                self._foreign.record_failure(name, request.text, error)
            raise
        self._foreign.record_response(name)
        return read

    def _read(self, request: _Request, response: Response, token: Token) -> JsonResponse:
        """The JSON object of a good response. Raises RetryableError where a retry may help."""
        if response.status == HTTPStatus.FORBIDDEN:
            raise self._not_allowed(request, response, token)
        if response.status == HTTPStatus.NOT_FOUND:
            self._missing.record_not_found(request.endpoint.name)
            facts = response.facts(self._tokens.secrets)
            if self._missing.has_worked(request.endpoint.name):
                raise NotOnThisVersion.after_it_worked(**facts)
            raise NotOnThisVersion(**facts)
        if response.status >= HTTPStatus.BAD_REQUEST:
            gate = self._channel.gate
            error = error_of(
                response,
                self._tokens.secrets,
                retry_at=gate.opens_at,
                has_options=request.has_options,
            )
            too_long = gate.wait_seconds > self._limits.patience_seconds
            raise error.error if isinstance(error, RetryableError) and too_long else error
        value = response.json_object()
        if request.workload is not None:
            self._channel.limiter.record_response(request.workload, response.seconds)
        self._missing.record_response(request.endpoint.name)
        return JsonResponse(value, response, token)
