"""What stands on paper: everything that was asked and found, and no controls."""

import re

import httpx
import pytest

from tests.support.office import SALES

# A4 less its margins, upright and across, in the pixels that browsers lay paper out by.
PAPER = {"upright": 718, "across": 1047}
CONTROLS = "button, input, [role=radiogroup], [data-testid=stDataFrame], header"
BEFORE = "window.dispatchEvent(new Event('beforeprint'))"
AFTER = "window.dispatchEvent(new Event('afterprint'))"
PRINTED = """() => { window.printed = []; window.print = () => window.printed.push(
  [...document.querySelectorAll('.main-svg')].map(svg => svg.getBoundingClientRect().width)); }"""
CLIPPED = """() => [...document.querySelectorAll('.stMain *')].filter(one => {
  const box = one.getBoundingClientRect();
  return box.width && box.height && !one.closest('svg')
    && box.right > document.documentElement.clientWidth + 1;
}).map(one => one.className)"""
DRAWN = """() => [...document.querySelectorAll('.svg-container')].map(box => {
  const { width, height } = box.getBoundingClientRect();
  const drawing = box.querySelector('.main-svg').viewBox.baseVal;
  return Math.abs(width / height - drawing.width / drawing.height) < 0.02 && width > 300;
})"""


@pytest.fixture
def on_paper(at_office):
    """Shows a page as a browser lays it out for paper of a width."""

    def laid_out(path, width, **parameters):
        at_office.visit.move(path, group=SALES, range="last_week", **parameters)
        page = at_office.page
        if path != "explorer":
            page.locator(".main-svg").first.wait_for()
        page.set_viewport_size({"width": width, "height": 1000})
        page.emulate_media(media="print")
        page.evaluate(BEFORE)
        return page

    yield laid_out
    at_office.page.evaluate(AFTER)


@pytest.mark.parametrize("width", PAPER.values(), ids=PAPER)
@pytest.mark.parametrize("path", ["", "trends", "hours", "explorer"])
def test_a_page_prints_its_question_and_charts_without_controls_or_cuts(on_paper, path, width):
    page = on_paper(path, width)
    top = page.locator(".stMain .st-key-bar").inner_text()
    assert "3CX telephone statistics" in top
    assert re.search(r"2026.*Europe/Berlin|range: last_week", top)
    assert re.search("[Aa]s of", page.locator(".stMain").inner_text())
    shown = [one for one in page.locator(CONTROLS).all() if one.is_visible()]
    assert shown == []
    assert page.evaluate(CLIPPED) == []
    drawn = page.evaluate(DRAWN)
    assert all(drawn)
    assert len(drawn) > 1 or path == "explorer"


def test_the_table_prints_whole_and_is_gone_from_the_screen_afterwards(on_paper, office_server):
    asked = {"group": SALES, "range": "last_week"}
    csv = httpx.get(f"{office_server.url}/export/extensions.csv", params=asked).text
    extensions = {line.split(",")[0] for line in csv.splitlines()[1:]}
    page = on_paper("", PAPER["upright"])
    rows = page.locator(".paper-table tbody tr")
    first = page.locator(".paper-table tbody td:first-child").all_inner_texts()
    assert first[0].startswith("Total of")
    assert set(first[1:]) == extensions
    assert len(first) == rows.count() == len(extensions) + 1
    assert rows.last.is_visible()
    page.evaluate(AFTER)
    assert rows.count() == 0


def test_tables_in_place_of_charts_print_whole(own_page):
    page = own_page
    page.visit.open("trends", group=SALES, range="last_month")
    with page.visit.change():
        page.page.get_by_text("Tables instead of charts").click()
    shown = page.page.locator("[data-testid=stDataFrame]")
    places = page.page.locator(".paper-table")
    page.visit.until(lambda: places.count() == shown.count() > 1)
    page.page.evaluate(BEFORE)
    tables = page.page.locator(".paper-table table")
    assert [table.locator("tbody tr").count() for table in tables.all()] == [31] * tables.count()
    assert tables.count() > 1


@pytest.mark.parametrize("by", ["entry", "key"])
def test_the_print_entry_and_its_key_draw_charts_for_paper_and_print(at_office, by):
    page = at_office
    page.visit.move("trends", group=SALES, range="last_week")
    page.page.locator(".main-svg").first.wait_for()
    page.page.evaluate(PRINTED)
    if by == "entry":
        page.page.get_by_role("button", name="Print").click()
    else:
        page.page.keyboard.press("Control+p")
    page.visit.until(lambda: page.page.evaluate("window.printed.length") > 0)
    (widths,) = page.page.evaluate("window.printed")
    assert widths
    assert max(widths) <= PAPER["upright"]


def test_a_table_that_no_page_has_is_not_to_be_had(office_server):
    assert httpx.get(f"{office_server.url}/print/guessed").status_code == 404
