"""After a change a page shows its new words, even where a translator has wrapped its texts."""

import re

import pytest

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


def lines(page):
    shown = page.page.locator(".stMain").inner_text().splitlines()
    return [line for line in shown if line.strip() and not MOMENT.search(line)]


@pytest.mark.parametrize("path", ["", "trends", "hours"])
def test_a_translated_page_shows_the_period_that_was_stepped_to(own_page, at_office, path):
    translated = own_page
    translated.visit.open(path, group=SALES, range="last_week")
    before = lines(translated)
    translated.page.evaluate(TRANSLATE)
    with translated.visit.change():
        translated.page.locator(".st-key-back button").first.click()
    fresh = at_office
    fresh.visit.move(path, **translated.visit.parameters)
    assert len(before) > SHORTEST
    assert lines(fresh) != before
    assert lines(translated) == lines(fresh)
