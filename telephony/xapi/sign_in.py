"""One token for everybody: kept, renewed early, asked for again once when it is refused.

3CX keeps one token alive per client id. Whoever asks for a second ends the first, so no two
requests may ever ask at the same time.
"""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus

from pydantic import SecretStr

from telephony.xapi.channel import Channel
from telephony.xapi.clock import Clock
from telephony.xapi.connection import Connection, fits_a_header
from telephony.xapi.errors import BadCredentials, Facts, TimedOut, XapiError
from telephony.xapi.failures import Again, failed_reply
from telephony.xapi.limits import Limits
from telephony.xapi.reply import Reply
from telephony.xapi.shared_sign_in import SharedSignIn, SharedToken
from telephony.xapi.token import MINUTE, Token, claims, lifetime_seconds, roles_of

TOKEN_PATH = "/connect/token"  # noqa: S105 - an address

_NOT_OUR_FAULT = {HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_MANY_REQUESTS}


class TokenHolder:
    """The current token of a connection. Belongs to one event loop, as its transport does."""

    def __init__(
        self,
        connection: Connection,
        channel: Channel,
        clock: Clock,
        limits: Limits,
        shared: SharedSignIn | None = None,
    ) -> None:
        self._connection = connection
        self._shared = shared
        self._refused_token: str | None = None
        self._channel = channel
        self._clock = clock
        self._limits = limits
        self._serial = 0
        self._spoiled = False
        self._renewals: deque[float] = deque()
        self._refusal: _Refusal | None = None
        self._granting: asyncio.Task[Token] | None = None
        self._token: Token | None = None
        if connection.token is not None:
            roles = roles_of(claims(connection.token.get_secret_value()))
            self._token = Token(connection.token, roles, float("inf"), 0)

    @property
    def is_fixed(self) -> bool:
        """True for a token that was configured and cannot be renewed."""
        return self._connection.token is not None

    @property
    def secrets(self) -> tuple[str, ...]:
        """What must never be shown, whoever says it."""
        known = (self._connection.api_key, self._token and self._token.value)
        return tuple(secret.get_secret_value() for secret in known if secret)

    async def current(self) -> Token:
        """The token to use now; asked for if there is none, by one caller for all.

        Raises BadCredentials without a call while a refusal is remembered, or while another
        program keeps ending our tokens; else what the sign-in failed with, the same for all.
        """
        token = self._token
        if self.is_fixed:
            self._check_pauses()
        if token is not None and self._clock.monotonic() < token.renew_at:
            return token
        if self._granting is None:
            self._check_pauses()
            self._granting = asyncio.create_task(self._sign_in())
            self._granting.add_done_callback(_mark_as_seen)
        # shielded: a caller that gives up must not take the token from the others
        return await asyncio.shield(self._granting)

    def spoil(self, token: Token) -> None:
        """The PBX refused ``token``. Changes nothing when another has taken its place already."""
        if not self.is_fixed and self._token is token:
            self._refused_token = token.value.get_secret_value()
            self._token = None
            self._spoiled = True

    def ended(self, token: Token, facts: Facts) -> BadCredentials:
        """What to tell when a call that any role may make was refused with ``token`` as well."""
        if self.is_fixed:
            return self._remembered(facts)
        self.spoil(token)
        return BadCredentials.token_taken(self.next_sign_in, **facts)

    def is_current(self, token: Token) -> bool:
        """False when the PBX has refused ``token`` or another has taken its place."""
        return self._token is token and self._refusal is None

    @property
    def next_sign_in(self) -> datetime:
        """When this holder may sign in again, now or later (aware UTC)."""
        try:
            self._check_pauses()
        except BadCredentials as pause:
            return pause.retry_at or self._clock.now()
        return self._clock.now()

    async def aclose(self) -> None:
        """Stop a sign-in that is under way."""
        if self._granting is not None:
            self._granting.cancel()
            await asyncio.gather(self._granting, return_exceptions=True)

    def _check_pauses(self) -> None:
        """Raise BadCredentials while nothing may be sent."""
        now = self._clock.monotonic()
        if self._refusal is not None:
            if now < self._refusal.until:
                raise self._told(self._refusal)
            self._refusal = None
        if not self._spoiled:
            return
        while self._renewals and now - self._renewals[0] >= MINUTE:
            self._renewals.popleft()
        if len(self._renewals) >= self._limits.renewals_per_minute:
            raise BadCredentials.token_taken(self._in(self._renewals[0] + MINUTE - now))

    async def _sign_in(self) -> Token:
        try:
            self._token = await (self._grant() if self._shared is None else self._joined_sign_in())
        finally:
            self._granting = None
        if self._spoiled:
            self._renewals.append(self._clock.monotonic())
        self._spoiled = False
        self._refusal = None
        return self._token

    async def _joined_sign_in(self) -> Token:
        """The token that another program has signed in for, else a new one that is then shared.

        A token that the PBX has refused us is used up, whoever it was given to.
        """
        assert self._shared is not None  # noqa: S101  # for the type checker
        async with self._shared.alone():
            now = self._clock.monotonic()
            found = await self._shared.read()
            text = found.value.get_secret_value() if found else ""
            if found is not None and found.seconds_left > 0 and text != self._refused_token:
                self._serial += 1
                roles = roles_of(claims(text))
                return Token(found.value, roles, now + found.seconds_left, self._serial)
            token = await self._grant()
            left = token.renew_at - self._clock.monotonic()
            await self._shared.keep(SharedToken(token.value, left))
            return token

    async def _grant(self) -> Token:
        started = self._clock.monotonic()
        reply = await self._ask()
        if reply.status != HTTPStatus.OK:
            raise self._refused(reply)
        answer = reply.json_object()
        text = answer.get("access_token")
        if not isinstance(text, str) or not fits_a_header(text):
            raise reply.no_answer("a sign-in without a token")
        told = claims(text)
        life = lifetime_seconds(told, answer, self._limits.token_default_seconds, reply.date)
        early = min(self._limits.token_early_seconds, life / 2)
        self._serial += 1
        return Token(SecretStr(text), roles_of(told), started + life - early, self._serial)

    async def _ask(self) -> Reply:
        api_key = self._connection.api_key
        fields = {
            "client_id": self._connection.client_id or "",
            "client_secret": api_key.get_secret_value() if api_key else "",
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
        except Again as again:
            if again.sent:  # it may have been counted, so not again
                raise again.error from None
            raise

    def _refused(self, reply: Reply) -> XapiError:
        """Every 4xx may count against our address, so each is remembered; a 5xx is not one."""
        if reply.status in _NOT_OUR_FAULT or not _is_client_error(reply.status):
            verdict = failed_reply(
                reply, self.secrets, retry_at=self._channel.gate.opens_at, shaped=False
            )
            return verdict.error if isinstance(verdict, Again) else verdict
        return self._remembered(reply.facts(self.secrets))

    def _remembered(self, facts: Facts) -> BadCredentials:
        seconds = self._limits.refused_seconds
        self._refusal = _Refusal(self._clock.monotonic() + seconds, self._in(seconds), facts)
        return self._told(self._refusal)

    def _told(self, refusal: _Refusal) -> BadCredentials:
        if self.is_fixed:
            return BadCredentials.static_token_refused(refusal.retry_at, **refusal.facts)
        return BadCredentials(refusal.retry_at, **refusal.facts)

    def _in(self, seconds: float) -> datetime:
        return self._clock.now() + timedelta(seconds=seconds)


@dataclass(frozen=True)
class _Refusal:
    """A refused credential: until when nothing is sent (monotonic, and for people), and why."""

    until: float
    retry_at: datetime
    facts: Facts


def _mark_as_seen(task: asyncio.Task[Token]) -> None:
    """Asyncio reports a failure that nobody waited for; here every caller may have given up."""
    if not task.cancelled():
        task.exception()


def _is_client_error(status: int) -> bool:
    return HTTPStatus.BAD_REQUEST <= status < HTTPStatus.INTERNAL_SERVER_ERROR
