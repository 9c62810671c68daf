"""Who may ask: the one place where a request is let in or refused, HTTP and websocket alike."""

from __future__ import annotations

import re
from dataclasses import dataclass

from starlette.datastructures import Headers
from starlette.types import Scope

LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})

# Streamlit answers these to anybody: counts of sessions and caches, and a description of an
# interface for machines that is switched off here.
HIDDEN_PATHS = ("/_stcore/metrics", "/_stcore/agent", "/_stcore/script-health-check")

_HOST = re.compile(r"(?P<name>\[[0-9a-fA-F:.]{2,45}\]|[A-Za-z0-9._-]{1,253})(:(?P<port>\d{1,5}))?")
_DEFAULT_PORTS = {"http": 80, "https": 443, "ws": 80, "wss": 443}


@dataclass(frozen=True)
class Refusal:
    """Why a request is not answered: the HTTP status and words for whoever sent it."""

    status: int
    words: str


@dataclass(frozen=True)
class _Address:
    name: str
    port: int | None


def refusal(scope: Scope, hosts: frozenset[str]) -> Refusal | None:
    """The reason to refuse an HTTP request or websocket handshake, None to let it in.

    ``hosts`` are the names this server answers to, in lower case. A name that is not among them
    means that somebody's DNS points here (rebinding). An Origin that is not this very address
    means that another site's page is asking.
    """
    headers = Headers(scope=scope)
    address = _host(headers)
    if address is None or address.name not in hosts:
        return Refusal(
            403,
            "This server does not answer to that host name. "
            "An admin can allow a name with DASHBOARD_ALLOWED_HOSTS.",
        )
    if _is_foreign(headers, address):
        return Refusal(403, "This server does not answer to other sites' pages.")
    if scope["path"].startswith(HIDDEN_PATHS):
        return Refusal(404, "Not found.")
    return None


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
    """Whether a browser says that a page of another origin sends this.

    Programs that are no browsers send neither header and are let in. A link followed from
    another site is a navigation, which carries no Origin and is let in too.
    """
    origins = headers.getlist("origin")
    if any(not _same_origin(origin, address) for origin in origins):
        return True
    cross_site = headers.get("sec-fetch-site") == "cross-site"
    return cross_site and headers.get("sec-fetch-mode") != "navigate"


def _same_origin(origin: str, address: _Address) -> bool:
    scheme, _, authority = origin.partition("://")
    asked = _parsed(authority)
    default = _DEFAULT_PORTS.get(scheme)
    if asked is None or default is None:
        return False
    return (asked.name, asked.port or default) == (address.name, address.port or default)
