"""Nobody changes the sources of a server that draws, so no session looks for their files."""

from __future__ import annotations

import asyncio

from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.memory_session_storage import MemorySessionStorage
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.script_data import ScriptData
from streamlit.runtime.scriptrunner.script_cache import ScriptCache
from streamlit.runtime.session_manager import SessionClient
from streamlit.runtime.websocket_session_manager import WebsocketSessionManager

from server.assembly import serve_pages
from tests.support.processes import ROOT


class Browser(SessionClient):
    """One that is sent nothing here."""

    def write_forward_msg(self, msg: ForwardMsg) -> None:
        raise AssertionError(msg)


async def watching() -> list[bool]:
    """Whether a session watches files when it comes, and when it comes back."""
    script = ScriptData(str(ROOT / "app.py"))
    files = MemoryUploadedFileManager("/files")
    manager = WebsocketSessionManager(MemorySessionStorage(), files, ScriptCache(), None)
    number, found = None, []
    for _ in range(2):
        came = manager.connect_session(Browser(), script, {}, existing_session_id=number)
        assert number in {None, came}
        number = came
        connected = manager.get_active_session_info(number)
        assert connected is not None
        found.append(connected.session._local_sources_watcher is not None)  # noqa: SLF001  # no other sign
        manager.disconnect_session(number)
    return found


def test_a_session_that_comes_back_does_not_look_where_each_module_lies() -> None:
    serve_pages()
    assert asyncio.run(watching()) == [False, False]
