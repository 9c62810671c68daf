"""What anybody may send in a session: what our pages need. The rest has no effect and no answer."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from streamlit.proto.BackMsg_pb2 import BackendOperationRequest, BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect
from websockets.typing import Subprotocol

from server.session_frames import is_needed
from tests.support.processes import Server

# Some end the server or its session where it is switched on; none of them is for our pages.
FOR_DEVELOPERS = {
    "clear_cache": BackMsg(clear_cache=True),
    "set_run_on_save": BackMsg(set_run_on_save=True),
    "load_git_info": BackMsg(load_git_info=True),
    "debug_disconnect_websocket": BackMsg(debug_disconnect_websocket=True),
    "debug_shutdown_runtime": BackMsg(debug_shutdown_runtime=True),
    "file_urls_request": BackMsg(file_urls_request={"file_names": ["a.csv"]}),
    "install_skills": BackMsg(backend_operation_request={"request_id": "1", "install_skills": {}}),
    "dismiss_skills_nudge": BackMsg(
        backend_operation_request={"request_id": "1", "dismiss_skills_nudge": {}}
    ),
    "": BackMsg(),
    "an operation without a name": BackMsg(backend_operation_request={"request_id": "1"}),
}
NEEDED = {
    "rerun_script": BackMsg(rerun_script={"query_string": "group=GRP0000"}),
    "stop_script": BackMsg(stop_script=True),
    "app_heartbeat": BackMsg(app_heartbeat=True),
    "deferred_file": BackMsg(
        backend_operation_request={"request_id": "1", "deferred_file": {"file_id": "a"}}
    ),
    "dataframe_chunk": BackMsg(
        backend_operation_request={"request_id": "1", "dataframe_chunk": {"source_id": "a"}}
    ),
}


@pytest.mark.parametrize("message", FOR_DEVELOPERS.values(), ids=FOR_DEVELOPERS)
def test_what_is_for_developers_is_left_out(message: BackMsg) -> None:
    assert not is_needed(message.SerializeToString())


@pytest.mark.parametrize("message", NEEDED.values(), ids=NEEDED)
def test_what_pages_need_passes(message: BackMsg) -> None:
    assert is_needed(message.SerializeToString())


def test_a_message_that_streamlit_adds_one_day_is_decided_about() -> None:
    kinds = {field.name for field in BackMsg.DESCRIPTOR.oneofs_by_name["type"].fields}
    operations = BackendOperationRequest.DESCRIPTOR.oneofs_by_name["payload"].fields
    kinds = kinds - {"backend_operation_request"} | {field.name for field in operations}
    assert kinds <= FOR_DEVELOPERS.keys() | NEEDED.keys()


def test_what_is_left_out_gets_no_answer_and_the_session_goes_on(demo_server: Server) -> None:
    address = f"ws://{urlsplit(demo_server.url).netloc}/_stcore/stream"
    with connect(
        address, origin=demo_server.url, subprotocols=[Subprotocol("streamlit")], max_size=None
    ) as session:
        for message in (*FOR_DEVELOPERS.values(), NEEDED["rerun_script"]):
            session.send(message.SerializeToString())
        got = set()
        while "script_finished" not in got:
            received = session.recv(timeout=60)
            assert isinstance(received, bytes)
            got.add(ForwardMsg.FromString(received).WhichOneof("type"))
    assert not got & {"git_info_changed", "file_urls_response", "backend_operation_response"}
