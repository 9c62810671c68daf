"""What a browser asks for when a page is opened with an empty cache."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, Page, Route, ViewportSize

from telephony.charts import library
from tests.browser.overview_page import Overview
from tests.support import plain_http
from tests.support.chromium import Visit
from tests.support.office import SALES
from tests.support.processes import Server

# What was fetched, and how many bytes of it came from the server.
_FETCHED = """() => performance.getEntriesByType('resource').map(
  one => [new URL(one.name).pathname, one.transferSize])"""


# What the page names itself; links that its script turns on among them.
_NAMED = """() => [...document.querySelectorAll('script[src], head link[href$=".js"]')].map(
  one => new URL(one.src ?? one.href).pathname)"""

# How much of the window moved how far, and what; moves that a reader made do not count.
_WATCHED = """window.shifts = []; new PerformanceObserver(list => shifts.push(
  ...list.getEntries().filter(one => !one.hadRecentInput).map(one => [one.value,
    one.sources.map(source => [source.node?.className ?? '', ...[source.previousRect,
      source.currentRect].map(({ x, y, width, height }) => [x, y, width, height])])])
)).observe({ type: 'layout-shift', buffered: true })"""
# What browsers call good is 25 times this. The row of controls alone had more while nothing kept
# room for its last buttons; without the other rules the overview has fifteen times as much.
MOST_SHIFT = 0.004
SMALL_DESK: ViewportSize = {"width": 1366, "height": 768}

Opened = tuple[Visit, str, list[str]]


@contextmanager
def newcomer(desk: BrowserContext, server: Server) -> Iterator[Visit]:
    """A tab of a browser that has nothing of the server but scripts that it has compiled.

    To compile them again takes twice as long as all else that an opening page does.
    """
    visit = Visit(desk, server.url, lively=True)
    visit.page.set_viewport_size(SMALL_DESK)
    visit.page.emulate_media(reduced_motion="no-preference")
    session = desk.new_cdp_session(visit.page)
    for disabled in (True, False):  # to disable it drops what is kept in memory
        session.send("Network.setCacheDisabled", {"cacheDisabled": disabled})
    session.send("Network.clearBrowserCache")
    session.send("Storage.clearDataForOrigin", {"origin": server.url, "storageTypes": "all"})
    session.detach()
    yield visit
    visit.page.close()


@pytest.fixture(scope="module", params=["", "connection"])
def opened(
    request: pytest.FixtureRequest, desk: BrowserContext, office_server: Server
) -> Iterator[Opened]:
    """A page opened by its own link, its name, and the paths that were asked for."""
    asked: list[str] = []
    with newcomer(desk, office_server) as visit:
        visit.page.on("request", lambda one: asked.append(urlsplit(one.url).path))
        yield visit.open(request.param), request.param, asked


def test_a_link_to_a_page_opens_its_session_without_a_detour_or_a_complaint(
    opened: Opened,
) -> None:
    visit, name, asked = opened
    assert [path for path in asked if path.startswith(f"/{name}/")] == []
    assert visit.complaints() == []


def test_nothing_is_sent_twice_and_the_library_is_on_its_way_before_a_chart_asks(
    opened: Opened,
) -> None:
    visit, _, _ = opened
    visit.until(lambda: any(path == f"/{library.PATH}" and size for path, size in fetched(visit)))
    sent = [path for path, size in fetched(visit) if size and "health" not in path]
    assert len(sent) == len(set(sent))


@pytest.mark.parametrize("opened", [""], indirect=True)
def test_streamlit_asks_for_no_script_that_the_page_has_not_named(opened: Opened) -> None:
    visit, _, _ = opened
    named = set(visit.page.evaluate(_NAMED))
    scripts = {path for path, _ in fetched(visit) if path.endswith(".js")}
    assert named - scripts == set()
    assert scripts - named == set()


def test_nothing_jumps_while_a_page_opens(desk: BrowserContext, office_server: Server) -> None:
    # days that are still on their way have a line of progress above them
    days = plain_http.get(
        f"{office_server.url}/export/days.csv", params={"group": SALES}, timeout=60
    )
    days.raise_for_status()
    with newcomer(desk, office_server) as visit:
        visit.page.add_init_script(_WATCHED)
        for page in ("", "trends", "workload"):
            shifts = visit.open(page).page.evaluate("shifts")
            assert sum(value for value, _ in shifts) < MOST_SHIFT, (page, shifts)


_BAR_HEIGHT = "document.querySelector('.stMain .st-key-bar').getBoundingClientRect().height"


@pytest.mark.parametrize("opened", [""], indirect=True)
def test_the_row_of_controls_is_as_high_before_a_components_own_styles_have_come(
    opened: Opened, desk: BrowserContext, office_server: Server
) -> None:
    drawn, name, _ = opened
    styled = drawn.page.evaluate(_BAR_HEIGHT)
    late: list[Route] = []

    def hold(route: Route) -> None:
        late.append(route)

    with newcomer(desk, office_server) as visit:
        visit.page.route("**/actions.css", hold)
        visit.page.goto(f"{office_server.url}/{name}", wait_until="commit")
        visit.page.get_by_role("button", name="Copy link").wait_for(state="attached")
        assert visit.page.evaluate(_BAR_HEIGHT) == styled
        for route in late:
            route.continue_()


# Where the reader looks first, and what stands there.
_LOOKED_AT = """() => ['h1', '.finding', '.cards', 'div.groups'].map(kind => {
  const one = document.querySelector(kind);
  if (!one) return null;
  const { x, y, width, height } = one.getBoundingClientRect();
  return [one.textContent, ...[x, y, width, height].map(Math.round)];
})"""
# Few enough to be there at once.
TWO_DAYS = {"from": "2026-03-30", "to": "2026-03-31"}
_PHONE: ViewportSize = {"width": 390, "height": 844}


@pytest.fixture(scope="module")
def unscripted(desk: BrowserContext) -> Iterator[Page]:
    """A tab in which no script comes."""
    with desk.new_page() as page:
        page.route("**/static/js/**", lambda route: route.abort())
        yield page


@pytest.mark.parametrize("path", ["", "extension", "groups", "rates"])
def test_numbers_that_are_known_stand_in_their_place_before_any_script_has_run(
    at_office: Overview, unscripted: Page, path: str
) -> None:
    visit, known = at_office.visit, unscripted
    visit.page.bring_to_front()  # a tab behind another one draws no frames
    visit.open(path, **TWO_DAYS)
    known.goto(visit.page.url)
    if not known.locator(".preview").count():  # days were still on their way
        visit.page.bring_to_front()
        visit.open(path, **TWO_DAYS)
        known.goto(visit.page.url)
    for size in (SMALL_DESK, _PHONE):
        for shown in (visit.page, known):
            shown.set_viewport_size(size)
        visit.rest()
        title, sentence, *_ = drawn = visit.page.evaluate(_LOOKED_AT)
        assert title is not None
        assert sentence is not None
        assert known.evaluate(_LOOKED_AT) == drawn


def fetched(visit: Visit) -> list[tuple[str, int]]:
    return [(path, size) for path, size in visit.page.evaluate(_FETCHED)]
