"""The explorer's options by their own widgets, each asked of the PBX and undone again."""

from __future__ import annotations

import pytest

from tests.browser.explored import Explorer
from tests.browser.overview import Overview
from tests.support.office import SALES, counted, days

pytestmark = pytest.mark.browser

WEEK = {"from": "2026-03-25", "to": "2026-03-31"}
FIGURES = counted(SALES, **days(*WEEK.values()))
EVERYBODY = sorted(FIGURES)


@pytest.fixture
def explorer(at_office: Overview) -> Explorer:
    return Explorer(at_office.visit).move(group=SALES, **WEEK)


def test_an_emptied_number_is_no_number(explorer: Explorer) -> None:
    explorer.type("top_number", "2")
    explorer.type("skip_number", "1")
    assert explorer.extensions() == EVERYBODY[1:3]
    explorer.type("skip_number", "")
    explorer.type("top_number", "")
    assert not {"top", "skip"} & set(explorer.visit.parameters)
    assert explorer.extensions() == EVERYBODY


def add(explorer: Explorer, key: str, name: str) -> None:
    """Pick one more of a list, close it, and take the focus away from it."""
    explorer.choose(key, name)
    # until the field has drawn what was picked, it may draw its list anew under the mouse
    explorer.page.locator(f".st-key-{key}").get_by_text(name, exact=True).first.wait_for()
    explorer.page.keyboard.press("Escape")
    explorer.visit.until(lambda: not explorer.page.get_by_role("listbox").count())
    explorer.page.get_by_text("Options", exact=True).first.click()


def test_columns_and_several_orders_are_picked_from_the_fields(explorer: Explorer) -> None:
    add(explorer, "select_names", "DisplayName")
    add(explorer, "orderby_names", "InboundUnansweredCount desc")
    add(explorer, "orderby_names", "Dn desc")
    assert explorer.visit.parameters["orderby"] == ["InboundUnansweredCount desc,Dn desc"]
    rows = explorer.rows()
    by_number = sorted(EVERYBODY, reverse=True)
    right = sorted(by_number, key=lambda one: -FIGURES[one].inbound_unanswered)
    assert [row["extension"] for row in rows] == right
    assert list(rows[0])[:2] == ["extension", "display_name"]
    assert "inbound_answered" not in rows[0]


def test_words_are_searched_for_and_the_count_can_be_left_out(explorer: Explorer) -> None:
    explorer.type("search_text", f"{EVERYBODY[0]} OR {EVERYBODY[3]}")
    assert explorer.extensions() == [EVERYBODY[0], EVERYBODY[3]]
    explorer.click("count_toggle")
    assert explorer.visit.parameters["count"] == ["false"]
    explorer.type("search_text", "")
    assert explorer.extensions() == EVERYBODY


def test_what_cannot_be_expanded_is_said_at_its_place(explorer: Explorer) -> None:
    explorer.type("expand_text", "Members")
    assert explorer.page.locator(".st-key-finding_expand code").inner_text() == "Members\n^^^^^^^"
    assert "no related records" in explorer.notices[0]
