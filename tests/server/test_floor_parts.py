"""The floor of a page of answers has the page's own controls and texts."""

import pytest
from streamlit.proto.Selectbox_pb2 import Selectbox
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import ElementTree, parse_tree_from_messages

from benchmarks.parts import Part, parts_of
from benchmarks.warm_pages import PAGES, is_progress
from tests.support.processes import Server
from tests.support.session import Session

VIEW = "group=GRP0000&from=2026-03-30&to=2026-03-31"


def floor(parts: "list[Part]") -> None:
    from benchmarks.parts import draw  # noqa: PLC0415  # Streamlit runs this as a script

    draw(parts)


def shown(page: AppTest | ElementTree) -> dict[str, list[object]]:
    """What there is of each kind, in reading order."""
    choices = [one.proto for one in page.selectbox]
    return {
        "buttons": [(one.label, one.help) for one in page.button],
        "choices": [(one.label, list(one.options), chosen(one)) for one in choices],
        "groups": [(one.label, one.options) for one in page.multiselect],
        "segments": [(one.label, one.options) for one in page.button_group],
        "switches": [one.label for one in page.toggle],
        "captions": [one.value for one in page.caption],
        "headings": [(one.tag, one.value) for one in (*page.header, *page.subheader)],
        "notices": [one.value for one in (*page.info, *page.warning, *page.error)],
        "texts": [one.proto.body for one in page.get("html")],
        "closed": [one.label for one in page.expander],
        "popovers": [one.proto.popover.label for one in page.get("popover")],
    }


def chosen(box: Selectbox) -> str:
    return box.raw_value or box.options[box.default]


@pytest.mark.parametrize("page", PAGES)
def test_the_floor_has_the_controls_and_texts_of_the_page(demo_server: Server, page: str) -> None:
    with Session(demo_server.url, page, VIEW) as session:
        while any(map(is_progress, messages := session.run())):
            pass
    bare = AppTest.from_function(floor, kwargs={"parts": parts_of(messages)}).run()
    assert not bare.exception
    ours = shown(parse_tree_from_messages(messages))
    assert shown(bare) == ours
    assert len(ours["buttons"]) >= 4  # ◀ ▶, Refresh and Help at least
