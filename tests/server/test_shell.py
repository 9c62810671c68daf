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
