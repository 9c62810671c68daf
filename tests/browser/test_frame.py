"""What only a browser shows of the frame: the room of its row, keys, and the mouse at tables."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import pytest
from playwright.sync_api import Locator

from tests.browser.explorer_page import Explorer
from tests.browser.layout import OVERFLOW
from tests.browser.overview_page import Overview
from tests.support.chromium import SMALL_DESK, Visit
from tests.support.office import SALES

WEEK = {"from": "2026-03-25", "to": "2026-03-31"}
# A page of several days may be drawn once more, when all of them have arrived.
ONE_DAY = {"from": "2026-03-31", "to": "2026-03-31"}
ONE_LINE, TWO_LINES = 48, 96  # [px]
_BOTTOM = "part => part.getBoundingClientRect().bottom"
_MIDDLE = "part => { const box = part.getBoundingClientRect(); return (box.top + box.bottom) / 2; }"
SIZES = ((1366, 768, ONE_LINE), (1920, 1080, ONE_LINE), (390, 844, TWO_LINES))
# In the middle of a head, and the first column's beside the boxes for rows.
DOWN, RIGHT = 15, 60


@pytest.fixture(scope="module")
def tab(lasting_tab: Visit) -> Visit:
    return lasting_tab


def no_higher(row: Locator, most: int) -> bool:
    """Whether the row is no higher than this [px]."""
    box = row.bounding_box()
    return box is not None and box["height"] <= most


def test_the_row_is_one_line_on_a_desk_and_two_on_a_phone(at_office: Overview) -> None:
    at_office.visit.move(group=SALES, quiet="hide", search="ann", **WEEK)
    page = at_office.page
    row = page.locator(".st-key-bar")
    for width, height, most in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        at_office.visit.eventually(
            lambda: page.evaluate(OVERFLOW), [0, 0]
        )  # charts follow the window
        at_office.visit.eventually(partial(no_higher, row, most), expected=True)
        menu = page.get_by_test_id("stMainMenuButton").bounding_box()
        assert menu is not None
        assert menu["x"] + menu["width"] <= width


def test_the_answer_the_cards_and_the_first_bars_are_seen_without_scrolling(
    at_office: Overview,
) -> None:
    at_office.page.set_viewport_size(SMALL_DESK)
    at_office.visit.move(group=SALES)
    bottoms = {
        part: at_office.page.locator(part).first.evaluate(_BOTTOM)
        for part in (".finding", ".st-key-compare", ".cards", ".st-key-chart_volume .bars .point")
    }
    assert list(bottoms.values()) == sorted(bottoms.values())
    assert max(bottoms.values()) <= 768
    # the comparison is chosen in the line that names it
    named, chosen = (
        at_office.page.locator(part).evaluate(_MIDDLE) for part in (".compared", ".st-key-compare")
    )
    assert named == pytest.approx(chosen, abs=4)


def box_of(table: Locator) -> dict[str, float]:
    found = table.bounding_box()
    assert found is not None
    return dict(found)


def clicked_orders(page: Overview, key: str, parameter: str) -> Iterator[str]:
    """The order in the address after each of three clicks on the head of a table's first column."""
    table = page.page.locator(f".st-key-{key}")
    for _ in range(3):
        box = box_of(table)
        with page.visit.change():
            page.page.mouse.click(box["x"] + RIGHT, box["y"] + DOWN)
        yield page.visit.parameters[parameter][0]


def tools_lie_below_the_head(page: Overview, key: str) -> bool:
    """Whether the tools that the mouse brings are those for files, and cover no head."""
    table = page.page.locator(f".st-key-{key}")
    box = box_of(table)
    page.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    tools = table.locator("[data-testid=stElementToolbar]")
    tools.get_by_role("button", name="Search").wait_for()
    # what hides columns would hide some that files have
    assert not tools.get_by_role("button", name="Show/hide columns").is_visible()
    tools_box = box_of(tools)
    top, bottom = box["y"] + 2 * DOWN, box["y"] + box["height"]
    return top < tools_box["y"] < tools_box["y"] + tools_box["height"] < bottom


def test_every_click_on_a_head_turns_the_order_round_and_keeps_what_is_picked_out(
    at_office: Overview,
) -> None:
    at_office.visit.move(group=SALES, selected=["112", "101"])
    at_office.visit.eventually(lambda: set(at_office.picked_rows()), {"101", "112"})
    orders = []
    for order in clicked_orders(at_office, "extensions", "sort"):
        orders.append(order)
        assert set(at_office.visit.parameters["selected"]) == {"101", "112"}
        at_office.visit.eventually(lambda: set(at_office.picked_rows()), {"101", "112"})
    assert orders[0] == orders[2] != orders[1]
    assert tools_lie_below_the_head(at_office, "extensions")


def test_the_keys_step_through_periods_with_one_run_each_but_not_while_one_types(
    at_office: Overview,
) -> None:
    explorer = Explorer(at_office.visit).move(group=SALES, **ONE_DAY)
    explorer.visit.runs.clear()
    for key, first in (("p", "2026-03-30"), ("n", "2026-03-31")):
        with explorer.visit.change():
            explorer.page.keyboard.press(key)
        assert explorer.visit.parameters["from"] == [first]
    field = explorer.page.get_by_label("OData text", exact=True)
    field.press_sequentially("p")
    with explorer.visit.change():
        field.press("Control+Enter")
    assert explorer.visit.parameters["from"] == ["2026-03-31"]
    assert explorer.visit.parameters["filter"] == ["p"]
    assert explorer.visit.runs == ["page"] * 3


def test_every_click_on_a_head_turns_the_order_of_the_explorer_round(at_office: Overview) -> None:
    at_office.visit.move("explorer", group=SALES, **ONE_DAY)
    first, second, third = clicked_orders(at_office, "explored_rows", "orderby")
    assert first == third != second
    assert tools_lie_below_the_head(at_office, "explored_rows")
