"""What changed, in a real browser: a number in the sentences leads to its extensions."""

from __future__ import annotations

from playwright.sync_api import BrowserContext

from tests.support.chromium import Visit
from tests.support.office import SALES
from tests.support.processes import Server

LAPTOP = {"width": 1366, "height": 768}


def test_a_number_of_a_sentence_brings_its_extensions_into_view(
    desk: BrowserContext, office_server: Server
) -> None:
    visit = Visit(desk, office_server.url)
    visit.page.set_viewport_size(LAPTOP)
    visit.open("changes", group=SALES, **{"from": "2026-03-23", "to": "2026-03-29"})
    before = list(visit.runs)
    heading = visit.page.get_by_role("heading", name="Like for like")
    visit.page.get_by_role("link", name="from longer calls").or_(
        visit.page.get_by_role("link", name="from shorter calls")
    ).first.click()
    visit.until(lambda: 0 <= (heading.bounding_box() or {"y": -1})["y"] < LAPTOP["height"])
    assert visit.parameters["group"] == [SALES]
    assert visit.runs == before  # the page stays as it is
    assert visit.complaints() == []
    visit.page.close()
