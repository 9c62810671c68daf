"""What the bar's controls take: no more than a link carries, so that a reload loses nothing."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import streamlit as st
from streamlit.testing.v1 import AppTest

from components.shared import query_bar
from telephony.answers.directory import Directory
from telephony.query.links import MAX_FILTER_LENGTH, MAX_GROUPS, MAX_SEARCH_LENGTH
from telephony.query.view import View
from telephony.xapi.setup_problems import NotAllowed

NOON = datetime(2026, 3, 10, 11, tzinfo=UTC)
LISTED = Directory((), NOON)
TYPED = Directory((), NOON, refused=NotAllowed("system_admins"))
MANY = tuple(f"GRP{number}" for number in range(MAX_GROUPS + 10))


def draw_controls(directory: Directory, view: View) -> None:
    """The open controls, and under them the groups that are chosen in them."""
    query_bar._seed(view, NOON, ZoneInfo("Europe/Berlin"))
    query_bar._controls(view, directory)
    st.text(", ".join(query_bar._chosen_groups(directory)))


def controls(words: str) -> AppTest:
    """They as a page; ``words`` are the arguments of ``draw_controls``."""
    names = "LISTED, MANY, TYPED, View, draw_controls"
    page = AppTest.from_string(f"from {__name__} import {names}\ndraw_controls({words})").run()
    assert not page.exception
    return page


def test_the_controls_take_no_more_than_a_link_carries() -> None:
    page = controls("LISTED, View()")
    assert page.multiselect(key="groups").proto.max_selections == MAX_GROUPS
    assert page.text_input(key="search").proto.max_chars == MAX_SEARCH_LENGTH
    assert page.text_input(key="filter").proto.max_chars == MAX_FILTER_LENGTH


def test_of_more_typed_groups_the_first_ones_count_and_that_is_said() -> None:
    page = controls("TYPED, View(groups=MANY)")
    assert page.text[-1].value == ", ".join(MANY[:MAX_GROUPS])
    assert f"The first {MAX_GROUPS} groups are shown." in [said.value for said in page.caption]
