"""Signing in: what is sent to the PBX for a token, and what its answers mean."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from http import HTTPStatus

from pydantic import SecretStr

from telephony.xapi.channel import Channel
from telephony.xapi.clock import Clock
from telephony.xapi.connection import Connection, fits_a_header
from telephony.xapi.errors import NotAnApiResponse, TimedOut, XapiError
from telephony.xapi.failures import RetryableError, failed_reply
from telephony.xapi.limits import Limits
from telephony.xapi.response import Response
from telephony.xapi.setup_problems import BadCredentials
from telephony.xapi.token import Token, claims, lifetime_seconds, roles_of

TOKEN_PATH = "/connect/token"  # noqa: S105 - an address

# What 3CX answers to a wrong client id or key, or to an address that it has blocked.
_REFUSALS = {HTTPStatus.BAD_REQUEST, HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}
_NO_SUCH_ADDRESS = {HTTPStatus.NOT_FOUND, HTTPStatus.METHOD_NOT_ALLOWED, HTTPStatus.GONE}


class TokenEndpoint:
    """Signs in with the client id and the API key of one connection."""

    def __init__(
        self, connection: Connection, channel: Channel, clock: Clock, limits: Limits
    ) -> None:
        self._connection = connection
        self._channel = channel
        self._clock = clock
        self._limits = limits

    async def sign_in(self, serial: int) -> Token:
        """A new token of this ``serial``; it ends the one before.

        Raises BadCredentials for a refusal, and for all else another XapiError: a PBX that starts
        answers many a thing, and counts none of it against us.
        """
        started = self._clock.monotonic()
        reply = await self._ask()
        if reply.status != HTTPStatus.OK:
            raise self._failure(reply)
        answer = reply.json_object()
        text = answer.get("access_token")
        if not isinstance(text, str) or not fits_a_header(text):
            raise reply.no_answer("a sign-in without a token")
        told = claims(text)
        life = lifetime_seconds(told, answer, self._limits.token_default_seconds, reply.date)
        early = min(self._limits.token_early_seconds, life / 2)
        return Token(SecretStr(text), roles_of(told), started + life - early, serial)

    async def _ask(self) -> Response:
        fields = {
            "client_id": self._connection.client_id or "",
            "client_secret": self._api_key,
            "grant_type": "client_credentials",
        }
        request = f"POST {self._connection.origin}{TOKEN_PATH}"
        try:
            async with (
                asyncio.timeout(self._limits.deadline_seconds),
                self._channel.slot(request),
            ):
                return await self._channel.post_form(TOKEN_PATH, fields)
        except TimeoutError:
            raise TimedOut(request=request) from None
        except RetryableError as again:
            if again.sent:  # it may have been counted, so not again
                raise again.error from None
            raise

    def _failure(self, reply: Response) -> XapiError:
        secrets = (self._api_key,)
        facts = reply.facts(secrets)
        if reply.status in _REFUSALS:
            retry_at = self._clock.now() + timedelta(seconds=self._limits.refused_seconds)
            return BadCredentials(retry_at, **facts)
        if reply.status in _NO_SUCH_ADDRESS:
            return NotAnApiResponse(
                "Programs cannot sign in at this address.",
                "The PBX may be starting: the sign-in is tried again within half a minute. If it "
                "stays so, check that THREECX_URL names the PBX itself.",
                **facts,
            )
        verdict = failed_reply(reply, secrets, retry_at=self._channel.gate.opens_at, shaped=False)
        return verdict.error if isinstance(verdict, RetryableError) else verdict

    @property
    def _api_key(self) -> str:
        key = self._connection.api_key
        return key.get_secret_value() if key else ""
