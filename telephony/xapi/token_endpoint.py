"""The sign-in request: what is sent to the PBX for a token, and what its responses mean."""

from __future__ import annotations

import asyncio
from http import HTTPStatus

from pydantic import SecretStr

from telephony.xapi.channel import Channel
from telephony.xapi.clock import Clock, time_in
from telephony.xapi.connection import Connection, fits_a_header
from telephony.xapi.errors import NotAnApiResponse, TimedOut, XapiError
from telephony.xapi.limits import Limits
from telephony.xapi.response import Response
from telephony.xapi.response_errors import error_of
from telephony.xapi.retry_policy import RetryableError
from telephony.xapi.setup_problems import BadCredentials
from telephony.xapi.token import Token, lifetime_seconds, read_claims, roles_of

TOKEN_PATH = "/connect/token"  # noqa: S105 - an address

# What 3CX returns for a wrong client id or key, or to an address that it has blocked.
_REFUSALS = {HTTPStatus.BAD_REQUEST, HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}
_PASSWORD_SCHEMES = {"basic", "digest", "negotiate", "ntlm"}
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
        """A new token with this ``serial``; it ends the previous one.

        Raises BadCredentials for a refusal, and for all else another XapiError: a PBX that is
        starting returns all kinds of responses, and counts none of them as a failed sign-in.
        """
        started = self._clock.monotonic()
        response = await self._post()
        if response.status != HTTPStatus.OK:
            raise self._failure(response)
        body = response.json_object()
        text = body.get("access_token")
        if not isinstance(text, str) or not fits_a_header(text):
            raise response.not_api_response("a sign-in without a token")
        claims = read_claims(text)
        life = lifetime_seconds(claims, body, self._limits.token_default_seconds, response.date)
        early = min(self._limits.token_early_seconds, life / 2)
        return Token(SecretStr(text), roles_of(claims), started + life - early, serial)

    async def _post(self) -> Response:
        fields = {
            "client_id": self._connection.client_id or "",
            "client_secret": self._api_key,
            "grant_type": "client_credentials",
        }
        request = f"POST {self._connection.origin}{TOKEN_PATH}"
        try:
            async with (
                asyncio.timeout(self._limits.deadline_seconds) as deadline,
                self._channel.slot(request),
            ):
                return await self._channel.sign_in(TOKEN_PATH, fields, deadline)
        except TimeoutError:
            raise TimedOut(request=request) from None
        except RetryableError as failed:
            if failed.sent:  # it may count as a failed sign-in, so no retry
                raise failed.error from None
            raise

    def _failure(self, response: Response) -> XapiError:
        secrets = (self._api_key,)
        facts = response.facts(secrets)
        if _is_of_another_server(response):
            return NotAnApiResponse(
                "A server in front of the PBX asks for a sign-in of its own.",
                "Let this machine through to the PBX without it, or check that THREECX_URL names "
                "the PBX itself.",
                **facts,
            )
        if response.status in _REFUSALS:
            retry_at = time_in(self._clock, self._limits.refused_seconds)
            return BadCredentials(retry_at, **facts)
        if response.status in _NO_SUCH_ADDRESS:
            return NotAnApiResponse(
                "Programs cannot sign in at this address.",
                "The PBX may be starting: the sign-in is tried again within half a minute. If it "
                "stays so, check that THREECX_URL names the PBX itself.",
                **facts,
            )
        error = error_of(response, secrets, retry_at=self._channel.gate.opens_at, has_options=False)
        return error.error if isinstance(error, RetryableError) else error

    @property
    def _api_key(self) -> str:
        key = self._connection.api_key
        return key.get_secret_value() if key else ""


def _is_of_another_server(response: Response) -> bool:
    """Whether a proxy sent its own page for a password; 3CX refuses in JSON, or in no words."""
    scheme = response.headers.get("www-authenticate", "").split(" ", 1)[0].lower()
    return scheme in _PASSWORD_SCHEMES and response.media_type == "text/html"
