"""What changed, in a real browser: a number in the sentences leads to its extensions."""

from __future__ import annotations

from playwright.sync_api import ViewportSize

from tests.browser.overview_page import Overview
from tests.support.office import SALES

LAPTOP: ViewportSize = {"width": 1366, "height": 768}


def test_a_number_of_a_sentence_brings_its_extensions_into_view(at_office: Overview) -> None:
    visit = at_office.visit
    visit.page.set_viewport_size(LAPTOP)
    visit.move("changes", group=SALES, **{"from": "2026-03-23", "to": "2026-03-29"})
    before = list(visit.runs)
    heading = visit.page.get_by_role("heading", name="Like for like")
    visit.page.get_by_role("link", name="from longer calls").or_(
        visit.page.get_by_role("link", name="from shorter calls")
    ).first.click()
    visit.until(lambda: 0 <= (heading.bounding_box() or {"y": -1})["y"] < LAPTOP["height"])
    assert visit.parameters["group"] == [SALES]
    assert visit.runs == before  # the page stays as it is
