"""What the bar's controls take: no more than a link carries, so that a reload loses nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from components.shared import filters, query_bar, report_controls, url_state
from server.current_context import current
from telephony.answers.directory import Directory
from telephony.query.links import MAX_FILTER_LENGTH, MAX_GROUPS, MAX_SEARCH_LENGTH
from telephony.xapi.setup_problems import NotAllowed
from tests.support.clocks import SetClock
from tests.support.fault_server import FaultServer
from tests.support.pages import dashboard_over

NOON = datetime(2026, 3, 10, 11, tzinfo=UTC)
LISTED = Directory((), NOON)
TYPED = Directory((), NOON, refused=NotAllowed("system_admins"))
MANY = tuple(f"GRP{number}" for number in range(MAX_GROUPS + 10))


@pytest.fixture(autouse=True)
def dashboard() -> Iterator[None]:
    with FaultServer() as pbx, dashboard_over(pbx, SetClock(NOON)):
        yield


def draw_bar(directory: Directory) -> None:
    """The bar of a page, and under it the groups of its view."""
    with url_state.visiting("overview"):
        view, arrived = query_bar.read_view(current(), directory)
        zone = current().zone
        query_bar.show_report(current(), directory, zone, arrived=arrived, every_group=False)
        filters.show(view, 0, lambda: None)
        report_controls.remark(directory)
        st.text(", ".join(view.groups))


def opened_bar(directory: str) -> AppTest:
    """It with its filters open; ``directory`` is the name of one above."""
    page = AppTest.from_string(
        f"from {__name__} import {directory}, draw_bar\ndraw_bar({directory})"
    )
    page.session_state["filters"] = True
    page.run()
    assert not page.exception
    return page


def test_the_controls_take_no_more_than_a_link_carries() -> None:
    page = opened_bar("LISTED")
    assert page.multiselect(key="groups").proto.max_selections == MAX_GROUPS
    assert page.text_input(key="search").proto.max_chars == MAX_SEARCH_LENGTH
    assert page.text_input(key="filter").proto.max_chars == MAX_FILTER_LENGTH


def test_of_more_typed_groups_the_first_ones_count_and_that_is_said() -> None:
    page = opened_bar("TYPED")
    page.text_input(key="typed_groups").set_value(", ".join(MANY)).run()
    assert page.text[-1].value == ", ".join(MANY[:MAX_GROUPS])
    assert f"The first {MAX_GROUPS} groups are shown." in [said.value for said in page.caption]
