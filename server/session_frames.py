"""What a browser may send in its session: what our pages need, and nothing else.

Streamlit's protocol has requests for whoever develops a page: what Git knows of the folder, down to
the names of its files, skills to install for other programs, caches to clear for everybody. Anybody
who reaches the dashboard could send them, also before signing in.
"""

from __future__ import annotations

import logging
from typing import Final

from google.protobuf.message import DecodeError  # type: ignore[import-untyped]
from starlette.types import Message, Receive, Send
from streamlit.proto.BackMsg_pb2 import BackMsg

_MESSAGES: Final = frozenset({"rerun_script", "stop_script", "app_heartbeat"})
# A file that is made when somebody wants it, and further rows of a table.
_OPERATIONS: Final = frozenset({"deferred_file", "dataframe_chunk"})
# The close codes of websockets: a frame that is no message, and a type that is not accepted.
_PROTOCOL_ERROR: Final = 1002
_UNSUPPORTED_DATA: Final = 1003

_log = logging.getLogger("dashboard")


def needed_frames(receive: Receive, send: Send, number: str) -> Receive:
    """A ``receive`` that leaves out other messages, and closes the session at what is none.

    Streamlit's protocol is binary. ``number``: the session's in the log.
    """

    async def close(sent: str, code: int) -> Message:
        _log.warning("session %s closed: it sent %s", number, sent)
        await send({"type": "websocket.close", "code": code})
        return {"type": "websocket.disconnect", "code": code}

    async def checked() -> Message:
        while True:
            message = await receive()
            if message["type"] != "websocket.receive":
                return message
            frame = message.get("bytes")
            if frame is None:
                return await close("a text frame, expected a binary one", _UNSUPPORTED_DATA)
            try:
                needed = is_needed(frame)
            except DecodeError:
                return await close("bytes that are no message", _PROTOCOL_ERROR)
            if needed:
                return message
            _log.info("session %s sent a message that no page needs; it is left out", number)

    return checked


def is_needed(frame: bytes) -> bool:
    """Whether our pages need this message. Raises DecodeError for bytes that are none."""
    message = BackMsg.FromString(frame)
    kind = message.WhichOneof("type")
    if kind == "backend_operation_request":
        return message.backend_operation_request.WhichOneof("payload") in _OPERATIONS
    return kind in _MESSAGES
