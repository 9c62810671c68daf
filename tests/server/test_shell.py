"""The script around the pages draws what it means to draw, and none of its own strings."""

from __future__ import annotations

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
