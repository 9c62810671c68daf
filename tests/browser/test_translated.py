"""After a change a page shows its new words, even where a translator has wrapped its texts."""

import re

import pytest

from tests.support.chromium import Visit
from tests.support.office import SALES

# As Chrome does it: each text becomes two nested elements in the place of its node.
TRANSLATE = """() => {
  const texts = document.createTreeWalker(document.querySelector('.stMain'), NodeFilter.SHOW_TEXT);
  const found = [];
  while (texts.nextNode()) found.push(texts.currentNode);
  for (const node of found) {
    if (!node.data.trim() || node.parentElement.closest('style, svg, canvas')) continue;
    const outer = document.createElement('font'), inner = document.createElement('font');
    inner.textContent = node.data;
    outer.append(inner);
    node.replaceWith(outer);
  }
}"""
# A page with numbers; one that says why it has none is shorter.
SHORTEST = 15
MOMENT = re.compile(r"\b[Aa]s of .*|\d+ ms\b.*")


def lines(visit):
    shown = visit.page.locator(".stMain").inner_text().splitlines()
    return [line for line in shown if line.strip() and not MOMENT.search(line)]


@pytest.fixture(scope="module")
def tab(desk, office_server):
    opened = Visit(desk, office_server.url)
    yield opened
    opened.page.close()


@pytest.mark.parametrize("path", ["", "trends", "hours"])
def test_a_translated_page_shows_the_period_that_was_stepped_to(tab, path):
    step = tab.page.locator(".st-key-back button").first
    tab.open(path, group=SALES, range="last_week")  # anew: nobody undoes a translation
    before = lines(tab)
    assert len(before) > SHORTEST
    with tab.change():
        step.click()
    fresh = lines(tab)
    assert fresh != before
    with tab.change():
        tab.page.go_back()
    tab.page.evaluate(TRANSLATE)
    with tab.change():
        step.click()
    tab.eventually(lambda: lines(tab), fresh)  # some frames after the run, where it is drawn
    assert tab.complaints() == []
