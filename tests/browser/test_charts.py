"""How charts are drawn: once per change, only what changed, and the selection at once."""

from __future__ import annotations

import re
from collections import Counter
from functools import partial
from pathlib import Path
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Locator

from telephony.charts import library
from tests.browser.blocking import block
from tests.browser.overview_page import CHARTS, Overview
from tests.support.chromium import DESK, Visit
from tests.support.office import SALES, members

# Each drawing of each chart from now on.
_COUNT = """() => {
  window.drawn = [];
  for (const plot of document.querySelectorAll('.js-plotly-plot')) {
    const name = plot.closest('[class*=st-key-chart_]').className.match(/st-key-chart_(\\w+)/)[1];
    plot.removeAllListeners('plotly_afterplot');
    plot.on('plotly_afterplot', () => window.drawn.push(name));
  }
}"""
_KINDS = """() => {
  const { traces, layout } = Plotly.PlotSchema.get();
  return [Object.keys(traces), layout.layoutAttributes.shapes.items.shape.type.values];
}"""
_MARKS = (
    "() => [...document.querySelectorAll('.js-plotly-plot .main-svg')].map(one => one.dataset.mark)"
)
_MARK = """() => document.querySelectorAll('.js-plotly-plot .main-svg')
  .forEach((one, place) => { one.dataset.mark = place; })"""
# A browser that is never idle draws no chart before it is in sight.
_BUSY = """() => {
  window.kept = []; window.idle = requestIdleCallback;
  window.requestIdleCallback = one => window.kept.push(one);
}"""
_IDLE = """() => {
  window.requestIdleCallback = window.idle;
  for (const one of window.kept) requestIdleCallback(one);
}"""
_RANGE = "plot => plot._fullLayout.xaxis.range"
_BAR = """plot => [...plot.querySelector('.barlayer .trace').querySelectorAll('path')]
  .map(path => path.style.opacity)"""


# The page of several days is drawn once more when those that are stored have been read.
ONE_DAY = {"from": "2026-03-31", "to": "2026-03-31"}


@pytest.fixture(scope="module")
def tab(lasting_tab: Visit) -> Visit:
    return lasting_tab


@pytest.fixture
def overview(at_office: Overview) -> Overview:
    """The page as it was opened; a test that leaves it otherwise leaves another address, too."""
    asked = {"group": SALES, **ONE_DAY}
    if at_office.visit.parameters != {name: [value] for name, value in asked.items()}:
        at_office.visit.move(**asked)
    at_office.page.evaluate(_COUNT)
    return at_office


def opacities(plot: Locator, bars: int) -> list[str]:
    """Of the first bars, from the top."""
    found: list[str] = plot.evaluate(_BAR)
    return found[:bars]


def full(overview: Overview, chart: str, name: str) -> set[str]:
    """The extensions whose bars are not dimmed."""
    opacities = overview.traces(chart)[name].opacities
    return {extension for extension, opacity in opacities.items() if opacity == 1}


def drawn(overview: Overview) -> Counter[str]:
    """How often each chart was drawn since it was last asked."""
    return Counter(overview.page.evaluate("() => window.drawn.splice(0)"))


def test_the_library_can_draw_every_kind_of_trace_and_shape_that_the_figures_have(overview):
    traces, shapes = overview.page.evaluate(_KINDS)
    folder = Path(library.__file__).parents[1]
    modules = "".join(file.read_text(encoding="utf-8") for file in folder.rglob("*.py"))
    used = set(re.findall(r'"type": "(\w+)"', modules))
    assert {"bar", "heatmap", "scatter"} <= used
    assert used <= {*traces, *shapes}


def test_a_change_draws_each_chart_once_and_makes_none_anew(overview):
    overview.page.evaluate(_MARK)
    marks = overview.page.evaluate(_MARKS)
    with overview.visit.change():
        overview.page.locator(".st-key-back button").first.click()
    assert drawn(overview) == dict.fromkeys(CHARTS, 1)
    assert overview.page.evaluate(_MARKS) == marks


def test_a_run_that_changes_no_figure_draws_nothing(overview):
    with overview.changing():
        pass
    assert drawn(overview) == {}


def test_a_click_is_seen_before_the_server_has_followed(overview, office_server):
    [first, *_] = overview.bar_order("volume")
    plots = [overview.plot(name) for name in ("volume", "talk")]
    with overview.visit.change(), office_server.stopped():
        overview.click_bar("volume", first)
        for plot in plots:
            overview.visit.eventually(partial(opacities, plot, 2), ["1", "0.3"])
        assert drawn(overview) == {}
    assert drawn(overview) == dict.fromkeys(CHARTS, 1)
    assert [opacities(plot, 2) for plot in plots] == [["1", "0.3"]] * 2


def test_clicks_in_a_row_add_up_everywhere_and_a_double_click_clears_them(overview, office_server):
    first, second, third, *_ = overview.bar_order("volume")
    volume = overview.plot("volume")
    clicks = {
        ("volume", first): "1 0.3 0.3",
        ("talk", second): "1 1 0.3",
        ("volume", third): "1 1 1",
        ("volume", second): "1 0.3 1",
    }
    with overview.visit.change(), office_server.stopped():
        for (chart, extension), seen in clicks.items():
            overview.click_bar(chart, extension)
            overview.visit.eventually(partial(opacities, volume, 3), seen.split())
    overview.visit.eventually(lambda: overview.visit.parameters.get("selected"), [first, third])
    assert opacities(overview.plot("talk"), 4) == ["1", "0.3", "1", "0.3"]
    for chart, name in (("volume", "Inbound answered"), ("talk", "Inbound talk time")):
        assert full(overview, chart, name) == {first, third}
    overview.visit.eventually(lambda: sorted(overview.picked_rows()), sorted([first, third]))
    assert overview.page.get_by_text("2 selected · totals cover all extensions").is_visible()
    with overview.visit.change():
        overview.double_click_bar("volume", first)
    overview.visit.eventually(lambda: overview.visit.parameters.get("selected"), None)
    assert set(opacities(overview.plot("volume"), 4)) == {"1"}
    overview.visit.eventually(overview.picked_rows, [])
    assert full(overview, "volume", "Inbound answered") == set(members(SALES))


def test_a_zoom_lasts_over_a_change_and_a_double_click_undoes_it(overview):
    scatter = overview.plot("scatter")
    area = scatter.locator(".nsewdrag").bounding_box()
    before = scatter.evaluate(_RANGE)
    x, y = area["x"], area["y"] + area["height"] / 2
    overview.page.mouse.move(x + 40, y - 60)
    overview.page.mouse.down()
    overview.page.mouse.move(x + 200, y + 60, steps=5)
    overview.page.mouse.up()
    overview.visit.until(lambda: scatter.evaluate(_RANGE) != before)
    zoomed = scatter.evaluate(_RANGE)
    with overview.visit.change():
        overview.page.locator(".st-key-back button").first.click()
    assert scatter.evaluate(_RANGE) == zoomed
    overview.page.mouse.dblclick(x + 20, y)
    overview.visit.until(lambda: scatter.evaluate(_RANGE) != zoomed)


def test_colours_follow_the_theme_without_a_run(overview):
    text = "plot => plot._fullLayout.font.color"
    before, runs = overview.plot("share").evaluate(text), list(overview.visit.runs)
    overview.page.emulate_media(color_scheme="dark")
    overview.visit.until(lambda: overview.plot("share").evaluate(text) != before)
    overview.page.emulate_media(color_scheme="light")
    overview.visit.until(lambda: overview.plot("share").evaluate(text) == before)
    assert overview.visit.runs == runs


def test_what_is_out_of_sight_is_drawn_for_paper(overview):
    overview.page.set_viewport_size({"width": DESK["width"], "height": 500})
    overview.visit.rest()
    overview.page.evaluate(_BUSY)
    waiting = overview.page.locator(".chart[aria-busy=true]")

    def printed() -> bool:
        overview.page.evaluate("dispatchEvent(new Event('beforeprint'))")
        return waiting.count() == 0

    with overview.visit.change():
        overview.page.locator(".st-key-back button").first.click()
        overview.visit.until(lambda: waiting.count() == len(CHARTS))
        overview.visit.until(printed)
        overview.page.evaluate(_IDLE)
    assert drawn(overview) == dict.fromkeys(CHARTS, 1)


def test_a_chart_says_so_where_its_library_cannot_be_loaded(desk, office_server):
    with desk.new_page() as page:
        block(page, "*/library/*")
        page.goto(f"{office_server.url}/workload?{urlencode({'group': SALES, **ONE_DAY})}")
        said = page.locator(".chart").first
        said.get_by_text("could not be drawn").wait_for()
        assert said.get_attribute("aria-busy") == "false"
