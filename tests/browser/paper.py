"""A page laid out for paper, and what has to hold of it there."""

import re

# A4 less its margins, upright and across, in the pixels that browsers lay paper out by.
PAPER = {"upright": (718, 1031), "across": (1047, 702)}
# Charts are as high on either paper, so that each has to stand on the lower one.
LOWEST = min(height for _, height in PAPER.values())
# The chips say what narrows the page.
CONTROLS = (
    "button:not([class*=st-key-chip_] *), input, header,"
    " [role=radiogroup], [data-testid=stDataFrame]"
)
# Charts have followed their boxes: no drawing changes its width any more.
STILL = """() => new Promise(done => {
  const look = last => {
    const now = [...document.querySelectorAll('.main-svg')].map(one => one.getAttribute('width'));
    if (`${now}` === last) done();
    else setTimeout(look, 300, `${now}`);
  };
  look();
})"""
BEFORE = "window.dispatchEvent(new Event('beforeprint'))"
AFTER = "window.dispatchEvent(new Event('afterprint'))"
CLIPPED = """() => [...document.querySelectorAll('.stMain *')].filter(one => {
  const box = one.getBoundingClientRect();
  return box.width && box.height && !one.closest('svg')
    && box.right > document.documentElement.clientWidth + 1;
}).map(one => one.className)"""
BROKEN = """() => [...document.querySelectorAll('.paper-table th, .groups thead th')]
  .flatMap(head => [...head.textContent.matchAll(/[^\\s-]+/g)].filter(word => {
    const range = document.createRange();
    range.setStart(head.firstChild, word.index);
    range.setEnd(head.firstChild, word.index + word[0].length);
    return !head.closest('.squeezed') && range.getClientRects().length > 1;
  }).map(([word]) => word))"""
HIGHER = """height => [...document.querySelectorAll('.chart')].filter(
  one => one.getBoundingClientRect().height > height).map(one => one.ariaLabel)"""
DRAWN = """() => [...document.querySelectorAll('.svg-container')].map(box => {
  const { width, height } = box.getBoundingClientRect();
  const drawing = box.querySelector('.main-svg').viewBox.baseVal;
  return Math.abs(width / height - drawing.width / drawing.height) < 0.02 && width > 300;
})"""


def lay_out(page, paper):
    width, height = PAPER[paper]
    page.set_viewport_size({"width": width, "height": height})
    page.emulate_media(media="print")
    page.evaluate(STILL)
    page.evaluate(BEFORE)


def prints_whole(visit, charts):
    page = visit.page
    top = page.locator(".stMain .st-key-question").inner_text()
    assert "3CX telephone statistics" in top
    assert re.search(r"2026.*Europe/Berlin|range: last_week", top)
    assert "last updated" in page.locator(".stMain").inner_text()
    controls = page.locator(CONTROLS).filter(visible=True)
    assert controls.count() == 0, controls.all_inner_texts()
    visit.eventually(lambda: page.evaluate(CLIPPED), [])
    visit.eventually(lambda: page.evaluate(DRAWN), [True] * charts)
    assert page.evaluate(BROKEN) == []
    assert page.evaluate(HIGHER, LOWEST) == [], "a chart is cut by the end of a page"
