"""What a browser asks for when a page is opened with an empty cache, and what moves meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, Page, ViewportSize

from telephony.charts import library
from tests.browser.blocking import block
from tests.support import plain_http
from tests.support.chromium import SMALL_DESK, Visit
from tests.support.office import QUOTED
from tests.support.processes import Server
from tests.support.session import Session

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
# Of the row of controls: now, and without the styles that its last buttons bring along.
_BAR_HEIGHTS = """() => {
  const height = () => document.querySelector('.stMain .st-key-bar').getBoundingClientRect().height;
  const parts = [...document.querySelectorAll('.stMain [class*=st-key-page_actions] *')];
  const own = parts.find(one => one.shadowRoot)?.shadowRoot.querySelector('link[rel=stylesheet]');
  if (!own) return null;  // a page without such a row
  const styled = height();
  own.disabled = true;
  const bare = height();
  own.disabled = false;
  return [styled, bare];
}"""
OF_NUMBERS = ("", "trends", "workload")


@pytest.fixture(scope="module")
def newcomer(desk: BrowserContext, office_server: Server) -> Iterator[Visit]:
    """A tab with all that moves, on a desk as most are, when the days are known.

    Days that are still on their way have a line of progress above them.
    """
    days = f"{office_server.url}/export/days.csv"
    plain_http.get(days, params={"group": QUOTED}, timeout=60).raise_for_status()
    visit = Visit(desk, office_server.url, lively=True)
    visit.page.set_viewport_size(SMALL_DESK)
    visit.page.emulate_media(reduced_motion="no-preference")
    visit.page.add_init_script(_WATCHED)
    yield visit
    visit.page.close()


@dataclass(frozen=True)
class Opened:
    """A page that was opened by its own link: its name, and what came of it."""

    name: str
    asked: list[str]
    complaints: list[str]
    fetched: list[tuple[str, int]]
    named: set[str]
    shifts: list[tuple[float, object]]
    bar_heights: list[float] | None


@pytest.fixture(scope="module", params=["connection", *OF_NUMBERS])
def opened(request: pytest.FixtureRequest, newcomer: Visit, office_server: Server) -> Opened:
    """Opened by a browser that has nothing of the server but scripts that it has compiled.

    To compile them again takes twice as long as all else that an opening page does.
    """
    page, asked = newcomer.page, list[str]()
    page.goto("about:blank")
    session = page.context.new_cdp_session(page)
    for disabled in (True, False):  # to disable it drops what is kept in memory
        session.send("Network.setCacheDisabled", {"cacheDisabled": disabled})
    session.send("Network.clearBrowserCache")
    everything = {"origin": office_server.url, "storageTypes": "all"}
    session.send("Storage.clearDataForOrigin", everything)
    session.detach()
    page.on("request", note := lambda one: asked.append(urlsplit(one.url).path))
    newcomer.open(request.param)
    newcomer.until(lambda: any(path == f"/{library.PATH}" and size for path, size in fetched(page)))
    page.remove_listener("request", note)
    return Opened(
        request.param,
        asked,
        newcomer.complaints(),
        fetched(page),
        set(page.evaluate(_NAMED)),
        page.evaluate("shifts"),
        page.evaluate(_BAR_HEIGHTS),
    )


def test_a_link_to_a_page_opens_its_session_without_a_detour_or_a_complaint(
    opened: Opened,
) -> None:
    assert [path for path in opened.asked if path.startswith(f"/{opened.name}/")] == []
    assert opened.complaints == []


def test_nothing_is_sent_twice_and_the_library_comes_without_a_chart_that_asks(
    opened: Opened,
) -> None:
    sent = [path for path, size in opened.fetched if size and "health" not in path]
    assert f"/{library.PATH}" in sent
    assert len(sent) == len(set(sent))


@pytest.mark.parametrize("opened", [""], indirect=True)
def test_streamlit_asks_for_no_script_that_the_page_has_not_named(opened: Opened) -> None:
    scripts = {path for path, _ in opened.fetched if path.endswith(".js")}
    assert opened.named - scripts == set()
    assert scripts - opened.named == set()


@pytest.mark.parametrize("opened", OF_NUMBERS, indirect=True)
def test_nothing_jumps_while_a_page_opens(opened: Opened) -> None:
    assert sum(value for value, _ in opened.shifts) < MOST_SHIFT, opened.shifts


@pytest.mark.parametrize("opened", OF_NUMBERS, indirect=True)
def test_the_row_of_controls_is_as_high_before_a_components_own_styles_have_come(
    opened: Opened,
) -> None:
    [styled, bare] = opened.bar_heights
    assert styled == bare


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
        block(page, "*/static/js/*")
        yield page


@pytest.mark.parametrize("path", ["", "extension", "groups", "rates"])
def test_numbers_that_are_known_stand_in_their_place_before_any_script_has_run(
    newcomer: Visit, unscripted: Page, path: str
) -> None:
    newcomer.page.bring_to_front()  # a tab behind another one draws no frames
    newcomer.move(path, **TWO_DAYS)

    def are_known() -> bool:
        """Known is what a session has opened, though not while days were on their way."""
        address = newcomer.page.url
        question = urlsplit(address).query
        with Session(newcomer.origin, path, question, language="en-GB") as session:
            session.run()
        unscripted.goto(address)
        return bool(unscripted.locator(".preview").count())

    newcomer.until(are_known)
    for size in (SMALL_DESK, _PHONE):
        for shown in (newcomer.page, unscripted):
            shown.set_viewport_size(size)
        newcomer.rest()
        title, sentence, *_ = known = unscripted.evaluate(_LOOKED_AT)
        assert title is not None
        assert sentence is not None
        newcomer.eventually(lambda: newcomer.page.evaluate(_LOOKED_AT), known)
    assert unscripted.locator("[data-testid=stApp]").count() == 0


def fetched(page: Page) -> list[tuple[str, int]]:
    return [(path, size) for path, size in page.evaluate(_FETCHED)]
