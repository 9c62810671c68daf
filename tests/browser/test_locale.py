"""A German browser: English words, with numbers, percentages and dates as in Germany."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser.overview_page import Overview
from tests.support.chromium import DESK, Visit
from tests.support.office import SALES
from tests.support.processes import Server

_PAGES = ("", "extension", "changes", "workload", "rates", "groups", "trends", "hours")
# Read as in Germany “4,665” is less than five, and “61.7” is a date.
_NOT_GERMAN = re.compile(r"\d[ ]?%|%\d|\b\d{1,3},\d{3}\b|\b\d+\.\d{1,2}\b(?![.:\d])")
_TEXTS = """() => {
  const main = document.querySelector('[data-testid=stMain]');
  const drawn = [...main.querySelectorAll('svg text')].map(text => text.textContent);
  const hidden = [...main.querySelectorAll('[aria-label]')].map(part => part.ariaLabel);
  // of links and bars Streamlit gives screen readers the raw value
  const raw = ['Name', 'Inbound calls'];
  const cells = [...main.querySelectorAll('canvas table')].flatMap(table => {
    const [head, ...rows] = [...table.querySelectorAll('tr')].map(
      row => [...row.querySelectorAll('th, td')].map(cell => cell.textContent));
    return rows.flatMap(row => row.filter((_, place) => !raw.includes(head[place])));
  });
  return [main.innerText, ...drawn, ...hidden, ...cells].join('\\n'); }"""
_NAMES = "parts => parts.map(part => part.ariaLabel.split(',')[0])"
_SEPARATORS = """() => [...document.querySelectorAll('.js-plotly-plot')]
  .map(plot => plot._fullLayout.separators)"""
_TICKS = """() => [...document.querySelectorAll('.st-key-trend_pick_up_rate .y2tick text')]
  .map(text => text.textContent)"""


@pytest.fixture(scope="module")
def german(browser: Browser, office_server: Server) -> Iterator[Visit]:
    with browser.new_context(viewport=DESK, locale="de-DE", reduced_motion="reduce") as context:
        yield Visit(context, office_server.url)


def test_cards_sentences_and_charts_have_german_numbers(german: Visit) -> None:
    page = Overview(german.move("", group=SALES))

    cards = page.cards()
    assert cards["Pick-up rate"].endswith("\xa0%")
    assert "," in cards["Pick-up rate"]
    assert set(page.page.evaluate(_SEPARATORS)) == {",."}
    assert german.complaints() == []


def test_days_are_typed_as_in_germany(german: Visit) -> None:
    german.move("", group=SALES, **{"from": "2026-03-23", "to": "2026-03-29"})
    german.page.get_by_role("button", name="Dates").click()
    days = german.page.locator(".st-key-days")
    days.wait_for()
    parts = days.get_by_role("spinbutton")
    german.eventually(lambda: parts.evaluate_all(_NAMES), ["day", "month", "year"] * 2)


def test_the_axis_of_rates_has_german_percentages(german: Visit) -> None:
    german.move("trends", group=SALES)
    german.page.locator(".st-key-trend_pick_up_rate .js-plotly-plot").wait_for()
    assert german.page.evaluate(_TICKS) == [f"{part}\xa0%" for part in range(0, 101, 20)]


@pytest.mark.parametrize("path", _PAGES)
def test_no_page_has_a_number_in_english_form(german: Visit, path: str) -> None:
    days = {"from": "2026-03-02", "to": "2026-03-29"}
    german.move(path, group=SALES, direction="inbound", sort="-pick_up_rate", **days)
    found = german.page.evaluate(_TEXTS)
    assert len(found) > 500
    assert [line for line in found.splitlines() if _NOT_GERMAN.search(line)] == []
