"""What the browser has already is not sent to it again."""

from __future__ import annotations

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from tests.support.processes import Server
from tests.support.sent_charts import is_chart
from tests.support.session import Session

VIEW = "group=GRP0000&range=2026-03-30..2026-03-31"


def charts(messages: list[ForwardMsg]) -> set[str]:
    """The hashes of those that bring a chart."""
    elements = ((message.hash, message.delta.new_element) for message in messages)
    return {
        digest
        for digest, element in elements
        if element.WhichOneof("type") == "bidi_component" and is_chart(element.bidi_component)
    }


def test_of_charts_that_did_not_change_only_their_hashes_are_sent(demo_server: Server) -> None:
    with Session(demo_server.url, "", VIEW) as session:
        drawn = charts(session.run())
        known = {"query_string": VIEW, "cached_message_hashes": sorted(drawn)}
        session.send(BackMsg(rerun_script=known))
        again = session.finish()
    assert len(drawn) > 1
    assert not charts(again)
    assert drawn <= {message.ref_hash for message in again}
