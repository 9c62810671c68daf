"""Whether what a page shows has room: scripts that a browser runs in it."""

from __future__ import annotations

from typing import Final

OVERFLOW: Final = """() => { const main = document.querySelector('[data-testid=stMain]');
  return [document.documentElement, main].map(e => e.scrollWidth - e.clientWidth); }"""
"""By how many pixels the window and the page are wider than they show; two zeros where all fits."""

LABELS_OUTSIDE: Final = """plot => { const out = [];
  const frame = plot.querySelector('.main-svg').getBoundingClientRect();
  const texts = '.xtick text, .ytick text, .xtitle, .ytitle, .legendtext, .annotation-text, '
    + '.cbaxis text';
  for (const text of plot.querySelectorAll(texts)) {
    const box = text.getBoundingClientRect();
    if (box.left < frame.left - 0.5 || box.right > frame.right + 0.5
      || box.top < frame.top - 0.5 || box.bottom > frame.bottom + 0.5) out.push(text.textContent);
  }
  return out; }"""
"""The texts of a chart that reach out of it."""
