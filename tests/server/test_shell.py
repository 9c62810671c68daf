"""The script around the pages draws what it means to draw, and none of its own strings."""

from __future__ import annotations

import re

from tests.support import plain_http
from tests.support.processes import Server
from tests.support.session import Session


def test_no_string_of_the_script_is_drawn_as_text(demo_server: Server) -> None:
    """The page of the connection has no markdown, so any would come from the script around it."""
    with Session(demo_server.url, "connection") as session:
        drawn = [message.delta.new_element for message in session.run()]
    texts = [one.markdown.body for one in drawn if one.WhichOneof("type") == "markdown"]
    assert texts == []


def test_the_demo_leads_to_the_best_place_to_connect_a_real_pbx(demo_server: Server) -> None:
    """That is the guided set-up where the visitor has it, and nowhere else on its own page."""

    def said(page: str) -> str:
        with Session(demo_server.url, page) as session:
            drawn = [message.delta.new_element.html.body for message in session.run()]
        return next(html for html in drawn if 'role="note"' in html)

    assert '<a href="set_up" target="_self">Connect a real 3CX step by step</a>' in said("status")
    assert said("set_up").endswith("invented company. Connect a real 3CX below.</div>")


def test_a_page_that_was_left_has_no_table_to_print_any_more(demo_server: Server) -> None:
    def printed(session: Session) -> dict[str, int]:
        drawn = [message.delta.new_element.html.body for message in session.run()]
        numbers = [number for html in drawn for number in re.findall(r'data-paper="([^"]+)"', html)]
        return {number: status(number) for number in numbers}

    def status(number: str) -> int:
        return plain_http.get(f"{demo_server.url}/print/{number}").status_code

    with Session(demo_server.url, "overview", "group=GRP0000&range=last_week") as session:
        left = printed(session)
        assert printed(session) == left
        session.go("explorer", "report=extensions&group=GRP0000&range=last_week")
        shown = printed(session)
        session.go("status", "")
        session.run()
        assert set(left.values()) == set(shown.values()) == {200}
        assert {status(number) for number in (*left, *shown)} == {404}
