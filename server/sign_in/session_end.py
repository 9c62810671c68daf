"""How a session ends from this side, so that nothing of it stays on the screen."""

from __future__ import annotations

from typing import Final

from starlette.types import Message, Send
from streamlit.proto.AuthRedirect_pb2 import AuthRedirect
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

_NORMAL_CLOSURE: Final = 1000
# Leads the browser to the address that it is at. Streamlit's script would connect again by itself
# otherwise, and leave on the screen what is there.
_LOAD_ANEW: Final = ForwardMsg(auth_redirect=AuthRedirect(url="")).SerializeToString()


async def load_anew(send: Send) -> Message:
    """Let the browser load the page anew, and close; what the server's end is to read."""
    await send({"type": "websocket.send", "bytes": _LOAD_ANEW})
    return await close(send)


async def close(send: Send) -> Message:
    """Close; what the server's end is to read."""
    await send({"type": "websocket.close", "code": _NORMAL_CLOSURE})
    return {"type": "websocket.disconnect", "code": _NORMAL_CLOSURE}
