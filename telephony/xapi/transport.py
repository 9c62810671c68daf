"""Single calls to the PBX over httpx: slots, the gate, bounds. No retries, no tokens."""

from __future__ import annotations

import logging
import ssl
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from http import HTTPStatus
from http.cookiejar import CookieJar, DefaultCookiePolicy
from ipaddress import ip_address
from urllib.parse import urlsplit

import httpx

from telephony.text import clean
from telephony.xapi.body import (
    ACCEPTED_ENCODINGS,
    BodyBroken,
    BodyTooLarge,
    BodyUnasked,
    read_bounded,
)
from telephony.xapi.clock import Clock
from telephony.xapi.connection import Connection
from telephony.xapi.errors import (
    CertificateProblem,
    Facts,
    NotAnApiAnswer,
    QueryRefused,
    TooLarge,
    Unreachable,
    shortened,
)
from telephony.xapi.failures import Again, failed_call
from telephony.xapi.gate import Gate, retry_after_seconds
from telephony.xapi.limits import Limits
from telephony.xapi.pace import Pace
from telephony.xapi.reply import Reply

_ASKS_TO_WAIT = {HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE}


def quiet_http_logs() -> None:
    """Keep httpx and httpcore from logging what they send: addresses, queries, cookies."""
    for name in ("httpx", "httpcore"):
        logger = logging.getLogger(name)
        logger.setLevel(max(logger.level, logging.WARNING))


class Transport:
    """Sends one call at a time per slot, when the gate is open, and reads a bounded answer.

    Never follows a redirect, keeps no cookie. Each request has a connection of its own: HTTP/1.1
    tells only by their order which response belongs to which request, so bytes behind a response,
    or a second one that comes late, would be read as the response to the next request. Belongs to
    one event loop.
    """

    def __init__(
        self, connection: Connection, clock: Clock, limits: Limits, pace: Pace | None = None
    ) -> None:
        quiet_http_logs()
        self._origin = connection.origin
        self._clock = clock
        self._limits = limits
        self.pace = pace or Pace(limits)
        self.gate = Gate(clock, limits)
        self._http = httpx.AsyncClient(
            verify=_trust(connection),
            timeout=httpx.Timeout(limits.deadline_seconds, connect=limits.connect_seconds),
            limits=httpx.Limits(
                max_connections=None,  # the slots bound them
                max_keepalive_connections=0,  # see above
            ),
            follow_redirects=False,
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=())),
            trust_env=not _is_loopback(connection.origin),  # a proxy cannot reach our own machine
            headers={
                "Accept": "application/json",
                "Accept-Encoding": ACCEPTED_ENCODINGS,
                "Connection": "close",
                "User-Agent": "threecx-dashboard",
            },
        )

    async def aclose(self) -> None:
        """Let go of all connections."""
        await self._http.aclose()

    async def get(self, path: str, token: str) -> Reply:
        """GET ``path`` (with its query, encoded) as the bearer of ``token``; needs a slot.

        Raises Again or an XapiError when no whole answer came; any status is an answer.
        """
        url = self._origin + path
        request = f"GET {url}"
        if len(url) > self._limits.url_characters:
            raise QueryRefused(
                advice="It is too long. Shorten the filter.", request=f"{request[:200]}…"
            )
        headers = {"Authorization": f"Bearer {token}"}
        try:
            return await self._exchange(
                self._http.build_request("GET", url, headers=headers), request
            )
        except httpx.HTTPError as error:
            if isinstance(error, httpx.ReadTimeout):
                self.pace.refused()
            raise failed_call(error, request) from None

    async def post_form(self, path: str, fields: Mapping[str, str]) -> Reply:
        """POST ``fields``, form-encoded; needs a slot. Raises httpx.HTTPError for a failed call."""
        url = self._origin + path
        return await self._exchange(
            self._http.build_request("POST", url, data=dict(fields)), f"POST {url}"
        )

    async def _exchange(self, http_request: httpx.Request, request: str) -> Reply:
        started = self._clock.monotonic()
        response = await self._http.send(http_request, stream=True)
        try:
            body = await self._body(response, request)
        finally:
            await response.aclose()
        reply = Reply(
            request=request,
            status=response.status_code,
            headers=dict(response.headers),
            body=body,
            seconds=self._clock.monotonic() - started,
            received_bytes=response.num_bytes_downloaded,
        )
        self._heed(reply)
        return reply

    async def _body(self, response: httpx.Response, request: str) -> bytes | bytearray:
        packed = response.headers.get("content-encoding", "")
        if response.status_code != HTTPStatus.OK:
            with suppress(BodyTooLarge, BodyBroken, BodyUnasked):  # its status says enough
                return await read_bounded(response.aiter_raw(), packed, self._limits.error_bytes)
            return b""
        facts: Facts = {"request": request, "status": response.status_code}
        try:
            return await read_bounded(response.aiter_raw(), packed, self._limits.body_bytes)
        except BodyTooLarge:
            raise TooLarge(**facts) from None
        except BodyUnasked:
            facts["pbx_words"] = f"packed as {clean(shortened(packed, 40))}"
            raise NotAnApiAnswer(**facts) from None
        except BodyBroken as error:
            facts["pbx_words"] = str(error)
            raise Again(Unreachable(**facts)) from None

    @asynccontextmanager
    async def slot(self, request: str) -> AsyncIterator[None]:
        """The right to make one call: a free slot and an open gate.

        Raises Busy when the gate stays shut for long. Nobody holds a slot while waiting for it.
        """
        while True:
            await self.gate.passage(request)
            async with self.pace.place():
                if not self.gate.wait_seconds:
                    yield
                    return

    def _heed(self, reply: Reply) -> None:
        if reply.status in _ASKS_TO_WAIT or reply.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            self.pace.refused()
        if reply.status in _ASKS_TO_WAIT:
            wait = retry_after_seconds(reply.headers.get("retry-after"), self._clock.now())
            if wait:
                self.gate.shut_for(wait)


def _trust(connection: Connection) -> ssl.SSLContext:
    """The usual authorities, the machine's own and the connection's; never "all of them"."""
    if connection.origin.startswith("http:"):
        return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # trusts nobody, and loads no file
    context = httpx.create_ssl_context()
    context.load_default_certs()
    if connection.ca_file is not None:
        try:
            context.load_verify_locations(cafile=connection.ca_file)
        except (OSError, ssl.SSLError) as error:
            raise CertificateProblem(
                "The file of your own certificate authority cannot be read.",
                "Name a PEM file in THREECX_CA_FILE that this program may read.",
                pbx_words=f"{connection.ca_file}: {error}",
            ) from None
    return context


def _is_loopback(origin: str) -> bool:
    host = urlsplit(origin).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
