"""What the mouse does to a table: every click on a head sorts, and its tools cover nothing."""

from __future__ import annotations

from itertools import pairwise

import pytest
from playwright.sync_api import Locator

from tests.browser.overview_page import Overview
from tests.support.office import SALES

# In the middle of a head, and the first column's beside the boxes for rows.
DOWN, RIGHT = 15, 60
OVERVIEW, EXPLORER = ("", "extensions", "sort"), ("explorer", "explored_rows", "orderby")


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
