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
PAGES = ("", "trends", "hours")
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


def test_translated_pages_show_the_period_that_was_stepped_to(tab):
    fresh = {}
    for path in PAGES:
        before = last_week(tab, path)
        step_back(tab)
        fresh[path] = lines(tab)
        assert fresh[path] != before
    for path in PAGES:  # nobody undoes a translation: each finds what is left of those before
        last_week(tab, path)
        tab.page.evaluate(TRANSLATE)
        step_back(tab)
        # some frames after the run, where it is drawn
        tab.eventually(lambda: lines(tab), fresh[path])
    assert tab.complaints() == []


def last_week(tab, path):
    tab.move(path, group=SALES, range="last_week")
    shown = lines(tab)
    assert len(shown) > SHORTEST
    return shown


def step_back(tab):
    with tab.change():
        tab.page.locator(".st-key-back button").first.click()
