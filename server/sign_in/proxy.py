"""Signing in at a proxy in front, which names the person in a header of each request."""

from __future__ import annotations

import re
from collections.abc import Mapping

from starlette.datastructures import Headers
from starlette.types import Scope

from server.host_check import Refusal
from server.sign_in.peers import keep_peers, peer_of
from telephony.access.identity import Identity, domain_of
from telephony.settings.trusted_proxy import TrustedProxy

# Proxies separate a person's groups by one of these.
_SEPARATORS = re.compile(r"[,|]")
_GROUPS = "groups"
# Of an e-mail address (RFC 5321); a longer text is no name, and is shown and stored nowhere.
_LONGEST_NAME = 320


class ProxySignIn:
    """The person that the proxy names.

    The headers are accepted from the proxy alone: ``refusal`` lets no other connection bring them,
    for HTTP requests and websockets alike, so ``identity`` may believe them.
    """

    by_button = False
    not_signed_in = (
        "You are not signed in: the proxy in front of the dashboard has not said who you are. Open "
        "the dashboard at its usual address, or ask an admin."
    )

    def __init__(self, proxy: TrustedProxy) -> None:
        self._proxy = proxy
        self._names = tuple(filter(None, (proxy.header, proxy.groups_header)))
        keep_peers()

    def refusal(self, scope: Scope) -> Refusal | None:
        """The reason to refuse a request or handshake that brings the headers, if there is one."""
        headers = Headers(scope=scope)
        for name in self._names:
            values = headers.getlist(name)
            if values and not self._proxy.is_at(peer_of(scope)):
                return Refusal(
                    403,
                    f"This server accepts the header {name} from the proxy in front alone, and "
                    "this connection does not come from there. An admin can name the proxy's "
                    "address in DASHBOARD_PROXY_ADDRESSES.",
                )
            if len(values) > 1:
                return Refusal(
                    400,
                    f"The header {name} is there {len(values)} times. The proxy in front has to "
                    "replace what a browser sends, not to add to it.",
                )
        return None

    def identity(self, headers: Mapping[str, str]) -> Identity | None:
        """The person whom these headers name; None where they name nobody."""
        name = _text(headers.get(self._proxy.header))
        if not name or len(name) > _LONGEST_NAME:
            return None
        listed = _text(headers.get(self._proxy.groups_header)) if self._proxy.groups_header else ""
        groups = frozenset(filter(None, map(str.strip, _SEPARATORS.split(listed))))
        return Identity(name, name if domain_of(name) else "", {_GROUPS: groups})


def _text(value: str | None) -> str:
    """A header's text: UTF-8, which most proxies send, where it is."""
    try:
        return (value or "").encode("latin-1").decode().strip()
    except UnicodeError:
        return (value or "").strip()
