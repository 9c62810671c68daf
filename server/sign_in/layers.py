"""What signing in with an OpenID provider adds around the server."""

from __future__ import annotations

from starlette.middleware import Middleware

from server.sign_in.cookie_rules import CookieRules
from server.sign_in.open_id_routes import OpenIdRoutes
from server.sign_in.open_id_sessions import OpenIdSessions
from telephony.settings.open_id import OpenId


def sign_in_layers(open_id: OpenId | None, base: str) -> list[Middleware]:
    """The layers, from the outside; none where nobody signs in with a provider."""
    if open_id is None:
        return []
    return [
        Middleware(CookieRules, secure=open_id.origin.startswith("https:")),
        Middleware(OpenIdRoutes, open_id, base=base),
        Middleware(OpenIdSessions, open_id),
    ]
