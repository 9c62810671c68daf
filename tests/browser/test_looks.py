"""How the page looks at a desk and on a phone, in the light and in the dark: measured."""

from __future__ import annotations

from functools import partial

from telephony.charts.overview.rows import TOP
from tests.browser.layout import LABELS_OUTSIDE
from tests.browser.looks import (
    BACKGROUND,
    LONG_FILTER,
    PHONE_WIDTH,
    behind,
    contrast,
    dressed,
    fits,
    over,
    texts_have_contrast,
)
from tests.browser.overview_page import CHARTS, Overview
from tests.support.chromium import DESK
from tests.support.office import QUOTED, SALES, SUPPORT, members

LEAST_CONTRAST = 3.0
SERIES = ("Inbound answered", "Inbound unanswered", "Outbound answered", "Outbound unanswered")

_LEGEND_AND_BARS = """plot => ['.legend', '.bars, .scatterlayer'].map(part =>
  [...plot.querySelectorAll(part)].map(e => e.getBoundingClientRect())
    .map(box => [box.top, box.bottom]))"""
_OVERLAPPING_TICKS = """plot => { const boxes = [...plot.querySelectorAll('.ytick text')]
    .map(text => text.getBoundingClientRect()).sort((a, b) => a.top - b.top);
  return boxes.slice(1).filter((box, n) => box.top < boxes[n].bottom - 3).length; }"""
_SERIES = """plot => Object.fromEntries(plot._fullData.filter(t => t.xaxis !== 'x2')
  .map(t => [t.name, t.marker.color]))"""


def drawn(page: Overview) -> None:
    """Wait until all four charts have their axes."""
    for chart in CHARTS:
        page.plot(chart).locator(".xtick text").first.wait_for()


def test_the_overview_fits_its_labels_show_and_its_colours_can_be_told(
    at_office: Overview,
) -> None:
    at_office.visit.move(group=[SALES, QUOTED, SUPPORT], range="last_30_days", filter=LONG_FILTER)
    drawn(at_office)
    assert len(at_office.names("volume")) == TOP + 1  # and one for the others
    for width, scheme in ((DESK["width"], "light"), (PHONE_WIDTH, "dark")):
        dressed(at_office, width, scheme)
        everything_inside(at_office)
        for chart in ("volume", "talk"):
            ticks = partial(at_office.plot(chart).evaluate, _OVERLAPPING_TICKS)
            at_office.visit.eventually(ticks, 0)
            legend_lies_above_the_bars(at_office, chart)
        texts_have_contrast(at_office)
        series_have_contrast(at_office)
    everybody = len(members(SALES, QUOTED, SUPPORT))
    with at_office.visit.change():
        at_office.page.get_by_text(f"Show all {everybody} extensions").click()
    at_office.visit.eventually(lambda: len(at_office.names("volume")), everybody)
    for width in (PHONE_WIDTH, DESK["width"]):
        dressed(at_office, width, scheme)
        everything_inside(at_office)


def everything_inside(page: Overview) -> None:
    fits(page)
    for chart in CHARTS:
        labels_lie_inside(page, chart)


def labels_lie_inside(page: Overview, chart: str) -> None:
    page.visit.eventually(lambda: page.plot(chart).evaluate(LABELS_OUTSIDE), [])


def legend_lies_above_the_bars(page: Overview, chart: str) -> None:
    def lies_above() -> bool:
        legends, bars = page.plot(chart).evaluate(_LEGEND_AND_BARS)
        assert len(legends) == 1
        assert bars
        return bool(max(bottom for _, bottom in legends) <= min(top for top, _ in bars))

    page.visit.until(lies_above)


def series_have_contrast(page: Overview) -> None:
    plot = page.plot("volume")
    colours = plot.evaluate(_SERIES)
    assert tuple(colours) == SERIES
    back = behind(plot.evaluate(BACKGROUND))
    ratios = {name: contrast(over(colour, back), back) for name, colour in colours.items()}
    assert min(ratios.values()) >= LEAST_CONTRAST, ratios
