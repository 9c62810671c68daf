"""What the bench notes of a page, on its own floor: HTML, plotly.js and nothing else."""

import pickle

import pandas as pd
import pytest

from benchmarks import servers
from benchmarks.browser import views
from benchmarks.browser.sides import OVERVIEW, Context, bare
from benchmarks.browser.stage import FLOOR

pytestmark = pytest.mark.browser


def shown(length: int) -> views.Shown:
    figure = {"data": [{"type": "bar", "x": [length], "y": [0]}], "layout": {"height": 300}}
    charts = {f"chart{number}": figure for number in range(OVERVIEW.charts)}
    numbers = [("Calls", f"{length}", "")] * 2
    return views.Shown(numbers, charts, pd.DataFrame())


@pytest.fixture
def floor(tmp_path):
    kept = tmp_path / "views"
    kept.write_bytes(pickle.dumps({"all//": shown(1), "internal//": shown(2)}))
    with servers.serving(FLOOR, {views.FILE_VARIABLE: str(kept)}, "/", "--port") as served:
        yield bare(served.url)


def test_numbers_come_before_charts_and_a_change_is_noted_when_all_charts_show_it(browser, floor):
    with Context(browser) as context, context.tab(floor) as tab:
        opened = tab.open()
        assert 0 < opened.numbers < opened.first <= opened.settled <= opened.all
        changed, back = tab.change("internal"), tab.change("all")
    assert 0 < changed.numbers <= changed.settled
    assert len(changed.prints) == OVERVIEW.charts
    assert set(changed.prints).isdisjoint(opened.prints)
    assert back.prints == opened.prints
