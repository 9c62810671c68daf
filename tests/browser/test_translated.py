"""After a change a page shows its new words, even where a translator has wrapped its texts."""

import re

import pytest

from tests.support.chromium import SMALL_DESK
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
LAST_WEEK = {"from": "2026-03-23", "to": "2026-03-29"}
WEEK_BEFORE = {"from": "2026-03-16", "to": "2026-03-22"}
# A page with numbers; one that says why it has none is shorter.
SHORTEST = 15
MOMENT = re.compile(r"\b[Aa]s of .*|\d+ ms\b.*")


def lines(visit):
    shown = visit.page.locator(".stMain").inner_text().splitlines()
    return [line for line in shown if line.strip() and not MOMENT.search(line)]


@pytest.fixture(scope="module")
def window():
    return SMALL_DESK


def test_translated_pages_show_the_period_that_was_stepped_to(at_office):
    visit, fresh = at_office.visit, {}
    for path in PAGES:
        visit.move(path, group=SALES, **LAST_WEEK)
        fresh[path] = lines(visit)
        assert len(fresh[path]) > SHORTEST
    for path in PAGES:  # nobody undoes a translation: each finds what is left of those before
        visit.move(path, group=SALES, **WEEK_BEFORE)
        assert lines(visit) != fresh[path]
        visit.page.evaluate(TRANSLATE)
        with visit.change():
            visit.page.locator(".st-key-forward button").first.click()
        # some frames after the run, where it is drawn
        visit.eventually(lambda: lines(visit), fresh[path])
