"""Reads what a session sends while it opens its page, for the next one to open it."""

from __future__ import annotations

from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from server.preview.drawing import Drawing
from server.preview.previews import Previews


class WatchedOpenings:
    """Passes everything on, and keeps what the first run of each session has drawn."""

    def __init__(self, app: ASGIApp, previews: Previews) -> None:
        self._app = app
        self._previews = previews

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "websocket":
            await self._app(scope, receive, send)
            return
        run = _FirstRun(self._previews)

        async def watched(message: Message) -> None:
            await send(message)
            if not run.over and message["type"] == "websocket.send":
                run.add(ForwardMsg.FromString(message["bytes"]))

        await self._app(scope, receive, watched)


class _FirstRun:
    """What a session's first run has sent so far; ``over`` once it has sent all."""

    def __init__(self, previews: Previews) -> None:
        self.over = False
        self._previews = previews
        self._session = ""
        self._drawing = Drawing()

    def add(self, message: ForwardMsg) -> None:
        kind = message.WhichOneof("type")
        if kind == "new_session":
            self._session, self._drawing = message.new_session.initialize.session_id, Drawing()
        elif kind == "delta":
            self._drawing.add(message.metadata.delta_path, message.delta)
        elif kind == "ref_hash":  # a browser that comes back knows what is not sent again
            self.over = True
        elif kind == "script_finished":
            self._finish(message)

    def _finish(self, message: ForwardMsg) -> None:
        if message.script_finished != ForwardMsg.FINISHED_SUCCESSFULLY:
            return  # another run takes its place
        from components.shared.preview import RUNS  # noqa: PLC0415  # the page has loaded it

        self.over = True
        drawn = RUNS.pop(self._session)
        if drawn is not None and (html := self._drawing.as_html()):
            self._previews.keep(drawn, html)
