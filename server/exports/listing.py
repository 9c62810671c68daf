"""What exports there are: as a list under ``/export``, and for whoever asks for another one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from server.exports.responses import METHODS, method_response

_NO_STORE: Final = {"Cache-Control": "no-store"}


class ExportList:
    """An ASGI application that responds with ``paths``, one per line, and where they are described.

    With a response of its own each time: Streamlit's compression changes the headers of a response.
    """

    def __init__(self, paths: Sequence[str], description: str) -> None:
        lines = [f"The exports; {description} describes their parameters.", *paths]
        self._text = "\n".join([*lines, ""])

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await PlainTextResponse(self._text, headers=_NO_STORE)(scope, receive, send)


class ReadOnly:
    """``app`` for the methods that read."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        reads = scope["method"] in METHODS
        await (self._app if reads else method_response())(scope, receive, send)


class NoSuchExport:
    """Responds to every other path under ``/export``, whatever the method: the exports that exist.

    With a response of its own each time, as ``ExportList``.
    """

    def __init__(self, paths: Sequence[str]) -> None:
        self._text = "\n".join(["There is no such export. Available:", *paths, ""])

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await PlainTextResponse(self._text, 404, headers=_NO_STORE)(scope, receive, send)
