"""One token for all requests: cached, renewed early, requested again once when it is refused.

3CX has one valid token per client id. A second sign-in ends the first token, so no two sign-ins
may ever run at the same time.
"""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass
from datetime import datetime

from pydantic import SecretStr

from telephony.xapi.channel import DOWN_STATUSES, Channel
from telephony.xapi.clock import Clock, time_in
from telephony.xapi.connection import Connection
from telephony.xapi.errors import Facts, XapiError
from telephony.xapi.limits import Limits
from telephony.xapi.response import effective_status
from telephony.xapi.setup_problems import BadCredentials
from telephony.xapi.shared_sign_in import SharedRefusal, SharedSignIn, SharedToken
from telephony.xapi.token import MINUTE, Token, read_claims, roles_of
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
        self._invalid_token: str | None = None
        self._endpoint = TokenEndpoint(connection, channel, clock, limits)
        self._clock = clock
        self._limits = limits
        self._serial = 0
        self._invalidated = False
        self._renewals: deque[float] = deque()
        self._pause: _Pause | None = None
        self._refusal_loaded = False
        self._signing_in: asyncio.Task[Token] | None = None
        self._token: Token | None = None
        if connection.token is not None:
            roles = roles_of(read_claims(connection.token.get_secret_value()))
            self._token = Token(connection.token, roles, float("inf"), 0)

    @property
    def is_fixed(self) -> bool:
        """True for a token that was configured and cannot be renewed."""
        return self._connection.token is not None

    @property
    def secrets(self) -> tuple[str, ...]:
        """What must never be shown, whatever text it is in."""
        known = (self._connection.api_key, self._token and self._token.value)
        return tuple(secret.get_secret_value() for secret in known if secret)

    async def current(self) -> Token:
        """The token to use now; one caller signs in for all if there is none.

        Raises BadCredentials without a request while a refusal is remembered, here or in the
        store, or while another program repeatedly ends our tokens; else the sign-in's error, the
        same for all.
        """
        token = self._token
        if self.is_fixed:
            if not self._refusal_loaded:
                await self._load_refusal()
                self._refusal_loaded = True
            self._check_pauses()
        if token is not None and self._clock.monotonic() < token.renew_at:
            return token
        if self._signing_in is None:
            self._check_pauses()
            self._signing_in = asyncio.create_task(self._sign_in())
            self._signing_in.add_done_callback(_mark_as_seen)
        # shielded: a caller that gives up must not take the token from the others
        return await asyncio.shield(self._signing_in)

    def invalidate(self, token: Token) -> None:
        """The PBX refused ``token``. Changes nothing when it is already replaced."""
        if not self.is_fixed and self._token is token:
            self._invalid_token = token.value.get_secret_value()
            self._token = None
            self._invalidated = True

    async def token_refused(self, token: Token, facts: Facts) -> BadCredentials:
        """The error when a request that any role may make was refused with ``token`` as well."""
        if self.is_fixed:
            until = time_in(self._clock, self._limits.refused_seconds)
            refused = BadCredentials.static_token_refused(until, **facts)
            await self._store_refusal(refused)
            return refused
        self.invalidate(token)
        return BadCredentials.token_taken(self.next_sign_in, **facts)

    def is_current(self, token: Token) -> bool:
        """False when the PBX has refused ``token`` or it is replaced."""
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
        if self._signing_in is not None:
            self._signing_in.cancel()
            await asyncio.gather(self._signing_in, return_exceptions=True)

    def _check_pauses(self) -> None:
        """Raise the last sign-in's error, or BadCredentials, while nothing may be sent."""
        now = self._clock.monotonic()
        if (pause := self._pause) is not None:
            if now < pause.until:
                raise pause.error.shared_with(
                    pause.error.request, time_in(self._clock, pause.until - now)
                )
            self._pause = None
        if not self._invalidated:
            return
        while self._renewals and now - self._renewals[0] >= MINUTE:
            self._renewals.popleft()
        if len(self._renewals) >= self._limits.renewals_per_minute:
            raise BadCredentials.token_taken(time_in(self._clock, self._renewals[0] + MINUTE - now))

    async def _sign_in(self) -> Token:
        try:
            sign_in = self._request_token if self._shared is None else self._sign_in_for_all
            self._token = await sign_in()
        finally:
            self._signing_in = None
        if self._invalidated:
            self._renewals.append(self._clock.monotonic())
        self._invalidated = False
        self._pause = None
        return self._token

    async def _sign_in_for_all(self) -> Token:
        """The token that another program has signed in for, else a new one that is then shared.

        A token that the PBX has refused is not used again, whichever program it was granted to.
        """
        assert self._shared is not None  # noqa: S101  # for the type checker
        async with self._shared.exclusive():
            now = self._clock.monotonic()
            stored = await self._shared.read()
            text = stored.value.get_secret_value() if stored else ""
            if stored is not None and stored.seconds_left > 0 and text != self._invalid_token:
                self._serial += 1
                roles = roles_of(read_claims(text))
                return Token(stored.value, roles, now + stored.seconds_left, self._serial)
            if (refusal := await self._load_refusal()) is not None:
                raise refusal
            token = await self._request_token()
            left = token.renew_at - self._clock.monotonic()
            await self._shared.store(SharedToken(token.value, left))
            return token

    async def _request_token(self) -> Token:
        try:
            token = await self._endpoint.sign_in(self._serial + 1)
        except BadCredentials as refused:
            await self._store_refusal(refused)
            raise
        except XapiError as error:
            is_down = error.status is None or effective_status(error.status) in DOWN_STATUSES
            if not (error.shared or is_down):
                self._pause_with(error, self._limits.sign_in_pause_seconds)
            raise
        self._serial = token.serial
        return token

    async def _store_refusal(self, refused: BadCredentials) -> None:
        """Here, and in the store for the next start."""
        seconds = self._limits.refused_seconds
        self._pause_with(refused, seconds)
        if self._shared is not None:
            refusal = SharedRefusal(seconds, refused.status, refused.pbx_message)
            await self._shared.store_refusal(self._credential, refusal)

    async def _load_refusal(self) -> BadCredentials | None:
        """The stored refusal of this credential, also from before a restart."""
        stored = await self._shared.refusal(self._credential) if self._shared else None
        if stored is None:
            return None
        seconds = min(stored.seconds_left, self._limits.refused_seconds)
        make = BadCredentials.static_token_refused if self.is_fixed else BadCredentials
        refused = make(
            time_in(self._clock, seconds), status=stored.status, pbx_message=stored.message
        )
        self._pause_with(refused, seconds)
        return refused

    def _pause_with(self, error: XapiError, seconds: float) -> None:
        self._pause = _Pause(self._clock.monotonic() + seconds, error)

    @property
    def _credential(self) -> SecretStr:
        credential = self._connection.token or self._connection.api_key
        assert credential is not None  # noqa: S101  # a connection has one of the two
        return credential


@dataclass(frozen=True)
class _Pause:
    """Until when (monotonic) no sign-in is sent, and the error for all until then."""

    until: float
    error: XapiError


def _mark_as_seen(task: asyncio.Task[Token]) -> None:
    """Asyncio logs a failure that no one awaits; here every caller may have given up."""
    if not task.cancelled():
        task.exception()
