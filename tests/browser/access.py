"""What axe-core finds in a page, and what names its pictures and tables have."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, Final

from axe_playwright_python.base import AXE_SCRIPT

from tests.browser.looks import texts_have_contrast
from tests.browser.overview_page import Overview

AS_TABLE: Final = re.compile("^Tables?")
WHOLE_PAGE: Final = "html"
OPENED: Final = "[data-testid=stPopoverBody]"
SLIGHT: Final = ("minor", "moderate")

# The contrast of texts is measured by `looks`, which asks more of it, takes the right colour of a
# text in a drawing, and is done in a tenth of the time. A slight fault is none.
_PREPARED: Final = f"""{AXE_SCRIPT};
axe.configure({{ rules: axe._audit.rules
  .filter(({{ id, impact }}) => id === 'color-contrast' || {list(SLIGHT)}.includes(impact))
  .map(({{ id }}) => ({{ id, enabled: false }})) }});"""
_VIOLATIONS = """async ([include, rules]) => {
  // a colour is looked at once it has arrived
  await Promise.allSettled(document.getAnimations().map(one => one.finished));
  // it makes a range for each text, and each of them would follow every change of the page after it
  const range = document.createRange();
  document.createRange = () => range;
  const { violations } = await axe.run({ include }, { resultTypes: ['violations'], ...rules });
  delete document.createRange;
  return violations.flatMap(({ id, impact, nodes }) => nodes.map(node => ({
    rule: id, impact, target: node.target.join(' '), html: node.html.slice(0, 200),
    why: node.failureSummary })));
}"""
_FIGURES = """() => [...document.querySelectorAll('.chart')].map(one =>
  [one.role, one.ariaLabel ?? ''])"""
_GRIDS = """() => [...document.querySelectorAll('[data-testid=stDataFrameResizable], div.groups')]
  .map(one => one.ariaLabel ?? '')"""


def all_there(page: Overview) -> None:
    """Wait until no days are on their way any more, and the page with all of them is at rest."""
    page.visit.rest()
    arriving = page.page.locator(".st-key-arriving")
    while arriving.count():
        page.visit.until(lambda: not arriving.count())
        page.visit.rest()


def nothing_is_broken(page: Overview, panels: Iterable[str] = ()) -> None:
    """No rule, by the page and by each of these panels while it is open."""
    for parts in page_and_panels(page, panels):
        texts_have_contrast(page)
        assert violations(page, parts) == [], parts


def colours_can_be_told(page: Overview, panels: Iterable[str] = ()) -> None:
    """Those of texts, and of links in them, on the page and in each of these panels."""
    links = {"runOnly": {"type": "rule", "values": ["link-in-text-block"]}}
    for parts in page_and_panels(page, panels):
        texts_have_contrast(page)
        assert violations(page, parts, links) == [], parts


def page_and_panels(page: Overview, panels: Iterable[str]) -> Iterator[tuple[str, ...]]:
    """What the whole page is in, then of each panel, once it is open, it and what opens it."""
    yield (WHOLE_PAGE,)
    for panel in panels:
        opener = f".st-key-{panel}"
        page.page.locator(f"{opener} button").first.click()
        page.panel.wait_for()
        yield opener, OPENED
        page.visit.until(page.without_panel)


def violations(
    page: Overview, parts: Iterable[str], rules: dict[str, Any] | None = None
) -> list[dict[str, str]]:
    """What axe-core calls serious or critical in these parts of the page, by these rules or all.

    It looks again where the page was run meanwhile: what a run has yet to send is faded on purpose.
    """
    if not page.page.evaluate("() => 'axe' in window"):
        page.page.evaluate(_PREPARED)
    include = [[part] for part in parts]
    found: list[dict[str, str]] = []

    def looked_at_rest() -> bool:
        nonlocal found
        page.visit.rest()
        runs = page.visit.runs.count("page")
        found = page.page.evaluate(_VIOLATIONS, [include, rules or {}])
        return page.visit.runs.count("page") == runs

    page.visit.until(looked_at_rest)
    return found


def pictures_and_tables_have_names(page: Overview, pictured: bool) -> None:
    """Also those in place of the pictures; where there are pictures, there are tables."""
    pictures = page.page.evaluate(_FIGURES)
    assert bool(pictures) is pictured
    assert all(role == "figure" and re.search(r"\w\w", words) for role, words in pictures)
    for switch in page.page.get_by_role("switch", name=AS_TABLE).all():
        with page.visit.change():
            switch.press("Space")
    page.visit.until(  # a table may come a moment after the run
        lambda: bool(page.page.evaluate(_GRIDS)) or not page.page.evaluate(_FIGURES)
    )
    names = page.page.evaluate(_GRIDS)
    assert all(names)
    assert len(set(names)) == len(names)
