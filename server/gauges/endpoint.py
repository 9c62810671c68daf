"""``GET /metrics``, for scrape addresses and for who has the token."""

from __future__ import annotations

import asyncio
import logging
from functools import partial
from secrets import compare_digest
from typing import TYPE_CHECKING, Final

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse, Response
from starlette.types import Receive, Scope, Send

from server.exports.slots import ExportSlots
from server.host_check import FORWARDED_HEADERS, find_foreign
from server.sign_in.peers import peer_of
from telephony.settings.load import Settings
from telephony.settings.networks import is_within

if TYPE_CHECKING:  # brings pandas, which the start does not wait for
    from server.gauges.scrape import Scrape, Watched

METHODS: Final = ("GET", "HEAD")
_REFUSED: Final = (
    "Metrics are for scrape addresses, or for requests with the token. An admin can set them with "
    "DASHBOARD_METRICS_FROM and DASHBOARD_METRICS_TOKEN.\n"
)

_log = logging.getLogger("dashboard")


class MetricsEndpoint:
    """An ASGI application. ``hosts`` are the names this server answers to."""

    def __init__(
        self,
        settings: Settings,
        hosts: frozenset[str],
        slots: ExportSlots,
        lifecycle: Watched,
    ) -> None:
        self._settings = settings
        self._hosts = hosts
        self._make = partial(_scrape, slots, lifecycle)
        self._scrape: Scrape | None = None
        self._refusal_is_logged = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        response = await self._respond(scope)
        response.headers["Cache-Control"] = "no-store"
        await response(scope, receive, send)

    async def _respond(self, scope: Scope) -> Response:
        if not self._is_permitted(scope):
            if not self._refusal_is_logged:
                self._refusal_is_logged = True
                _log.warning("metrics refused to %s", peer_of(scope))
            return PlainTextResponse(_REFUSED, 403)
        if scope["method"] not in METHODS:
            return PlainTextResponse("Use GET.\n", 405, {"Allow": ", ".join(METHODS)})
        text, content_type = await asyncio.to_thread(self._read, Headers(scope=scope))
        return Response(text, headers={"Content-Type": content_type})

    def _read(self, headers: Headers) -> tuple[bytes, str]:
        scrape = self._scrape = self._scrape or self._make()
        return scrape.text(headers.get("accept", ""))

    def _is_permitted(self, scope: Scope) -> bool:
        headers = Headers(scope=scope)
        if (token := self._settings.metrics_token) is not None:
            scheme, _, given = headers.get("authorization", "").partition(" ")
            wanted = token.get_secret_value().encode()
            if scheme.lower() == "bearer" and compare_digest(given.strip().encode(), wanted):
                return True
        return self._comes_from_a_scraper(scope, headers)

    def _comes_from_a_scraper(self, scope: Scope, headers: Headers) -> bool:
        """A permitted address that speaks for itself, and no page that a browser there shows."""
        peer = peer_of(scope)
        if peer is None or any(name in headers for name in FORWARDED_HEADERS):
            return False
        if not is_within(peer, self._settings.metrics_from):
            return False
        return find_foreign(headers, self._hosts, any_address=True) is None


def _scrape(slots: ExportSlots, lifecycle: Watched) -> Scrape:
    from server.gauges.scrape import Scrape  # noqa: PLC0415  # brings pandas, see above

    return Scrape(slots, lifecycle)
