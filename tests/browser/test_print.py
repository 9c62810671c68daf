"""What stands on paper: everything that was asked and found, and no controls."""

from tests.browser.paper import AFTER, BEFORE, PAPER, lay_out
from tests.support import plain_http
from tests.support.office import SALES

PRINTED = """() => { window.printed = []; window.print = () => window.printed.push(
  [...document.querySelectorAll('.main-svg')].map(svg => svg.getBoundingClientRect().width)); }"""


def test_the_table_prints_whole_and_is_gone_from_the_screen_afterwards(at_office, office_server):
    asked = {"group": SALES, "range": "last_week"}
    csv = plain_http.get(f"{office_server.url}/export/extensions.csv", params=asked).text
    extensions = {line.split(",")[0] for line in csv.splitlines()[1:]}
    page = at_office.page
    at_office.visit.move(**asked)
    lay_out(page, *PAPER["upright"])
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
