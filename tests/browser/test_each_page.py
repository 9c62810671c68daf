"""What holds of every page: each is visited once, and its tests look at what they are about.

In a German browser: what differs there are numbers, which a test of their own looks at.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

import pytest
from playwright.sync_api import Browser

from tests.browser.access import (
    AS_TABLE,
    all_there,
    colours_can_be_told,
    nothing_is_broken,
    pictures_and_tables_have_names,
)
from tests.browser.looks import (
    LONG_FILTER,
    OTHER,
    PHONE_WIDTH,
    dressed,
    fits,
    scheme_of,
)
from tests.browser.overview_page import Overview
from tests.browser.paper import AFTER, BEFORE, PAPER, lay_out, prints_whole
from tests.support import plain_http
from tests.support.chromium import DESK, Visit
from tests.support.office import QUOTED, SALES
from tests.support.processes import Server

DAYS: Final = 14  # of the view
VIEW: Final[dict[str, Any]] = {
    "group": [SALES, QUOTED],
    "from": "2026-03-16",
    "to": "2026-03-29",
    "compare": "preceding",
    "filter": LONG_FILTER,
    "sort": "-pick_up_rate",
}


class Known(NamedTuple):
    """A page's parameters, how many charts it has on paper, and what opens above it."""

    parameters: dict[str, Any]
    charts: int = 0
    panels: tuple[str, ...] = ()


PRINTED: Final = {
    "": Known({**VIEW, "selected": "112"}, 4, ("filters", "choose_columns", "export")),
    "trends": Known(VIEW, 5),
    "hours": Known(VIEW, 2),
    "extension": Known({**VIEW, "extension": "112"}, 1),
    "changes": Known(VIEW, 2),
    "workload": Known({**VIEW, "from": "2026-03-02"}, 1),  # more than a thousand requests
    "rates": Known({**VIEW, "compare": "unknown"}, 1),  # it says so in a notice
    "groups": Known(VIEW, 1),
    "explorer": Known(
        {"group": SALES, "filter": LONG_FILTER, "orderby": "Dn desc", "top": "13"},
        panels=("saved_queries",),
    ),
}
PAGES: Final = {**PRINTED, "connection": Known({}), "status": Known({}), "audit": Known({})}
WITH_NUMBERS: Final = [path for path, page in PRINTED.items() if page.charts]
WITHOUT_PICTURES: Final = {"explorer", "connection", "audit"}
# Read as in Germany “4,665” is less than five, and “61.7” is a date.
_NOT_GERMAN: Final = re.compile(r"\d[ ]?%|%\d|\b\d{1,3},\d{3}\b|\b\d+\.\d{1,2}\b(?![.:\d])")
_TEXTS: Final = """() => {
  const main = document.querySelector('[data-testid=stMain]');
  const drawn = [...main.querySelectorAll('svg text')].map(text => text.textContent);
  const hidden = [...main.querySelectorAll('[aria-label]')].map(part => part.ariaLabel);
  // of links and bars Streamlit gives screen readers the raw value
  const raw = ['Name', 'Calls'];
  const cells = [...main.querySelectorAll('canvas table')].flatMap(table => {
    const [head, ...rows] = [...table.querySelectorAll('tr')].map(
      row => [...row.querySelectorAll('th, td')].map(cell => cell.textContent));
    return rows.flatMap(row => row.filter((_, place) => !raw.includes(head[place])));
  });
  // what requests and how figures came about is opened below them, with numbers as the PBX has them
  const opened = [...main.querySelectorAll('[data-testid=stExpander]')];
  const shown = opened.reduce((text, one) => text.replace(one.innerText, ''), main.innerText);
  return [shown, ...drawn, ...hidden, ...cells].join('\\n'); }"""


_PRINTED: Final = """() => { window.printed = []; window.print = () => window.printed.push(
  [...document.querySelectorAll('.main-svg')].map(svg => svg.getBoundingClientRect().width)); }"""
_NAMES: Final = "parts => parts.map(part => part.ariaLabel.split(',')[0])"
_SEPARATORS: Final = """() => [...document.querySelectorAll('.js-plotly-plot')]
  .map(plot => plot._fullLayout.separators)"""
_TICKS: Final = """() => [...document.querySelectorAll('.st-key-trend_pick_up_rate .y2tick text')]
  .map(text => text.textContent)"""


@pytest.fixture(scope="module")
def tab(browser: Browser, office_server: Server) -> Iterator[Visit]:
    with browser.new_context(viewport=DESK, locale="de-DE", reduced_motion="reduce") as german:
        yield Visit(german, office_server.url)


@pytest.fixture(scope="module")
def visited(tab: Visit, request: pytest.FixtureRequest) -> tuple[str, Overview]:
    """A path, and the page of that path with all that it holds opened."""
    path = request.param
    page = Overview(tab)
    tab.start_over()
    tab.move(path, **PAGES[path].parameters)
    all_there(page)
    if path not in WITHOUT_PICTURES:
        page.page.locator(".chart[aria-busy=false]").first.wait_for()
    closed = page.page.locator("[data-testid=stExpander] details:not([open]) > summary")
    while closed.count():  # a panel may come while days arrive
        closed.evaluate_all("found => found.forEach(one => one.click())")
        all_there(page)
    return path, page


@pytest.fixture
def seen(visited: tuple[str, Overview]) -> Iterator[tuple[str, Overview]]:
    """The same on a screen, with its pictures, whatever a test before has looked at."""
    path, page = visited
    page.page.evaluate(AFTER)
    page.page.emulate_media(media="screen")
    for switch in page.page.get_by_role("switch", name=AS_TABLE, checked=True).all():
        with page.visit.change():
            switch.press("Space")
    yield path, page
    assert page.visit.complaints() == []


@pytest.mark.parametrize("visited", PAGES, indirect=True)
def test_no_rule_is_broken_by_it_or_what_opens_above_it(seen: tuple[str, Overview]) -> None:
    path, page = seen
    dressed(page, DESK["width"], scheme_of(page))
    nothing_is_broken(page, PAGES[path].panels)


@pytest.mark.parametrize("visited", WITH_NUMBERS, indirect=True)
def test_it_has_no_number_in_english_form(seen: tuple[str, Overview]) -> None:
    _, page = seen
    found = page.page.evaluate(_TEXTS)
    assert len(found) > 500
    assert [line for line in found.splitlines() if _NOT_GERMAN.search(line)] == []


@pytest.mark.parametrize("visited", [""], indirect=True)
def test_its_cards_and_charts_have_german_numbers_and_its_days_are_typed_as_in_germany(
    seen: tuple[str, Overview],
) -> None:
    _, overview = seen
    rate = overview.cards()["Pick-up rate"]
    assert rate.endswith("\xa0%")
    assert "," in rate
    assert set(overview.page.evaluate(_SEPARATORS)) == {",."}
    overview.page.get_by_role("button", name="Dates").click()
    parts = overview.page.locator(".st-key-days").get_by_role("spinbutton")
    overview.visit.eventually(lambda: parts.evaluate_all(_NAMES), ["day", "month", "year"] * 2)
    overview.visit.until(overview.without_panel)


@pytest.mark.parametrize("visited", ["trends"], indirect=True)
def test_the_axis_of_rates_has_german_percentages(seen: tuple[str, Overview]) -> None:
    _, trends = seen
    assert trends.page.evaluate(_TICKS) == [f"{part}\xa0%" for part in range(0, 101, 20)]


@pytest.mark.parametrize("visited", ["trends"], indirect=True)
def test_its_print_entry_and_the_key_draw_charts_for_paper_and_print(
    seen: tuple[str, Overview],
) -> None:
    _, trends = seen
    page = trends.page
    page.set_viewport_size(DESK)
    button = page.get_by_role("button", name="Print")
    for asked in (button.click, lambda: page.keyboard.press("Control+p")):
        page.evaluate(_PRINTED)
        asked()
        trends.visit.until(lambda: page.evaluate("window.printed.length") > 0)
        (widths,) = page.evaluate("window.printed")
        assert widths
        assert max(widths) <= PAPER["upright"][0]
        page.evaluate(AFTER)


@pytest.mark.parametrize("visited", PAGES, indirect=True)
def test_it_fits_on_desk_and_phone_and_can_be_read_in_the_other_colours_too(
    seen: tuple[str, Overview],
) -> None:
    """No rule of how they look goes by both: each width is looked at in one of the schemes."""
    path, page = seen
    scheme = scheme_of(page)
    dressed(page, DESK["width"], scheme)
    fits(page)
    dressed(page, PHONE_WIDTH, OTHER[scheme])
    fits(page)
    colours_can_be_told(page, PAGES[path].panels)


@pytest.mark.parametrize("visited", PRINTED, indirect=True)
def test_it_prints_its_question_and_charts_without_controls_or_cuts(
    seen: tuple[str, Overview],
) -> None:
    path, page = seen
    lay_out(page.page, "upright")  # the narrower one
    prints_whole(page.visit, PAGES[path].charts)


@pytest.mark.parametrize("visited", [""], indirect=True)
def test_it_prints_whole_across_as_well(seen: tuple[str, Overview]) -> None:
    path, page = seen
    lay_out(page.page, "across")
    prints_whole(page.visit, PAGES[path].charts)


@pytest.mark.parametrize("visited", [""], indirect=True)
def test_its_table_prints_whole_and_is_gone_from_the_screen_afterwards(
    seen: tuple[str, Overview], office_server: Server
) -> None:
    path, overview = seen
    asked = PAGES[path].parameters
    csv = plain_http.get(f"{office_server.url}/export/extensions.csv", params=asked).text
    extensions = {line.split(",")[0] for line in csv.splitlines()[1:]}
    overview.page.emulate_media(media="print")
    overview.page.evaluate(BEFORE)
    rows = overview.page.locator(".paper-table tbody tr")
    first = overview.page.locator(".paper-table tbody td:first-child").all_inner_texts()
    assert first[0].startswith("Total of")
    assert first[1:3] == ["Average", "Median"]
    assert set(first[3:]) == extensions
    assert len(first) == rows.count() == len(extensions) + 3
    assert rows.last.is_visible()
    overview.page.evaluate(AFTER)
    assert rows.count() == 0


@pytest.mark.parametrize("visited", ["trends"], indirect=True)
def test_its_tables_in_place_of_charts_print_whole(seen: tuple[str, Overview]) -> None:
    _, trends = seen
    page = trends.page
    with trends.visit.change():
        page.get_by_text("Tables instead of charts").click()
    every = page.locator(".st-key-trend_tables")
    shown, places = every.locator("[data-testid=stDataFrame]"), every.locator(".paper-table")
    trends.visit.until(lambda: places.count() == shown.count() > 1)
    page.evaluate(BEFORE)
    tables = every.locator(".paper-table table")
    assert [table.locator("tbody tr").count() for table in tables.all()] == [DAYS] * tables.count()
    assert tables.count() > 1


@pytest.mark.parametrize("visited", PAGES, indirect=True)
def test_its_pictures_and_tables_have_names(seen: tuple[str, Overview]) -> None:
    path, page = seen
    pictures_and_tables_have_names(page, pictured=path not in WITHOUT_PICTURES)
