"""Streamlit's addresses for signing in and out, with what a dashboard needs beyond them.

Streamlit leads everybody back to its first page and says nothing of a failure. Here people come
back to the link that they had opened, a failed attempt is said on the page, and a sign-in that was
left or replaced is over for every tab and every copy of its cookie.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Final
from urllib.parse import parse_qs, urlsplit

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME

from server.current_context import current
from server.sign_in import return_address
from server.sign_in.arrivals import address_of, remember_claims, trail_of
from server.sign_in.ended import EndedSignIns, ended_sign_ins
from server.sign_in.failures import Failures, is_noted
from server.sign_in.open_id import identity_of
from server.sign_in.open_id_cookie import BrowserSignIn, read_sign_in
from server.sign_in.provider_client import provider_client
from server.sign_in.streamlit_auth import CALLBACK, FAILED_COOKIE, LOGIN, LOGOUT
from server.sign_in.user_info import claims_of_person, set_sign_in
from telephony.answers.audit import AuditKind
from telephony.settings.open_id import OpenId

# Long enough for a slow page, and gone at the next visit.
_FAILED_SECONDS: Final = 60
_FOUND: Final = 302
# Streamlit always asks for something; providers need not know what, and some refuse it.
_EMPTY_PROMPT: Final = re.compile(r"&prompt=(?=&|$)")
_NO_STORE: Final = {"Cache-Control": "no-store"}


class OpenIdRoutes:
    """Responds at these three addresses with the help of Streamlit; passes everything else on.

    ``ready`` returns once there is an audit to write to. ``base``: see ``base_path``.
    """

    def __init__(
        self,
        app: ASGIApp,
        open_id: OpenId,
        *,
        ready: Callable[[], Awaitable[None]],
        base: str = "",
        ended: EndedSignIns = ended_sign_ins,
    ) -> None:
        self._app = app
        self._open_id = open_id
        self._ready = ready
        self._base = base
        self._ended = ended
        self._home = f"{base}/"
        self._failures = Failures()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        steps = {LOGIN: self._login, CALLBACK: self._callback, LOGOUT: self._logout}
        path = scope["path"].removeprefix(self._base) if scope["type"] == "http" else ""
        step = steps.get(path)
        if step is None:
            await self._app(scope, receive, send)
            return
        await self._ready()
        response = await step(Request(scope, receive))
        await response(scope, receive, send)

    async def _login(self, request: Request) -> Response:
        """On to the provider; back with a word where it does not respond."""
        before = return_address.page_before(request)
        response = await self._response_of_streamlit(request)
        location = _EMPTY_PROMPT.sub("", response.headers.get("location", ""))
        state = _parameter_of(location, "state")
        if response.status_code != _FOUND or not state:
            self._record_failure(request, "signing in: no way to the provider")
            return self._failed(before)
        response.headers["location"] = location
        return_address.remember(response, state, before, self._base)
        return response

    async def _callback(self, request: Request) -> Response:
        """Back from the provider: to the link that was opened."""
        if request.query_params.keys().isdisjoint({"state", "code", "error"}):
            # the way back from the provider's own page for signing out
            return RedirectResponse(self._home, _FOUND, _NO_STORE)
        state = request.query_params.get("state", "")
        address = return_address.recall(request, state)
        before = read_sign_in(request.headers, self._open_id, self._ended)
        response = await self._response_of_streamlit(request)
        cookies = dict(_cookies_of(response))
        is_changed = USER_COOKIE_NAME in cookies
        if is_changed and before is not None:
            self._end(request, before, "replaced in the same browser")
        now = self._given(cookies) if is_changed else before
        if is_changed and now is not None and self._open_id.name_claim not in now.claims:
            now = await self._with_user_info(now, response)
        if now is None:
            self._record_failure(request, "signing in: an attempt that is not valid")
            response = self._failed(address, response)
        else:
            if is_changed:
                self._record(request, AuditKind.SIGN_IN, now, self._open_id.issuer)
            response.headers["location"] = address or self._home
            response.delete_cookie(FAILED_COOKIE, path=self._home)
        return_address.forget(response, state, self._base)
        return response

    def _given(self, cookies: Mapping[str, str]) -> BrowserSignIn | None:
        """The sign-in in the headers that set these cookies."""
        sent_back = "; ".join(header.partition(";")[0] for header in cookies.values())
        return read_sign_in({"cookie": sent_back}, self._open_id, self._ended)

    async def _with_user_info(
        self, sign_in: BrowserSignIn, response: Response
    ) -> BrowserSignIn | None:
        """The same with what else the provider says of the person, in the response too."""
        headers = dict(_cookies_of(response))
        cookies = {
            name: header.partition(";")[0].partition("=")[2] for name, header in headers.items()
        }
        claims = await claims_of_person(sign_in, cookies, self._open_id)
        if claims is None:
            return sign_in
        set_sign_in(response, claims, self._base or "/")
        return self._given(dict(_cookies_of(response)))

    async def _logout(self, request: Request) -> Response:
        """The sign-in is over, whether or not the browser follows to the provider."""
        if request.headers.get("sec-fetch-site") in {"cross-site", "same-site"}:
            # a link on another site's page must not sign anybody out
            return RedirectResponse(self._home, _FOUND, _NO_STORE)
        before = read_sign_in(request.headers, self._open_id, self._ended)
        if before is not None:
            self._end(request, before, self._open_id.issuer)
        return await self._response_of_streamlit(request)

    def _end(self, request: Request, sign_in: BrowserSignIn, target: str) -> None:
        self._ended.end(sign_in.number, sign_in.ends_at)
        self._record(request, AuditKind.SIGN_OUT, sign_in, target)

    def _record(
        self, request: Request, kind: AuditKind, sign_in: BrowserSignIn, target: str
    ) -> None:
        context = current()
        identity = identity_of(sign_in.claims, self._open_id.name_claim)
        trail_of(context, request, identity.name).record(kind, target)
        if kind is AuditKind.SIGN_IN:
            remember_claims(context, identity)

    def _record_failure(self, request: Request, what: str) -> None:
        """One line for many in a row: anybody can send such requests, as often as they like."""
        context = current()
        in_a_row = self._failures.count(address_of(request), context.clock.monotonic())
        if is_noted(in_a_row):
            trail_of(context, request).record(AuditKind.DENIED, f"{what}, {in_a_row} in a row")

    def _failed(self, address: str | None, attempt: Response | None = None) -> Response:
        """To the link that was opened, with a word on the page there.

        ``attempt``: Streamlit's response, whose cookies stay but for those of a sign-in.
        """
        response = RedirectResponse(address or self._home, _FOUND, _NO_STORE)
        for name, header in _cookies_of(attempt) if attempt else ():
            if name.startswith(USER_COOKIE_NAME):
                response.delete_cookie(name, path=self._base or "/")
            else:
                response.headers.append("set-cookie", header)
        response.set_cookie(
            FAILED_COOKIE,
            "yes",
            max_age=_FAILED_SECONDS,
            path=self._home,
            httponly=True,
            samesite="lax",
        )
        return response

    async def _response_of_streamlit(self, request: Request) -> Response:
        """What Streamlit responds, as a response that can be changed."""
        response, body = Response(), bytearray()

        async def take(message: Message) -> None:
            if message["type"] == "http.response.start":
                response.status_code = message["status"]
                response.raw_headers = list(message["headers"])
            elif message["type"] == "http.response.body":
                body.extend(message.get("body", b""))

        provider_client()  # Streamlit's as well
        await self._app(request.scope, request.receive, take)
        response.body = bytes(body)
        response.headers["cache-control"] = _NO_STORE["Cache-Control"]
        return response


def _parameter_of(address: str, name: str) -> str:
    return next(iter(parse_qs(urlsplit(address).query).get(name, ())), "")


def _cookies_of(response: Response) -> list[tuple[str, str]]:
    """The names of the cookies that it sets or deletes, and the headers that do."""
    headers = (value for name, value in response.raw_headers if name.lower() == b"set-cookie")
    texts = [header.decode("latin-1") for header in headers]
    return [(text.partition("=")[0], text) for text in texts]
