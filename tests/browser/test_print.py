"""What stands on paper: everything that was asked and found, and no controls."""

import re

import pytest

from tests.support import plain_http
from tests.support.office import SALES

CHARTS = {
    "trends": 5,
    "hours": 2,
    "explorer": 0,
    **dict.fromkeys(("extension", "workload", "rates", "groups"), 1),
    "changes": 2,
    "": 4,  # at last: the test below finds its view open
}
# A4 less its margins, upright and across, in the pixels that browsers lay paper out by.
PAPER = {"upright": (718, 1031), "across": (1047, 702)}
CONTROLS = "button, input, [role=radiogroup], [data-testid=stDataFrame], header"
# Charts have followed their boxes: no drawing changes its width any more.
STILL = """() => new Promise(done => {
  const look = last => {
    const now = [...document.querySelectorAll('.main-svg')].map(one => one.getAttribute('width'));
    if (`${now}` === last) done();
    else setTimeout(look, 300, `${now}`);
  };
  look();
})"""
BEFORE = "window.dispatchEvent(new Event('beforeprint'))"
AFTER = "window.dispatchEvent(new Event('afterprint'))"
PRINTED = """() => { window.printed = []; window.print = () => window.printed.push(
  [...document.querySelectorAll('.main-svg')].map(svg => svg.getBoundingClientRect().width)); }"""
CLIPPED = """() => [...document.querySelectorAll('.stMain *')].filter(one => {
  const box = one.getBoundingClientRect();
  return box.width && box.height && !one.closest('svg')
    && box.right > document.documentElement.clientWidth + 1;
}).map(one => one.className)"""
BROKEN = """() => [...document.querySelectorAll('.paper-table th, .groups thead th')]
  .flatMap(head => [...head.textContent.matchAll(/[^\\s-]+/g)].filter(word => {
    const range = document.createRange();
    range.setStart(head.firstChild, word.index);
    range.setEnd(head.firstChild, word.index + word[0].length);
    return !head.closest('.squeezed') && range.getClientRects().length > 1;
  }).map(([word]) => word))"""
HIGHER = """height => [...document.querySelectorAll('.chart')].filter(
  one => one.getBoundingClientRect().height > height).map(one => one.ariaLabel)"""
DRAWN = """() => [...document.querySelectorAll('.svg-container')].map(box => {
  const { width, height } = box.getBoundingClientRect();
  const drawing = box.querySelector('.main-svg').viewBox.baseVal;
  return Math.abs(width / height - drawing.width / drawing.height) < 0.02 && width > 300;
})"""


@pytest.fixture
def on_paper(at_office):
    """Shows a page as a browser lays it out for upright paper."""

    def laid_out(path):
        at_office.visit.move(path, group=SALES, range="last_week")
        page = at_office.page
        if path != "explorer":
            page.locator(".main-svg").first.wait_for()
        page.get_by_text("last updated").first.wait_for()
        lay_out(page, *PAPER["upright"])
        return page

    yield laid_out
    at_office.page.evaluate(AFTER)


def lay_out(page, width, height):
    page.set_viewport_size({"width": width, "height": height})
    page.emulate_media(media="print")
    page.evaluate(STILL)
    page.evaluate(BEFORE)


@pytest.mark.parametrize("path", CHARTS)
def test_a_page_prints_its_question_and_charts_without_controls_or_cuts(at_office, on_paper, path):
    page = on_paper(path)
    prints_whole(at_office.visit, path, PAPER["upright"])
    page.evaluate(AFTER)
    lay_out(page, *PAPER["across"])
    prints_whole(at_office.visit, path, PAPER["across"])


def prints_whole(visit, path, paper):
    page = visit.page
    top = page.locator(".stMain .st-key-question").inner_text()
    assert "3CX telephone statistics" in top
    assert re.search(r"2026.*Europe/Berlin|range: last_week", top)
    assert "last updated" in page.locator(".stMain").inner_text()
    assert page.locator(CONTROLS).filter(visible=True).count() == 0
    visit.eventually(lambda: page.evaluate(CLIPPED), [])
    visit.eventually(lambda: page.evaluate(DRAWN), [True] * CHARTS[path])
    assert page.evaluate(BROKEN) == []
    assert page.evaluate(HIGHER, paper[1]) == [], "a chart is cut by the end of a page"


def test_the_table_prints_whole_and_is_gone_from_the_screen_afterwards(on_paper, office_server):
    asked = {"group": SALES, "range": "last_week"}
    csv = plain_http.get(f"{office_server.url}/export/extensions.csv", params=asked).text
    extensions = {line.split(",")[0] for line in csv.splitlines()[1:]}
    page = on_paper("")
    rows = page.locator(".paper-table tbody tr")
    first = page.locator(".paper-table tbody td:first-child").all_inner_texts()
    assert first[0].startswith("Total of")
    assert first[1:3] == ["Average", "Median"]
    assert set(first[3:]) == extensions
    assert len(first) == rows.count() == len(extensions) + 3
    assert rows.last.is_visible()
    page.evaluate(AFTER)
    assert rows.count() == 0


def test_tables_in_place_of_charts_print_whole(at_office):
    page = at_office.page
    at_office.visit.move("trends", group=SALES, range="last_month")
    switch = page.get_by_text("Tables instead of charts")
    with at_office.visit.change():
        switch.click()
    shown, places = page.locator("[data-testid=stDataFrame]"), page.locator(".paper-table")
    at_office.visit.until(lambda: places.count() == shown.count() > 1)
    page.evaluate(BEFORE)
    tables = page.locator(".paper-table table")
    assert [table.locator("tbody tr").count() for table in tables.all()] == [31] * tables.count()
    assert tables.count() > 1
    page.evaluate(AFTER)
    with at_office.visit.change():  # what the session keeps holds for the next test as well
        switch.click()


def test_the_print_entry_and_its_key_draw_charts_for_paper_and_print(at_office):
    page = at_office.page
    at_office.visit.move("trends", group=SALES, range="last_week")
    page.locator(".main-svg").first.wait_for()
    for asked in (page.get_by_role("button", name="Print").click, lambda: press(page, "Control+p")):
        page.evaluate(PRINTED)
        asked()
        at_office.visit.until(lambda: page.evaluate("window.printed.length") > 0)
        (widths,) = page.evaluate("window.printed")
        assert widths
        assert max(widths) <= PAPER["upright"][0]
        page.evaluate(AFTER)


def press(page, keys):
    page.keyboard.press(keys)
