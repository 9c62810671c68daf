"""What an earlier run drew stays until the new run has something in its place, and where it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.forward_msg_queue import ForwardMsgQueue

from demo_pbx.serving import RunningPbx
from tests.support.all_day import PAGES, TWO_DAYS
from tests.support.pages import dashboard_over_office, draw_view, go_to
from tests.support.sent_charts import charts_sent, has_charts

# Beside the question, where a long wait is counted: when the data was updated.
UPDATED = "last updated "


@dataclass(frozen=True)
class Runs:
    """What two runs of a page in one session drew, before and after a change of its address."""

    before: list[ForwardMsg]
    after: list[ForwardMsg]


@pytest.fixture(scope="module", params=PAGES)
def runs(request: pytest.FixtureRequest, calls_of_office: RunningPbx) -> Iterator[Runs]:
    name: str = request.param
    drawn: list[ForwardMsg] = []
    enqueue = ForwardMsgQueue.enqueue

    def noted(queue: ForwardMsgQueue, message: ForwardMsg) -> None:
        # where nothing was sent in between, the queue joins both to one
        drawn.append(message)
        enqueue(queue, message)

    with pytest.MonkeyPatch.context() as patched, dashboard_over_office(calls_of_office):
        patched.setattr(ForwardMsgQueue, "enqueue", noted)
        app = draw_view(name or "overview", **TWO_DAYS)
        before = drawn.copy()
        drawn.clear()
        go_to(app, {key: [value] for key, value in {**TWO_DAYS, **PAGES[name]}.items()})
        yield Runs(before, drawn)


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


def standing(messages: list[ForwardMsg]) -> list[tuple[object, ...]]:
    """Charts and tables: each with its name, its place, and what it stands in.

    What is the same in all of these the browser keeps, anything else it builds anew.
    """
    blocks: dict[tuple[int, ...], str | None] = {}
    found: dict[tuple[int, ...], tuple[str, ...]] = {}
    for message in messages:
        place, delta = tuple(message.metadata.delta_path), message.delta
        if delta.WhichOneof("type") == "add_block":
            blocks[place] = delta.add_block.WhichOneof("type")
        elif names := names_of(delta.new_element):
            found[place] = names
    return [
        (place, names, [blocks.get(place[:depth]) for depth in range(1, len(place))])
        for place, names in found.items()
    ]


def names_of(element: Element) -> tuple[str, ...]:
    """Of a table, or of the charts that are drawn in one; of anything else there are none."""
    if element.WhichOneof("type") == "dataframe":
        return (element.dataframe.id,)
    if element.WhichOneof("type") == "bidi_component" and has_charts(element.bidi_component):
        return (element.bidi_component.id, *charts_sent(element.bidi_component))
    return ()


def test_no_run_takes_away_what_it_draws_again(runs: Runs) -> None:
    """The browser may look in between: a table would be built anew, scrolled back to its top."""
    for drawn in (runs.before, runs.after):
        assert drawn
        assert [one for one in emptied_first(drawn) if UPDATED not in one.lower()] == []


def test_a_change_leaves_charts_and_tables_in_their_places(runs: Runs) -> None:
    before = standing(runs.before)
    assert before
    assert standing(runs.after) == before
