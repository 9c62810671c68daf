"""A page that is used all day: what it is made of stays, and the browser keeps nothing old.

That each page has its charts and tables in the same places before and after is in
tests/components/test_steady_places.py.
"""

from __future__ import annotations

import pytest
from playwright.sync_api import CDPSession

from tests.browser.overview_page import Overview
from tests.support.all_day import PAGES, TWO_DAYS
from tests.support.chromium import Visit

# Drawings of charts, and tables.
PARTS = ".js-plotly-plot .main-svg, [data-testid=stDataFrame] canvas"
# Days that take longer to read than a page waits are shown as they arrive, with all below anew: a
# slow machine may need another round.
ROUNDS = 4
# The same page has a percent more or less from one look to the next.
MOST_GROWTH = 1.02

_MARK = """parts => document.querySelectorAll(parts)
  .forEach((one, place) => { one.dataset.mark = `${place}`; })"""
_MARKS = "parts => [...document.querySelectorAll(parts)].map(one => one.dataset.mark ?? 'new')"


def nodes(session: CDPSession) -> float:
    """How many the browser holds, also those that are in no page any more."""
    session.send("HeapProfiler.collectGarbage")
    metrics = session.send("Performance.getMetrics")["metrics"]
    return next(metric["value"] for metric in metrics if metric["name"] == "Nodes")


@pytest.fixture(scope="module")
def tab(lasting_tab: Visit) -> Visit:
    return lasting_tab


# Several charts in one element with a table that is chosen in, and one chart with one that is not.
@pytest.mark.parametrize("name", ["", "workload"])
def test_changes_leave_charts_and_tables_in_their_places_and_no_node_behind(
    at_office: Overview, name: str
) -> None:
    visit, page = at_office.visit, at_office.page

    def change() -> None:
        for more in (PAGES[name], {}):
            visit.move(name, **TWO_DAYS, **more)

    def is_steady() -> bool:
        """Whether a round of changes leaves all in its place, and no node behind."""
        page.evaluate(_MARK, PARTS)
        marks, before = page.evaluate(_MARKS, PARTS), nodes(session)
        assert marks
        change()
        return bool(page.evaluate(_MARKS, PARTS) == marks and nodes(session) < before * MOST_GROWTH)

    session = page.context.new_cdp_session(page)
    session.send("Performance.enable")
    change()  # what the page before has left goes with the second move
    assert any(is_steady() for _ in range(ROUNDS))
