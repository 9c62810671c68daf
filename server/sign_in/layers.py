"""What signing in adds around the server."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from starlette.middleware import Middleware

from server.sign_in.changed_rights import ChangedRights
from server.sign_in.cookie_rules import CookieRules
from server.sign_in.open_id_routes import OpenIdRoutes
from server.sign_in.open_id_sessions import OpenIdSessions
from server.sign_in.viewers import Viewers
from telephony.settings.open_id import OpenId


def sign_in_layers(
    viewers: Viewers, open_id: OpenId | None, base: str, ready: Callable[[], Awaitable[None]]
) -> list[Middleware]:
    """The layers, from the outside; none where nobody signs in.

    ``ready``: returns once the context is installed.
    """
    if viewers.sign_in is None:
        return []
    rights = Middleware(ChangedRights, viewers)
    if open_id is None:
        return [rights]
    return [
        Middleware(CookieRules, secure=open_id.origin.startswith("https:")),
        Middleware(OpenIdRoutes, open_id, base=base, ready=ready),
        Middleware(OpenIdSessions, open_id),
        rights,
    ]
