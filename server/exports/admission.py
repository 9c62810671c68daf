"""Who requests an export, and whether they may now: before it takes a slot.

A browser brings its sign-in, a program an access token, which has the rights that its owner has
today as far as the token's groups go.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Final

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from server.current_context import context_for, context_of, current_viewers
from server.exports.person_limits import Allowance, LimitReachedError, PersonLimits
from server.exports.responses import retry_response, text_response
from server.exports.slots import ExportSlots
from server.exports.token_check import (
    WRONG_TOKEN,
    NotAdmittedError,
    TokenCheck,
    unauthorized,
)
from server.sign_in.arrivals import address_of
from server.sign_in.token_header import looks_like_token, read_token
from server.sign_in.viewers import Viewers
from telephony.access.identity import Identity
from telephony.access.viewer import Viewer
from telephony.answers.access_tokens import AccessToken

if TYPE_CHECKING:  # it brings pandas, which the start does not wait for
    from telephony.context import Context

_WITH_TOKEN: Final = "A program sends an access token: “Authorization: Bearer tdb_…”."  # noqa: S105  # words
# In the scope of a request that is let in.
_CONTEXT: Final = "dashboard.context"

_log = logging.getLogger("dashboard.export")


class Admission:
    """What all exports have in common before they begin. Belongs to one event loop."""

    def __init__(self, slots: ExportSlots) -> None:
        self._slots = slots
        self._limits = PersonLimits()
        self._tokens = TokenCheck()

    def count_refusal(self, status: int) -> None:
        """A request was not let in, with this HTTP status."""
        self._slots.refused.add((str(status),))

    def guard(self, app: ASGIApp, *, limited: bool = True) -> ASGIApp:
        """``app`` for those who have signed in, within their limits if ``limited``."""
        return _Guarded(self, app, limited=limited)

    async def sign_in(self, request: Request) -> tuple[Context, AccessToken | None]:
        """Whose request it is, and by which token. Raises NotAdmittedError."""
        await self._wait_for_start()
        viewers, secret = current_viewers(), read_token(request.headers)
        if viewers.sign_in is None or not looks_like_token(secret):
            context = context_of(request.headers, address_of(request))
            if context is not None:
                return context, None
            if not secret:
                self._tokens.record_stranger(request)
                raise NotAdmittedError(unauthorized(f"{viewers.not_signed_in} {_WITH_TOKEN}"))
        token = await self._tokens.find(request, secret)
        context = context_for(partial(_owner_of, token, viewers), address_of(request))
        if context is None:
            raise NotAdmittedError(unauthorized(WRONG_TOKEN))
        return context, token

    @contextmanager
    def place(self, context: Context, token: AccessToken | None) -> Iterator[None]:
        """A place among the exports of the person and the token. Raises NotAdmittedError."""
        allowances = _allowances(context, token)
        try:
            with self._limits.place(allowances, context.clock.monotonic()):
                yield
        except LimitReachedError as error:
            _log.warning("an export of %s is turned away: %s", context.viewer.name, error)
            response = text_response(429, f"{error} Try again in {error.seconds} s.")
            response.headers["Retry-After"] = str(error.seconds)
            raise NotAdmittedError(response) from None

    async def _wait_for_start(self) -> None:
        try:
            await asyncio.wait_for(self._slots.ready(), self._slots.seconds)
        except TimeoutError:
            raise NotAdmittedError(retry_response("The dashboard is still starting.")) from None


class _Guarded:
    """An ASGI application behind the admission."""

    def __init__(self, admission: Admission, app: ASGIApp, *, limited: bool) -> None:
        self._admission = admission
        self._app = app
        self._limited = limited

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        try:
            context, token = await self._admission.sign_in(request)
            place = self._admission.place(context, token) if self._limited else nullcontext()
            with place:
                await self._app({**scope, _CONTEXT: context}, receive, send)
        except NotAdmittedError as refused:
            self._admission.count_refusal(refused.response.status_code)
            await refused.response(scope, receive, send)


def admitted(request: Request) -> Context:
    """The context of the viewer whose request was let in."""
    context: Context = request.scope[_CONTEXT]
    return context


def _owner_of(token: AccessToken, viewers: Viewers, pbx: str) -> Viewer | None:
    """The owner with their rights of now, as far as the token's groups go."""
    viewer = viewers.viewer_for(Identity.of(token.person, token.claims), pbx)
    numbers = token.numbers_at(pbx)
    if viewer is None or numbers is None:
        return viewer
    return replace(viewer, groups=viewer.groups.limited_to(numbers))


def _allowances(context: Context, token: AccessToken | None) -> list[Allowance]:
    """The limits that hold for a request; none where nobody signs in."""
    name, settings = context.viewer.name, context.settings
    if not name:
        return []
    limits = (settings.exports_at_once, settings.exports_per_minute)
    person = Allowance(f"person {context.viewer.key}", name, *limits)
    if token is None:
        return [person]
    return [person, person.half(f"token {token.id}", f"The access token “{token.name}”")]
