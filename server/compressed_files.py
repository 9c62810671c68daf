"""Files that are compressed themselves are sent as they are.

Streamlit compresses every response of a route or a download, workbooks included: for one of 10,000
rows that takes a tenth of a second and saves nothing.
"""

from __future__ import annotations

from starlette.types import ASGIApp, Receive, Scope, Send

from telephony.export.formats import COMPRESSED_SUFFIXES

_ENDINGS = tuple(f".{suffix}" for suffix in COMPRESSED_SUFFIXES)
_ACCEPTED = b"accept-encoding"


class CompressedFiles:
    """Passes requests for such files, known by the path's ending, on as accepting no encoding."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"].endswith(_ENDINGS):
            headers = [pair for pair in scope["headers"] if pair[0].lower() != _ACCEPTED]
            scope = {**scope, "headers": headers}
        await self._app(scope, receive, send)
