"""Whoever comes from another page sees the controls as whoever opens the page by its link.

Streamlit sends a control's value only where it takes it to have changed. A browser that has not had
this control yet shows its default then, and asks for that with whatever is done next.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain
from urllib.parse import urlencode

from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from tests.support.processes import Server
from tests.support.session import Session

# Those with a comparison stand beside each other.
PAGES = ("", "trends", "groups", "extension", "changes", "hours", "workload", "rates", "explorer")
# Nothing as it is without a link.
CHOSEN = {
    "group": "GRP0001",
    "from": "2026-02-02",
    "to": "2026-02-02",
    "area": "external",
    "compare": "last_year",
    "by": "week",
    "direction": "inbound",
}


def shown(messages: Iterable[ForwardMsg]) -> dict[str, list[str]]:
    """What a browser that has none of them yet shows in each control, by its label."""
    controls = (message.delta.new_element for message in messages)
    return {label: values for control in controls for label, values in value_of(control)}


def value_of(control: Element) -> Iterable[tuple[str, list[str]]]:
    kind = control.WhichOneof("type")
    if kind == "selectbox":
        box = control.selectbox
        default = [box.options[box.default]] if box.HasField("default") else []
        yield box.label, [box.raw_value] if box.set_value else default
    elif kind == "multiselect":
        several = control.multiselect
        default = [several.options[place] for place in several.default]
        yield several.label, list(several.raw_values) if several.set_value else default
    elif kind == "button_group":
        row = control.button_group
        default = [row.options[place].content for place in row.default]
        yield row.label, list(row.raw_values) if row.set_value else default
    elif kind in {"text_input", "checkbox"}:
        one = getattr(control, kind)
        yield one.label, [str(one.value if one.set_value else one.default)]


def test_a_page_that_was_moved_to_shows_what_its_link_says_in_every_control(
    demo_server: Server,
) -> None:
    query = urlencode(CHOSEN)
    by_link = {}
    for page in PAGES:
        with Session(demo_server.url, page, query) as session:
            by_link[page] = shown(session.run())
    assert set(chain.from_iterable(by_link.values())) >= {"Groups", "Compare with", "By", "Calls"}
    after_a_move = {}
    with Session(demo_server.url, PAGES[-1], query) as session:
        session.run()
        for page in PAGES:
            session.go(page, query)
            after_a_move[page] = shown(session.finish())
    assert after_a_move == by_link
