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
# The close code of websockets for a type of frame that is not accepted.
_UNSUPPORTED_DATA: Final = 1003

_log = logging.getLogger("dashboard")


def needed_frames(receive: Receive, send: Send, number: str) -> Receive:
    """A ``receive`` that leaves out other messages, and closes the session at a text frame.

    Streamlit's protocol is binary. ``number``: the session's in the log.
    """

    async def checked() -> Message:
        while True:
            message = await receive()
            if message["type"] != "websocket.receive":
                return message
            frame = message.get("bytes")
            if frame is None:
                _log.warning(
                    "session %s closed: it sent a text frame, expected a binary one", number
                )
                await send({"type": "websocket.close", "code": _UNSUPPORTED_DATA})
                return {"type": "websocket.disconnect", "code": _UNSUPPORTED_DATA}
            if is_needed(frame):
                return message
            _log.info("session %s sent a message that no page needs; it is left out", number)

    return checked


def is_needed(frame: bytes) -> bool:
    """Whether our pages need this message; true for what is none, which Streamlit refuses."""
    try:
        message = BackMsg.FromString(frame)
    except DecodeError:
        return True
    kind = message.WhichOneof("type")
    if kind == "backend_operation_request":
        return message.backend_operation_request.WhichOneof("payload") in _OPERATIONS
    return kind in _MESSAGES
