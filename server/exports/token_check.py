"""The access token of a request for an export: found, or refused after a wait that grows.

A token that is unknown, expired or revoked is told so in the same words after the same wait.
Nobody else's request waits for that, and no thread does.
"""

from __future__ import annotations

import asyncio
import logging
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Final

from starlette.requests import Request
from starlette.responses import Response

from server.current_context import current
from server.exports.responses import retry_response, text_response
from server.sign_in.arrivals import address_of, trail_of
from server.sign_in.failures import (
    LONGEST_SECONDS,
    Delays,
    Failures,
    NoRoomError,
    is_noted,
)
from telephony.answers.access_tokens import AccessToken
from telephony.answers.audit import AuditKind

if TYPE_CHECKING:  # it brings SQL, which the start does not wait for
    from telephony.data_access.access_tokens import AccessTokens

WRONG_TOKEN: Final = (
    "This access token is not valid: it is unknown, has expired, or was revoked. Make a new one on "  # noqa: S105  # words
    "the page “Access tokens” of the dashboard."
)
# A look into the store takes a millisecond; one that hangs is given up after a few seconds.
_THREADS: Final = 4

_log = logging.getLogger("dashboard.export")


class NotAdmittedError(Exception):
    """The request is turned away with ``response``."""

    def __init__(self, response: Response) -> None:
        super().__init__(response.status_code)
        self.response = response


class TokenCheck:
    """Checks the tokens of all requests. Belongs to one event loop."""

    def __init__(self) -> None:
        self._wrong = Failures()
        self._delays = Delays()
        self._strangers = Failures()
        self._threads = ThreadPoolExecutor(_THREADS, "access-token")

    async def find(self, request: Request, secret: str) -> AccessToken:
        """The valid token with this secret. Raises NotAdmittedError."""
        tokens = current().tokens
        token = None if tokens is None else await self._load(tokens, secret)
        if tokens is None or token is None or not tokens.is_active(token):
            await self._refuse(request, token)
            raise NotAdmittedError(unauthorized(WRONG_TOKEN))
        self._threads.submit(tokens.mark_used, token)  # nobody waits for it
        return token

    def record_stranger(self, request: Request) -> None:
        """Record a request without any sign-in; one line for many, since it may come again soon."""
        now = current().clock.monotonic()
        in_a_row = self._strangers.count(address_of(request), now)
        if is_noted(in_a_row):
            _record(request, f"{request.url.path}: not signed in, {in_a_row} in a row")

    async def _load(self, tokens: AccessTokens, secret: str) -> AccessToken | None:
        from telephony.data_access.store.errors import StoreError  # noqa: PLC0415  # as above

        loop = asyncio.get_running_loop()
        try:
            return await loop.run_in_executor(self._threads, tokens.find, secret)
        except StoreError as error:
            _log.warning("an access token cannot be checked: %s", error)
            words = f"Access tokens cannot be checked now. {error.message}"
            raise NotAdmittedError(retry_response(words)) from error

    async def _refuse(self, request: Request, token: AccessToken | None) -> None:
        """Log, record and delay a wrong token. Raises NotAdmittedError if too many wait."""
        clock, address = current().clock, address_of(request)
        in_a_row = self._wrong.count(address, clock.monotonic())
        what = "unknown" if token is None else "revoked" if token.revoked_at else "expired"
        _log.warning("a wrong access token (%s) from %s, %s in a row", what, address, in_a_row)
        if is_noted(in_a_row):
            person, named = (token.person, f" “{token.name}”") if token else ("", "")
            _record(request, f"access token{named}: {what}, {in_a_row} in a row", person)
        try:
            await self._delays.wait(in_a_row, clock)
        except NoRoomError:
            response = text_response(429, "Too many wrong access tokens. Try again later.")
            response.headers["Retry-After"] = str(round(LONGEST_SECONDS))
            raise NotAdmittedError(response) from None


def _record(request: Request, target: str, person: str = "") -> None:
    """Record in the audit what was denied to the sender of a request."""
    trail_of(current(), request, person).record(AuditKind.DENIED, target)


def unauthorized(words: str) -> Response:
    """The response to a request without a sign-in that counts."""
    response = text_response(401, words)
    response.headers["WWW-Authenticate"] = "Bearer"
    return response
