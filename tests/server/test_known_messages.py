"""What the browser has already is not sent to it again."""

from __future__ import annotations

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from tests.support.processes import Server
from tests.support.sent_charts import has_charts
from tests.support.session import Session

VIEW = "group=GRP0000&from=2026-03-30&to=2026-03-31"
# Each takes the server time at every run, whatever has changed.
MOST_MESSAGES = 42


def charts(messages: list[ForwardMsg]) -> set[str]:
    """The hashes of those that bring charts."""
    elements = ((message.hash, message.delta.new_element) for message in messages)
    return {
        digest
        for digest, element in elements
        if element.WhichOneof("type") == "bidi_component" and has_charts(element.bidi_component)
    }


def test_of_charts_that_did_not_change_only_their_hashes_are_sent(demo_server: Server) -> None:
    with Session(demo_server.url, "", VIEW) as session:
        drawn = charts(session.run())
        known = {"query_string": VIEW, "cached_message_hashes": sorted(drawn)}
        session.send(BackMsg(rerun_script=known))
        again = session.finish()
    assert len(drawn) == 1  # all of them together
    assert not charts(again)
    assert drawn <= {message.ref_hash for message in again}


def test_a_run_of_the_overview_has_few_messages(demo_server: Server) -> None:
    with Session(demo_server.url, "", VIEW) as session:
        session.run()
        again = session.run()
    assert len(again) <= MOST_MESSAGES, [one.WhichOneof("type") for one in again]
