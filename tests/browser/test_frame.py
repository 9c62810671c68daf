"""What only a browser shows of the frame: the room of its row, keys, and the mouse at tables."""

from __future__ import annotations

from functools import partial
from itertools import pairwise

import pytest
from playwright.sync_api import Locator

from tests.browser.layout import OVERFLOW
from tests.browser.overview_page import Overview
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
OVERVIEW, EXPLORER = ("", "extensions", "sort"), ("explorer", "explored_rows", "orderby")


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
    at_office.page.set_viewport_size({"width": 1366, "height": 768})
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


def test_the_keys_step_through_periods_with_one_run_each_but_not_while_one_types(
    at_office: Overview,
) -> None:
    at_office.visit.move(group=SALES, **ONE_DAY)
    at_office.visit.runs.clear()
    for key, first in (("p", "2026-03-30"), ("n", "2026-03-31")):
        with at_office.visit.change():
            at_office.page.keyboard.press(key)
        assert at_office.visit.parameters["from"] == [first]
    assert at_office.visit.runs == ["page"] * 2
    with at_office.changing():
        at_office.search("n")
    assert at_office.visit.parameters["from"] == ["2026-03-31"]
    assert at_office.visit.parameters["search"] == ["n"]


def box_of(table: Locator) -> dict[str, float]:
    found = table.bounding_box()
    assert found is not None
    return dict(found)


def click_head(page: Overview, table: Locator) -> None:
    box = box_of(table)
    with page.visit.change():
        page.page.mouse.click(box["x"] + RIGHT, box["y"] + DOWN)


@pytest.mark.parametrize(("path", "key", "parameter"), [OVERVIEW, EXPLORER])
def test_every_click_on_a_head_turns_the_order_round_and_the_tools_cover_no_head(
    at_office: Overview, path: str, key: str, parameter: str
) -> None:
    at_office.visit.move(path, group=SALES)
    table = at_office.page.locator(f".st-key-{key}")
    orders = []
    for _ in range(4):
        click_head(at_office, table)
        orders.append(at_office.visit.parameters[parameter][0])
    assert len(set(orders)) == 2
    assert all(one != other for one, other in pairwise(orders)), orders
    box = box_of(table)
    at_office.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    tools = table.locator("[data-testid=stElementToolbar]")
    tools.get_by_role("button", name="Search").wait_for()
    # what hides columns would hide some that files have
    assert not tools.get_by_role("button", name="Show/hide columns").is_visible()
    assert box_of(tools)["y"] > box["y"] + 2 * DOWN
    assert box_of(tools)["y"] + box_of(tools)["height"] < box["y"] + box["height"]


def test_sorting_keeps_what_is_picked_out(at_office: Overview) -> None:
    at_office.visit.move(group=SALES, selected=["112", "101"])
    at_office.visit.eventually(lambda: set(at_office.picked_rows()), {"101", "112"})
    for _ in range(3):
        click_head(at_office, at_office.grid)
        assert set(at_office.visit.parameters["selected"]) == {"101", "112"}
        at_office.visit.eventually(lambda: set(at_office.picked_rows()), {"101", "112"})
