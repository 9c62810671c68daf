"""Sessions of people whose rights change: over with the next message, and loaded anew.

A page hands out functions for later: of a button, of a file to download, of a part that is drawn
again by itself. They go on with what their run was allowed, whatever the access file says by then,
and Streamlit calls them without a run of the page's script that would ask again.
"""

from __future__ import annotations

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from server.sign_in.session_end import load_anew
from server.sign_in.viewers import Viewers


class ChangedRights:
    """Passes a session's messages on as long as its viewer has the rights it was opened with."""

    def __init__(self, app: ASGIApp, viewers: Viewers) -> None:
        self._app = app
        self._viewers = viewers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "websocket":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        opened_with = self._viewers.rights_of(headers)

        async def checked() -> Message:
            message = await receive()
            if message["type"] != "websocket.receive":
                return message
            if self._viewers.rights_of(headers) == opened_with:
                return message
            return await load_anew(send)

        await self._app(scope, checked, send)
