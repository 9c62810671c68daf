"""The address that a connection comes from, also where a proxy in front names another one.

uvicorn takes the address in ``X-Forwarded-For`` for that of the client, where the connection comes
from an address that it trusts with that. Whether a header may name a person must not depend on
this: it depends on who has connected.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import uvicorn.config
from starlette.types import Scope
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

if TYPE_CHECKING:
    from uvicorn._types import ASGIReceiveCallable, ASGISendCallable
    from uvicorn._types import Scope as ServerScope

_PEER = "dashboard.peer"


class _PeerKept(ProxyHeadersMiddleware):
    """uvicorn's layer, which leaves the address of the connection in the scope."""

    async def __call__(
        self, scope: ServerScope, receive: ASGIReceiveCallable, send: ASGISendCallable
    ) -> None:
        ours: Scope = scope  # type: ignore[assignment]  # a dictionary with our key as well
        ours[_PEER] = scope.get("client")
        await super().__call__(scope, receive, send)


def keep_peers() -> None:
    """Let uvicorn keep the addresses from now on; it adds its layer after the application is read.

    Raises RuntimeError on a uvicorn that has no such layer.
    """
    if not hasattr(uvicorn.config, "ProxyHeadersMiddleware"):
        raise RuntimeError("This uvicorn does not say where a connection comes from.")
    uvicorn.config.ProxyHeadersMiddleware = _PeerKept


def peer_of(scope: Scope) -> str | None:
    """The address that the connection comes from; None for a socket file."""
    client = scope[_PEER] if _PEER in scope else scope.get("client")
    return client[0] if client else None
