"""A page that is used all day: what it is made of stays, and the browser keeps nothing old."""

from __future__ import annotations

import pytest
from playwright.sync_api import CDPSession

from tests.browser.overview_page import Overview
from tests.support.office import QUOTED

CHARTS, TABLES = ".js-plotly-plot .main-svg", "[data-testid=stDataFrame] canvas"
# Of each page the change that takes most from it, and what is there all the same.
PAGES = {
    "": ({"search": "nobody"}, f"{CHARTS}, {TABLES}"),
    "trends": ({"search": "nobody"}, CHARTS),
    "hours": ({"area": "external"}, CHARTS),
    "extension": ({"area": "external"}, CHARTS),
    "changes": ({"area": "external"}, CHARTS),
    "workload": ({"search": "nobody"}, f"{CHARTS}, {TABLES}"),
    "rates": ({"search": "nobody"}, f"{CHARTS}, {TABLES}"),
    "groups": ({"search": "nobody"}, CHARTS),
    "explorer": ({"area": "external"}, TABLES),
}
TWO_DAYS = {"group": QUOTED, "from": "2026-03-30", "to": "2026-03-31"}
# What comes and goes with it: chips, notices, sentences, rows.
CHANGE = {"area": "internal", "search": "1", "direction": "inbound", "sort": "pick_up_rate"}
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


@pytest.mark.parametrize("name", PAGES)
def test_changes_leave_charts_and_tables_in_their_places_and_no_node_behind(
    at_office: Overview, name: str
) -> None:
    visit, page = at_office.visit, at_office.page
    most, parts = PAGES[name]

    def change() -> None:
        for more in ({**CHANGE, **most}, {}):
            visit.move(name, **TWO_DAYS, **more)

    def is_steady() -> bool:
        """Whether a round of changes leaves all in its place, and no node behind."""
        page.evaluate(_MARK, parts)
        marks, before = page.evaluate(_MARKS, parts), nodes(session)
        assert marks
        change()
        return bool(page.evaluate(_MARKS, parts) == marks and nodes(session) < before * MOST_GROWTH)

    session = page.context.new_cdp_session(page)
    session.send("Performance.enable")
    change()  # what the page before has left goes with the second move
    assert any(is_steady() for _ in range(ROUNDS))
