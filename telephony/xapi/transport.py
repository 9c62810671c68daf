"""One request over HTTP and its bounded response: the only module that knows httpx.

No slots, no retries, no tokens.
"""

from __future__ import annotations

import asyncio
import logging
import ssl
from collections.abc import Mapping
from contextlib import suppress
from http import HTTPStatus
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Any

import httpx

from telephony.formatting.text import clean, shorten
from telephony.xapi.certificates import (
    Certificate,
    accepted_certificate,
    certificate_problem,
    no_authorities,
    trusted_authorities,
)
from telephony.xapi.clock import Clock
from telephony.xapi.connection import Connection
from telephony.xapi.errors import (
    Facts,
    NotAnApiResponse,
    QueryRefused,
    TimedOut,
    TooLarge,
    Unreachable,
    XapiError,
)
from telephony.xapi.limits import Limits
from telephony.xapi.response import MESSAGE_LIMIT, Response
from telephony.xapi.response_body import (
    ACCEPTED_ENCODINGS,
    BodyBroken,
    BodyTooLarge,
    UnknownEncoding,
    read_bounded,
)
from telephony.xapi.retry_policy import RetryableError


def quiet_http_logs() -> None:
    """Stop httpx and httpcore from logging what they send: addresses, queries, cookies."""
    for name in ("httpx", "httpcore"):
        logger = logging.getLogger(name)
        logger.setLevel(max(logger.level, logging.WARNING))


class Transport:
    """Sends requests to one PBX. Raises RetryableError or an XapiError without a full response.

    Never follows a redirect, stores no cookie, and uses no proxy but the connection's. Each request
    has a connection of its own: HTTP/1.1 matches responses to requests by their order alone, so
    bytes after a response, or a second one that arrives late, would be read as the response to the
    next request. Belongs to one event loop.
    """

    def __init__(self, connection: Connection, clock: Clock, limits: Limits) -> None:
        quiet_http_logs()
        self._connection = connection
        self._clock = clock
        self._limits = limits
        plain = connection.origin.startswith("http:")
        trust = no_authorities() if plain else trusted_authorities(connection.ca_file)
        self._http = httpx.AsyncClient(
            verify=trust,
            proxy=_proxy(connection, trust),
            trust_env=False,  # its proxies are in the connection already, checked
            timeout=httpx.Timeout(limits.deadline_seconds, connect=limits.connect_seconds),
            limits=httpx.Limits(
                max_connections=None,  # the slots bound them
                max_keepalive_connections=0,  # see above
            ),
            follow_redirects=False,
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=())),
            headers={
                "Accept": "application/json",
                "Accept-Encoding": ACCEPTED_ENCODINGS,
                "Connection": "close",
                "User-Agent": "threecx-dashboard",
            },
        )

    async def aclose(self) -> None:
        """Close all connections."""
        await self._http.aclose()

    async def get(self, path: str, token: str) -> Response:
        """GET ``path`` (with its query, encoded) as the bearer of ``token``."""
        url = self._connection.origin + path
        request = f"GET {url}"
        if len(url) > self._limits.url_characters:
            raise QueryRefused(
                advice="It is too long. Shorten the filter.", request=f"{request[:200]}…"
            )
        headers = {"Authorization": f"Bearer {token}"}
        return await self._exchange(self._http.build_request("GET", url, headers=headers), request)

    async def post_form(self, path: str, fields: Mapping[str, str]) -> Response:
        """POST ``fields``, form-encoded."""
        url = self._connection.origin + path
        sent = self._http.build_request("POST", url, data=dict(fields))
        return await self._exchange(sent, f"POST {url}")

    async def handshake(self) -> Certificate:
        """Connect as for a request, check the certificate, and send nothing. Needs https.

        Raises CertificateProblem, or what a request without a connection does.
        """
        url = f"{self._connection.origin}/"
        encrypted: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        awaited = f"{_tls_layer(self._connection)}.start_tls.complete"

        async def trace(event: str, info: Mapping[str, Any]) -> None:
            if event == awaited:
                encrypted.set_result(info["return_value"])
                await asyncio.Event().wait()  # until cancelled: nothing is sent

        sent = self._http.build_request("HEAD", url, extensions={"trace": trace})
        sending = asyncio.ensure_future(self._http.send(sent, stream=True))
        try:
            await asyncio.wait({sending, encrypted}, return_when=asyncio.FIRST_COMPLETED)
            if not encrypted.done():
                await sending
            stream = encrypted.result()
            certificate = accepted_certificate(stream.get_extra_info("ssl_object"))
            await stream.aclose()
        except (httpx.HTTPError, OSError) as error:
            raise self._failure(error, f"TLS to {self._connection.origin}") from None
        finally:
            sending.cancel()
            await asyncio.gather(sending, return_exceptions=True)
        return certificate

    async def _exchange(self, sent: httpx.Request, request: str) -> Response:
        started = self._clock.monotonic()
        try:
            response = await self._http.send(sent, stream=True)
            try:
                body = await self._body(response, request)
            finally:
                await response.aclose()
        except (httpx.HTTPError, OSError) as error:  # TLS that breaks later comes as OSError
            raise self._failure(error, request) from None
        return Response(
            request=request,
            status=response.status_code,
            headers=dict(response.headers),
            body=body,
            seconds=self._clock.monotonic() - started,
            received_bytes=response.num_bytes_downloaded,
        )

    async def _body(self, response: httpx.Response, request: str) -> bytes | bytearray:
        packed = response.headers.get("content-encoding", "")
        if response.status_code != HTTPStatus.OK:
            with suppress(BodyTooLarge, BodyBroken, UnknownEncoding):  # its status says enough
                return await read_bounded(response.aiter_raw(), packed, self._limits.error_bytes)
            return b""
        facts: Facts = {"request": request, "status": response.status_code}
        try:
            return await read_bounded(response.aiter_raw(), packed, self._limits.body_bytes)
        except BodyTooLarge:
            raise TooLarge(**facts) from None
        except UnknownEncoding:
            facts["pbx_message"] = f"packed as {clean(shorten(packed, 40))}"
            raise NotAnApiResponse(**facts) from None
        except BodyBroken as error:
            facts["pbx_message"] = str(error)
            raise RetryableError(Unreachable(**facts)) from None

    def _failure(
        self, error: httpx.HTTPError | OSError, request: str
    ) -> XapiError | RetryableError:
        """The error for a request without a complete response."""
        reason = _innermost(error)
        facts: Facts = {
            "request": request,
            "pbx_message": shorten(clean(str(reason)), MESSAGE_LIMIT),
        }
        if isinstance(reason, ssl.SSLCertVerificationError):
            return certificate_problem(reason, self._connection.host, self._clock.now(), facts)
        if isinstance(error, httpx.ConnectError) and _speaks_no_tls(reason):
            return self._without_tls(facts)
        if isinstance(error, httpx.ProxyError | httpx.ConnectError | httpx.ConnectTimeout):
            return RetryableError(self._unreachable(facts), sent=False)
        if isinstance(error, httpx.TimeoutException):
            return RetryableError(TimedOut(**facts))
        if isinstance(error, httpx.LocalProtocolError):
            return NotAnApiResponse(**facts)
        return RetryableError(self._unreachable(facts))

    def _without_tls(self, facts: Facts) -> Unreachable:
        if self._connection.proxy is not None:
            return self._unreachable(facts)
        return Unreachable(
            "The server at the PBX's address does not speak TLS, or another version of it.",
            "Check the port in THREECX_URL: the web client's own is usually 5001 or 443.",
            **facts,
        )

    def _unreachable(self, facts: Facts) -> Unreachable:
        """With a proxy, either may be what cannot be reached."""
        proxy = self._connection.proxy
        return Unreachable(**facts) if proxy is None else Unreachable.through(str(proxy), **facts)


def _proxy(connection: Connection, trust: ssl.SSLContext) -> httpx.Proxy | None:
    """A proxy under https is trusted by the same authorities."""
    if connection.proxy is None:
        return None
    address = connection.proxy.address.get_secret_value()
    return httpx.Proxy(address, ssl_context=trust if address.startswith("https:") else None)


def _tls_layer(connection: Connection) -> str:
    """What httpcore calls the part of it that encrypts the connection to the PBX."""
    if connection.proxy is None:
        return "connection"
    is_socks = connection.proxy.address.get_secret_value().startswith("socks")
    return "socks" if is_socks else "proxy"


def _speaks_no_tls(reason: BaseException) -> bool:
    """No TLS there, or no version in common, which stays so; not a handshake that breaks off."""
    broke_off = (ssl.SSLEOFError, ssl.SSLZeroReturnError, ssl.SSLSyscallError)
    return isinstance(reason, ssl.SSLError) and not isinstance(reason, broke_off)


def _innermost(error: BaseException) -> BaseException:
    """The innermost cause: httpx and httpcore wrap the error of TLS or the socket."""
    while not isinstance(error, ssl.SSLError):
        inner = error.__cause__ or error.__context__
        if inner is None:
            break
        error = inner
    return error
