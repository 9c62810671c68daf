"""What an earlier run drew stays until the new run has something in its place."""

from __future__ import annotations

import pytest
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.forward_msg_queue import ForwardMsgQueue

from demo_pbx.serving import RunningPbx
from tests.support.office import SALES
from tests.support.pages import dashboard_over_office, draw_view

PAGES = (
    "overview",
    "trends",
    "hours",
    "extension",
    "changes",
    "workload",
    "rates",
    "groups",
    "explorer",
)
# Beside the question, where a long wait is counted: when the data was updated.
UPDATED = "last updated "


def emptied_first(messages: list[ForwardMsg]) -> list[str]:
    """Every element that is drawn in a place which the same run has emptied before."""
    emptied: set[tuple[int, ...]] = set()
    found = []
    for message in messages:
        place, element = tuple(message.metadata.delta_path), message.delta.new_element
        kind = element.WhichOneof("type")
        if kind == "empty":
            emptied.add(place)
        elif kind is not None and place in emptied:
            found.append(element.html.body or kind)
    return found


@pytest.mark.parametrize("page", PAGES)
def test_no_run_takes_away_what_it_draws_again(
    calls_of_office: RunningPbx, monkeypatch: pytest.MonkeyPatch, page: str
) -> None:
    """The browser may look in between: a table would be built anew, scrolled back to its top."""
    drawn: list[ForwardMsg] = []
    enqueue = ForwardMsgQueue.enqueue

    def noted(queue: ForwardMsgQueue, message: ForwardMsg) -> None:
        # where nothing was sent in between, the queue joins both to one
        drawn.append(message)
        enqueue(queue, message)

    monkeypatch.setattr(ForwardMsgQueue, "enqueue", noted)
    with dashboard_over_office(calls_of_office):
        draw_view(page, group=SALES, **{"from": "2026-03-30", "to": "2026-03-31"})
    assert drawn
    assert [one for one in emptied_first(drawn) if UPDATED not in one.lower()] == []
