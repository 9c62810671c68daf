"""Which requests are let in, HTTP and websocket alike, by host name, origin and path."""

from __future__ import annotations

import re
from dataclasses import dataclass

from starlette.datastructures import Headers
from starlette.types import Scope

from telephony.settings.networks import parse_address

LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})

# Streamlit serves these to anybody: counts of sessions and caches, and the description of an API
# that is switched off here. An upload would stay in memory, though no page takes a file.
HIDDEN_PATHS = (
    "/_stcore/metrics",
    "/_stcore/agent",
    "/_stcore/script-health-check",
    "/_stcore/upload_file",
)
# Probes use an IP address as host name, and the responses name no group, no PBX and no secret.
HEALTH_PATH = "/healthz"
READY_PATH = "/readyz"
# It has a check of its own, by the sender's address or a token.
METRICS_PATH = "/metrics"
_OWN_CHECK = {HEALTH_PATH, READY_PATH, METRICS_PATH}

# What proxies add: the request then comes from somewhere else than from its address.
FORWARDED_HEADERS = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via")

_HOST = re.compile(r"(?P<name>\[[0-9a-fA-F:.]{2,45}\]|[A-Za-z0-9._-]{1,253})(:(?P<port>\d{1,5}))?")
_DEFAULT_PORTS = {"http": 80, "https": 443, "ws": 80, "wss": 443}


@dataclass(frozen=True)
class Refusal:
    """The HTTP status of a refused request, and the reason as its sender reads it."""

    status: int
    reason: str


@dataclass(frozen=True)
class _Address:
    name: str
    port: int | None


def is_loopback(address: str) -> bool:
    """Whether only this machine can reach an address to listen on; a socket file's path is one."""
    if address in LOOPBACK_NAMES or address.startswith("/"):
        return True
    ip = parse_address(address)
    return ip is not None and ip.is_loopback


def arrived_from_outside(scope: Scope) -> bool:
    """Whether a request came in at an address that other machines can reach."""
    server = scope.get("server")
    return server is not None and not is_loopback(server[0])


def find_refusal(scope: Scope, hosts: frozenset[str], base: str = "") -> Refusal | None:
    """The reason to refuse an HTTP request or websocket handshake, None to let it in.

    ``hosts`` are the names this server answers to, in lower case. Another name means that a
    foreign DNS entry points here (DNS rebinding). An Origin that differs from the Host means that
    a page of another site sends the request. ``base`` is the path that everything is served under.
    """
    headers = Headers(scope=scope)
    path = scope["path"].removeprefix(base)
    if path in _OWN_CHECK:
        return None
    if (refusal := find_foreign(headers, hosts)) is not None:
        return refusal
    if path.startswith(HIDDEN_PATHS):
        return Refusal(404, "Not found.")
    return None


def find_foreign(
    headers: Headers, hosts: frozenset[str], *, any_address: bool = False
) -> Refusal | None:
    """The reason to refuse what asks for another server, or comes from a page of another site.

    ``any_address``: an IP address is accepted as host name, since no foreign DNS has one.
    """
    address = _host(headers)
    known = address is not None and (
        address.name in hosts or (any_address and parse_address(address.name) is not None)
    )
    if address is None or not known:
        return Refusal(
            403,
            "This server does not serve that host name (header Host). "
            "An admin can allow a name with DASHBOARD_ALLOWED_HOSTS.",
        )
    if _is_foreign(headers, address):
        return Refusal(
            403,
            "This server does not accept requests from pages of other sites (headers Origin and "
            "Host differ). A proxy in front has to pass the Host header on unchanged.",
        )
    return None


def dropped_port(scope: Scope) -> str | None:
    """The Origin's host and port where a proxy took the port out of the Host header, else None.

    For requests that ``find_refusal`` lets in.
    """
    headers = Headers(scope=scope)
    address = _host(headers)
    origin = headers.get("origin", "")
    if address is None or address.port is not None or _same_origin(origin, address):
        return None
    return origin.partition("://")[2] or None


def _host(headers: Headers) -> _Address | None:
    values = headers.getlist("host")
    return _parsed(values[0]) if len(values) == 1 else None


def _parsed(authority: str) -> _Address | None:
    match = _HOST.fullmatch(authority)
    if match is None:
        return None
    port = match["port"]
    return _Address(match["name"].strip("[]").lower().rstrip("."), int(port) if port else None)


def _is_foreign(headers: Headers, address: _Address) -> bool:
    """Whether a page of another origin sends this request, by what the browser states.

    Programs other than browsers send neither header and are let in. So is a link followed from
    another site: a navigation carries no Origin.

    A Host without a port means the default port, or that a proxy dropped the port. The two look
    alike, so every port of the same name passes unless the browser states a different origin.
    """
    site = headers.get("sec-fetch-site")
    port_may_differ = address.port is None and site in {None, "same-origin"}
    origins = headers.getlist("origin")
    if any(not _same_origin(origin, address, any_port=port_may_differ) for origin in origins):
        return True
    return site == "cross-site" and headers.get("sec-fetch-mode") != "navigate"


def _same_origin(origin: str, address: _Address, *, any_port: bool = False) -> bool:
    scheme, _, authority = origin.partition("://")
    page = _parsed(authority)
    default = _DEFAULT_PORTS.get(scheme)
    if page is None or default is None or page.name != address.name:
        return False
    return any_port or (page.port or default) == (address.port or default)
