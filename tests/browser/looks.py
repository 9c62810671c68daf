"""How a page looks: what of it reaches out, and whether its texts can be read."""

from __future__ import annotations

import re
from typing import Final

from tests.browser.layout import OVERFLOW
from tests.browser.overview_page import Overview
from tests.support.chromium import DESK

PHONE_WIDTH = 390
LEAST_OF_TEXT = 4.5
LONG_FILTER = (
    "(Dn ne '1' and SentimentScore eq null) or not (InboundAnsweredTalkingDur in (duration'PT1H'))"
)

# What reaches out of the window, apart from what lies in a box that scrolls or cuts by itself, and
# from words for screen readers alone.
_REACH_OUT = """() => {
  const unseen = e => e && (getComputedStyle(e).clipPath === 'inset(50%)'
    || unseen(e.parentElement));
  return [...document.querySelectorAll('[data-testid=stMainBlockContainer] *')]
  .filter(e => e.checkVisibility() && !e.closest('[data-testid=stDataFrame], .groups, svg'))
  .filter(e => e.getBoundingClientRect().right > innerWidth + 1 && !unseen(e))
  .map(e => e.outerHTML.slice(0, 200)); }"""
# How far each drawing's width is from that of its place.
_UNFITTED = """() => [...document.querySelectorAll('.js-plotly-plot')].map(plot => Math.abs(
  plot.querySelector('.main-svg').getBoundingClientRect().width
  - plot.getBoundingClientRect().width)).filter(pixels => pixels > 1)"""
# Each text in sight once for each pair of its colour and those behind it, what stands in fields as
# well. An element that fades, or one that it is in, fades the text; a shadow tree lies in its host.
# Behind it is what lies at its middle; where that cannot be seen, or it is drawn, what it is in.
_TEXTS = """() => {
  const found = new Map(), around = new Map(), range = document.createRange();
  const behind = e => {
    if (!e) return { layers: [], opacity: 1 };
    if (!around.has(e)) {
      const { layers, opacity } = behind(e.parentElement ?? e.getRootNode().host);
      const style = getComputedStyle(e), colour = style.backgroundColor;
      const own = colour === 'rgba(0, 0, 0, 0)' ? [] : [colour];
      around.set(e, { own, opacity: opacity * style.opacity, layers: [...own, ...layers] });
    }
    return around.get(e);
  };
  const below = (e, { left, top, width, height }) => {
    const root = e.getRootNode(), there = root.elementsFromPoint(left + width / 2, top + height / 2)
      .filter(one => one.getRootNode() === root);
    return there.includes(e)
      ? [...there.slice(there.indexOf(e)).flatMap(one => behind(one).own),
         ...behind(root.host).layers]
      : behind(e).layers;
  };
  const see = (e, words, place) => {
    const text = words.trim();
    if (!text || !e?.checkVisibility({checkOpacity: true})) return;
    if (e.closest('style, script, canvas, [data-testid=stIconMaterial]')) return;
    const style = getComputedStyle(e), { layers, opacity } = behind(e);
    const one = e.closest('svg')
      ? { behind: layers, colour: style.fill, opacity: opacity * style.fillOpacity }
      : { behind: below(e, place()), colour: style.color, opacity };
    found.set(JSON.stringify(one), { text: text.slice(0, 60), ...one });
  };
  const roots = [document.body];
  for (const root of roots) {
    for (const e of root.querySelectorAll('*')) if (e.shadowRoot) roots.push(e.shadowRoot);
    for (const e of root.querySelectorAll('input:not([type=checkbox], [type=radio]), textarea')) {
      see(e, e.value, () => e.getBoundingClientRect());
    }
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const node = walker.currentNode;
      see(node.parentElement, node.textContent, () => {
        range.selectNodeContents(node);
        return range.getClientRects()[0] ?? range.getBoundingClientRect();
      });
    }
  }
  range.selectNodeContents(document.createElement('p')); // it follows no change of the page
  return [...found.values()]; }"""
BACKGROUND = """e => { const behind = [];
  for (let up = e; up; up = up.parentElement) behind.push(getComputedStyle(up).backgroundColor);
  return behind; }"""

OTHER: Final = {"light": "dark", "dark": "light"}

Colour = tuple[float, float, float]


def dressed(page: Overview, width: int, scheme: str) -> None:
    """Give the window its width and the browser its preference, until the page has both."""
    page.page.set_viewport_size({"width": width, "height": DESK["height"]})
    page.page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.visit.eventually(lambda: scheme_of(page), scheme)
    page.visit.eventually(lambda: page.page.evaluate(_UNFITTED), [])


def scheme_of(page: Overview) -> str:
    app = page.page.locator("[data-testid=stApp]")
    return "dark" if luminance(behind(app.evaluate(BACKGROUND))) < 0.5 else "light"


def fits(page: Overview) -> None:
    page.visit.eventually(lambda: page.page.evaluate(OVERFLOW), [0, 0])
    page.visit.eventually(lambda: page.page.evaluate(_REACH_OUT), [])


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
