"""How the page looks at a desk and on a phone, in the light and in the dark: measured."""

from __future__ import annotations

import re
from functools import partial

import pytest

from telephony.charts.overview.rows import TOP
from tests.browser.layout import LABELS_OUTSIDE, OVERFLOW
from tests.browser.overview_page import CHARTS, Overview
from tests.support.chromium import DESK
from tests.support.office import QUOTED, SALES, SUPPORT, members

PHONE_WIDTH = 390
LEAST_CONTRAST, LEAST_OF_TEXT = 3.0, 4.5
LONG_FILTER = (
    "(Dn ne '1' and SentimentScore eq null) or not (InboundAnsweredTalkingDur in (duration'PT1H'))"
)
SERIES = ("Inbound answered", "Inbound unanswered", "Outbound answered", "Outbound unanswered")

# What reaches out of the window, apart from what lies in a box that scrolls or cuts by itself, and
# from words for screen readers alone.
_REACH_OUT = """() => {
  const unseen = e => e && (getComputedStyle(e).clipPath === 'inset(50%)'
    || unseen(e.parentElement));
  return [...document.querySelectorAll('[data-testid=stMainBlockContainer] *')]
  .filter(e => e.checkVisibility() && !e.closest('[data-testid=stDataFrame], svg'))
  .filter(e => e.getBoundingClientRect().right > innerWidth + 1 && !unseen(e))
  .map(e => e.outerHTML.slice(0, 200)); }"""
_LEGEND_AND_BARS = """plot => ['.legend', '.bars, .scatterlayer'].map(part =>
  [...plot.querySelectorAll(part)].map(e => e.getBoundingClientRect())
    .map(box => [box.top, box.bottom]))"""
# How far each drawing's width is from that of its place.
_UNFITTED = """() => [...document.querySelectorAll('.js-plotly-plot')].map(plot => Math.abs(
  plot.querySelector('.main-svg').getBoundingClientRect().width
  - plot.getBoundingClientRect().width)).filter(pixels => pixels > 1)"""
_OVERLAPPING_TICKS = """plot => { const boxes = [...plot.querySelectorAll('.ytick text')]
    .map(text => text.getBoundingClientRect()).sort((a, b) => a.top - b.top);
  return boxes.slice(1).filter((box, n) => box.top < boxes[n].bottom - 3).length; }"""
_TEXTS = """() => { const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode, e = node.parentElement;
    if (!node.textContent.trim() || !e.checkVisibility({checkOpacity: true})) continue;
    if (e.closest('style, script, canvas, [data-testid=stIconMaterial]')) continue;
    const style = getComputedStyle(e), svg = e.closest('svg');
    const behind = [];
    for (let up = e; up; up = up.parentElement) behind.push(getComputedStyle(up).backgroundColor);
    found.push({text: node.textContent.trim().slice(0, 60), behind,
      colour: svg ? style.fill : style.color, opacity: svg ? +style.fillOpacity : 1});
  }
  return found; }"""
_SERIES = """plot => Object.fromEntries(plot._fullData.filter(t => t.xaxis !== 'x2')
  .map(t => [t.name, t.marker.color]))"""
_BACKGROUND = """e => { const behind = [];
  for (let up = e; up; up = up.parentElement) behind.push(getComputedStyle(up).backgroundColor);
  return behind; }"""

Colour = tuple[float, float, float]


BRIGHT_DESK = ((DESK["width"], "light"), (PHONE_WIDTH, "dark"))
BRIGHT_PHONE = ((DESK["width"], "dark"), (PHONE_WIDTH, "light"))
"""Widths and schemes, of which pages take turns: no rule of how they look goes by both."""


def dressed(page: Overview, width: int, scheme: str) -> None:
    """Give the window its width and the browser its preference, until the page has both."""
    page.page.set_viewport_size({"width": width, "height": DESK["height"]})
    page.page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    app = page.page.locator("[data-testid=stApp]")
    page.visit.eventually(
        lambda: luminance(behind(app.evaluate(_BACKGROUND))) < 0.5, scheme == "dark"
    )
    page.visit.eventually(lambda: page.page.evaluate(_UNFITTED), [])


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
    for width, scheme in BRIGHT_DESK:
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


@pytest.mark.parametrize(
    ("path", "looks"),
    [
        ("trends", BRIGHT_PHONE),
        ("hours", BRIGHT_DESK),
        ("explorer", BRIGHT_PHONE),
        ("connection", BRIGHT_DESK),
        ("status", BRIGHT_PHONE),
    ],
)
def test_the_other_pages_fit_and_their_texts_can_be_read(
    at_office: Overview, path: str, looks: tuple[tuple[int, str], ...]
) -> None:
    at_office.visit.move(path, group=SALES, filter=LONG_FILTER, orderby="Dn desc", top="3")
    for width, scheme in looks:
        dressed(at_office, width, scheme)
        fits(at_office)
        texts_have_contrast(at_office)


def everything_inside(page: Overview) -> None:
    fits(page)
    for chart in CHARTS:
        labels_lie_inside(page, chart)


def fits(page: Overview) -> None:
    page.visit.eventually(lambda: page.page.evaluate(OVERFLOW), [0, 0])
    page.visit.eventually(lambda: page.page.evaluate(_REACH_OUT), [])


def labels_lie_inside(page: Overview, chart: str) -> None:
    page.visit.eventually(lambda: page.plot(chart).evaluate(LABELS_OUTSIDE), [])


def legend_lies_above_the_bars(page: Overview, chart: str) -> None:
    def lies_above() -> bool:
        legends, bars = page.plot(chart).evaluate(_LEGEND_AND_BARS)
        assert len(legends) == 1
        assert bars
        return bool(max(bottom for _, bottom in legends) <= min(top for top, _ in bars))

    page.visit.until(lies_above)


def texts_have_contrast(page: Overview) -> None:
    page.visit.eventually(lambda: faint_texts(page), {})


def faint_texts(page: Overview) -> dict[str, float]:
    """Each text in sight with too little contrast, and how much it has."""
    texts = page.page.evaluate(_TEXTS)
    assert texts
    faint: dict[str, float] = {}
    for text in texts:
        back = behind(text["behind"])
        ratio = contrast(over(text["colour"], back, text["opacity"]), back)
        if ratio < LEAST_OF_TEXT:
            faint[text["text"]] = round(ratio, 2)
    return faint


def series_have_contrast(page: Overview) -> None:
    plot = page.plot("volume")
    colours = plot.evaluate(_SERIES)
    assert tuple(colours) == SERIES
    back = behind(plot.evaluate(_BACKGROUND))
    ratios = {name: contrast(over(colour, back), back) for name, colour in colours.items()}
    assert min(ratios.values()) >= LEAST_CONTRAST, ratios


def behind(backgrounds: list[str]) -> Colour:
    """The colour behind an element, from its own background and those of its ancestors."""
    colour: Colour = (255, 255, 255)
    for layer in reversed(backgrounds):
        colour = over(layer, colour)
    return colour


def over(colour: str, back: Colour, opacity: float = 1) -> Colour:
    """A CSS colour as seen over another."""
    if colour.startswith("#"):
        parts = [int(colour[place : place + 2], 16) for place in (1, 3, 5)]
        alpha = opacity
    else:
        red, green, blue, *rest = map(float, re.findall(r"[\d.]+", colour))
        scale = 255 if colour.startswith("color(srgb") else 1  # a mixed colour, in shares
        parts = [part * scale for part in (red, green, blue)]
        alpha = (rest[0] if rest else 1) * opacity
    red, green, blue = (
        alpha * part + (1 - alpha) * base for part, base in zip(parts, back, strict=True)
    )
    return red, green, blue


def contrast(one: Colour, other: Colour) -> float:
    """WCAG 2.2 contrast ratio, 1 to 21."""
    darker, lighter = sorted(map(luminance, (one, other)))
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: Colour) -> float:
    """WCAG 2.2 relative luminance, 0 to 1."""
    red, green, blue = (
        part / 255 / 12.92 if part / 255 <= 0.04045 else ((part / 255 + 0.055) / 1.055) ** 2.4
        for part in colour
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
