"""What a link holds and a page cannot use is named on the page, and the rest of it works."""

import pytest

from tests.support.session import Session


def texts(server, page, query):
    """Every alert and caption of one run, as the browser gets them."""
    with Session(server.url, page, query) as session:
        elements = [message.delta.new_element for message in session.run()]
    shown = "\n".join(
        element.alert.body or element.markdown.body
        for element in elements
        if element.WhichOneof("type") in {"alert", "markdown"}
    )
    return shown.replace("\\", "").replace("\u2060", "")  # kept from being read as Markdown


@pytest.mark.parametrize("page", ["", "trends", "hours", "explorer"])
def test_a_foreign_parameter_is_named_on_every_page_that_has_a_link(demo_server, page):
    assert "weird: is not a parameter" in texts(demo_server, page, "group=GRP0000&weird=1")


@pytest.mark.parametrize("page", ["", "trends", "hours"])
def test_a_column_that_does_not_exist_is_named(demo_server, page):
    shown = texts(demo_server, page, "group=GRP0000&range=yesterday&column=nope")
    assert "“nope”" in shown
    assert "Some chosen columns" not in shown


def test_what_does_not_apply_to_the_overview_is_named_there(demo_server):
    query = "group=GRP0000&range=yesterday&tz=Asia/Tokyo&extension=100&hours=mon-fri_08:00-17:00"
    shown = texts(demo_server, "", query)
    assert "Asia/Tokyo applies to Trends and Time of day only" in shown
    assert "The choice of extension 100 applies to Extension and Trends only" in shown
    assert "applies to Trends and Time of day only; this page includes all hours" in shown


def test_nothing_is_said_of_a_link_whose_parts_all_apply(demo_server):
    query = "group=GRP0000&range=yesterday&tz=Europe/Berlin&sort=-calls&column=calls"
    shown = texts(demo_server, "", query)
    assert "parameter" not in shown
    assert "applies" not in shown


def test_a_time_zone_is_named_where_the_explorer_has_none(demo_server):
    assert "tz: is not a parameter" in texts(demo_server, "explorer", "group=GRP0000&tz=Asia/Tokyo")
