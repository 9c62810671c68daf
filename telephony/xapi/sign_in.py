"""One token for everybody: kept, renewed early, asked for again once when it is refused.

3CX keeps one token alive per client id. Whoever asks for a second ends the first, so no two
requests may ever ask at the same time.
"""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass
from datetime import datetime, timedelta

from pydantic import SecretStr

from telephony.xapi.channel import NOT_THERE, Channel
from telephony.xapi.clock import Clock
from telephony.xapi.connection import Connection
from telephony.xapi.errors import Facts, XapiError
from telephony.xapi.limits import Limits
from telephony.xapi.setup_problems import BadCredentials
from telephony.xapi.shared_sign_in import SharedRefusal, SharedSignIn, SharedToken
from telephony.xapi.token import MINUTE, Token, claims, roles_of
from telephony.xapi.token_endpoint import TokenEndpoint


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
        self._endpoint = TokenEndpoint(connection, channel, clock, limits)
        self._clock = clock
        self._limits = limits
        self._serial = 0
        self._spoiled = False
        self._renewals: deque[float] = deque()
        self._pause: _Pause | None = None
        self._recalled = False
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

        Raises BadCredentials without a request while a refusal is remembered, here or in the
        store, or while another program keeps ending our tokens; else what the sign-in failed with,
        the same for all.
        """
        token = self._token
        if self.is_fixed:
            if not self._recalled:
                await self._recall()
                self._recalled = True
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

    async def ended(self, token: Token, facts: Facts) -> BadCredentials:
        """What to tell when a call that any role may make was refused with ``token`` as well."""
        if self.is_fixed:
            until = self._in(self._limits.refused_seconds)
            refused = BadCredentials.static_token_refused(until, **facts)
            await self._remember(refused)
            return refused
        self.spoil(token)
        return BadCredentials.token_taken(self.next_sign_in, **facts)

    def is_current(self, token: Token) -> bool:
        """False when the PBX has refused ``token`` or another has taken its place."""
        return self._token is token and self._pause is None

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
        """Raise what the last sign-in failed with, or BadCredentials, while nothing may be sent."""
        now = self._clock.monotonic()
        if (pause := self._pause) is not None:
            if now < pause.until:
                raise pause.error.shared_with(pause.error.request, self._in(pause.until - now))
            self._pause = None
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
        self._pause = None
        return self._token

    async def _joined_sign_in(self) -> Token:
        """The token that another program has signed in for, else a new one that is then shared.

        A token that the PBX has refused us is used up, whoever it was given to.
        """
        assert self._shared is not None  # noqa: S101  # for the type checker
        async with self._shared.exclusive():
            now = self._clock.monotonic()
            found = await self._shared.read()
            text = found.value.get_secret_value() if found else ""
            if found is not None and found.seconds_left > 0 and text != self._refused_token:
                self._serial += 1
                roles = roles_of(claims(text))
                return Token(found.value, roles, now + found.seconds_left, self._serial)
            if (kept := await self._recall()) is not None:
                raise kept
            token = await self._grant()
            left = token.renew_at - self._clock.monotonic()
            await self._shared.store(SharedToken(token.value, left))
            return token

    async def _grant(self) -> Token:
        try:
            token = await self._endpoint.sign_in(self._serial + 1)
        except BadCredentials as refused:
            await self._remember(refused)
            raise
        except XapiError as error:
            if not error.shared and error.status not in {None, *NOT_THERE}:
                self._wait(error, self._limits.sign_in_pause_seconds)
            raise
        self._serial = token.serial
        return token

    async def _remember(self, refused: BadCredentials) -> None:
        """Here, and in the store for the next start."""
        seconds = self._limits.refused_seconds
        self._wait(refused, seconds)
        if self._shared is not None:
            kept = SharedRefusal(seconds, refused.status, refused.pbx_message)
            await self._shared.store_refusal(self._credential, kept)

    async def _recall(self) -> BadCredentials | None:
        """The refusal of this credential that the store remembers, from an earlier start too."""
        kept = await self._shared.refusal(self._credential) if self._shared else None
        if kept is None:
            return None
        seconds = min(kept.seconds_left, self._limits.refused_seconds)
        made = BadCredentials.static_token_refused if self.is_fixed else BadCredentials
        refused = made(self._in(seconds), status=kept.status, pbx_message=kept.words)
        self._wait(refused, seconds)
        return refused

    def _wait(self, error: XapiError, seconds: float) -> None:
        self._pause = _Pause(self._clock.monotonic() + seconds, error)

    @property
    def _credential(self) -> SecretStr:
        credential = self._connection.token or self._connection.api_key
        assert credential is not None  # noqa: S101  # a connection has one of the two
        return credential

    def _in(self, seconds: float) -> datetime:
        return self._clock.now() + timedelta(seconds=seconds)


@dataclass(frozen=True)
class _Pause:
    """Until when (monotonic) nothing is sent, and what everybody is told meanwhile."""

    until: float
    error: XapiError


def _mark_as_seen(task: asyncio.Task[Token]) -> None:
    """Asyncio reports a failure that nobody waited for; here every caller may have given up."""
    if not task.cancelled():
        task.exception()
