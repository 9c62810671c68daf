"""What the bench notes of a page, on its own floor: HTML, plotly.js and nothing else."""

import pickle

import pandas as pd
import pytest

from benchmarks import servers
from benchmarks.browser import views
from benchmarks.browser.sides import OVERVIEW, Content, Context, bare
from benchmarks.browser.stage import FLOOR
from tests.support.processes import quickest


def shown(length: int) -> views.Shown:
    figure = {"data": [{"type": "bar", "x": [length], "y": [0]}], "layout": {"height": 300}}
    charts = {f"chart{number}": figure for number in range(OVERVIEW.charts)}
    numbers = [("Calls", f"{length}", "")] * 2
    return views.Shown(numbers, charts, pd.DataFrame())


@pytest.fixture
def floor(tmp_path):
    kept = tmp_path / "views"
    kept.write_bytes(pickle.dumps({"all//": shown(1), "internal//": shown(2)}))
    environment = {views.FILE_VARIABLE: str(kept)}
    with servers.serving(FLOOR, environment, "/", "--port", start=quickest) as served:
        yield bare(served.url)


def test_a_page_without_cards_has_its_sentences_as_its_numbers(browser):
    page = """<p class=finding>1,234 calls.</p><ul class=points><li>12 fewer</ul>
        <svg><g class=points><text>0</text></g></svg>
        <script>requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => {
            document.querySelector('text').textContent = '1';
            window.drawn = performance.now();
        })));</script>"""
    side = bare(f"data:text/html,{page}")
    with Context(browser) as context, context.tab(side) as tab:
        opened = tab.open(Content(0, numbers=True))
        # what a chart writes later is none of them
        assert 0 < opened.numbers < tab.page.evaluate("drawn")


def test_numbers_come_before_charts_and_a_change_is_noted_when_all_charts_show_it(browser, floor):
    with Context(browser) as context, context.tab(floor) as tab:
        opened = tab.open()
        assert 0 < opened.numbers < opened.first <= opened.settled <= opened.all
        changed, back = tab.change("internal"), tab.change("all")
    assert 0 < changed.numbers <= changed.settled
    assert len(changed.prints) == OVERVIEW.charts
    assert set(changed.prints).isdisjoint(opened.prints)
    assert back.prints == opened.prints
