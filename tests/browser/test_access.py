"""What a reader needs who cannot see, does not tell colours, or has no mouse.

The rules are those of axe-core, all of them, without an exception.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable
from functools import partial
from pathlib import Path
from typing import Any, Final, Literal

import openpyxl
import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Download, Locator

from telephony.export.formats import Format
from tests.browser.conftest import Visiting
from tests.browser.overview_page import Overview
from tests.support.office import QUOTED, SALES, name_of
from tests.support.processes import dashboard

VIEW: Final[dict[str, Any]] = {"group": [SALES, QUOTED], "compare": "previous"}
PAGES: Final[dict[str, dict[str, Any]]] = {
    "": {**VIEW, "selected": "112", "filter": "Dn ne '1'"},
    "trends": VIEW,
    "hours": VIEW,
    "extension": {**VIEW, "extension": "112"},
    "changes": VIEW,
    "workload": VIEW,
    "rates": VIEW,
    "groups": VIEW,
    "explorer": {"group": SALES},
    "connection": {},
    "status": {},
    "audit": {},
}
PANELS: Final = {
    "": ("filters", "choose_columns", "export"),
    "explorer": ("saved_queries",),
}
WITHOUT_PICTURES: Final = {"explorer", "connection", "audit"}
AS_TABLE: Final = re.compile("^Tables?")
OTHER: Final[dict[str, Literal["light", "dark"]]] = {"light": "dark", "dark": "light"}
MOST_STEPS: Final = 90
DAYS: Final = 7  # of a bare address
BEN: Final = "116"  # of QUOTED
WHOLE_PAGE: Final = "html"
OPENED: Final = "[data-testid=stPopoverBody]"
COLOURS: Final = ("color-contrast", "link-in-text-block")
SERIOUS: Final = ("serious", "critical")

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
_HAS_FOCUS = """e => { const active = e.getRootNode().activeElement;
  return e === active || e.contains(active); }"""
_SCHEME = "app => getComputedStyle(app).colorScheme"


@pytest.mark.parametrize("path", PAGES)
def test_no_rule_is_broken_in_light_or_dark_by_a_page_and_what_opens_above_it_and_all_has_a_name(
    at_office: Overview, path: str
) -> None:
    at_office.visit.move(path, **PAGES[path])
    all_there(at_office)
    if path not in WITHOUT_PICTURES:
        at_office.page.locator(".chart[aria-busy=false]").first.wait_for()
    closed = at_office.page.locator("[data-testid=stExpander] details:not([open]) > summary")
    while closed.count():  # a panel may come while days arrive
        closed.evaluate_all("found => found.forEach(one => one.click())")
        all_there(at_office)
    nothing_is_broken(at_office, PANELS.get(path, ()))
    pictures_and_tables_have_names(at_office, path)


def test_no_rule_is_broken_on_the_set_up_that_the_demo_leads_to(visiting: Visiting) -> None:
    with dashboard() as server:
        at_demo = visiting(server)
        at_demo.visit.move("connection")
        at_demo.page.get_by_role("link", name="Connect a real 3CX step by step").click()
        field = partial(at_demo.page.get_by_label, exact=True)
        field("Address of the PBX").fill("https://pbx.invalid:5001")
        field("Client ID").fill("app")
        field("API key").fill("key")
        at_demo.page.get_by_role("button", name="Test, and show the settings").click()
        at_demo.page.get_by_text("THREECX_API_KEY=key").wait_for()
        assert "key" not in at_demo.page.url
        nothing_is_broken(at_demo)
        at_demo.page.goto("about:blank")  # before its server goes


def test_the_keyboard_alone_gets_somebodys_trend_as_a_file_for_excel(
    at_office: Overview,
) -> None:
    at_office.visit.move(group=QUOTED)
    at_office.page.mouse.click(0, 0)  # the keys begin at the top, as on a page just opened
    keys, page = at_office.page.keyboard, at_office.page
    go_to(at_office, page.get_by_role("button", name="Calls", exact=True))
    keys.press("Enter")
    entry = page.get_by_role("menuitem", name="Extension", exact=True)
    entry.wait_for()
    go_to(at_office, entry, by="ArrowDown")
    with at_office.visit.change():
        keys.press("Enter")
    field = page.get_by_role("combobox", name="Extension", exact=True)
    go_to(at_office, field)
    keys.press("ArrowDown")
    keys.type(name_of(BEN))
    page.get_by_role("option", name=name_of(BEN)).wait_for()
    with at_office.visit.change():
        keys.press("Enter")
    assert at_office.visit.parameters["extension"] == [BEN]
    go_to(at_office, page.get_by_role("button", name="Export", exact=True))
    keys.press("Enter")
    excel = page.get_by_role("menuitem", name=f"Days of this extension, {Format.XLSX.label}")
    excel.wait_for()
    go_to(at_office, excel, by="ArrowDown")
    with page.expect_download() as started:
        keys.press("Enter")
    assert started.value.suggested_filename.startswith("extension_")
    days, about = sheets(started.value)
    assert len(days) == 1 + DAYS
    assert any(f"extension={BEN}" in str(cell) for row in about for cell in row)


def all_there(page: Overview) -> None:
    """Wait until no days are on their way any more, and the page with all of them is at rest."""
    page.visit.rest()
    arriving = page.page.locator(".st-key-arriving")
    page.visit.until(lambda: not arriving.count())
    page.visit.rest()


def nothing_is_broken(page: Overview, panels: Iterable[str] = ()) -> None:
    """All rules in the scheme that the page has; in the other those that look at colours.

    Of the page, and of each of these panels while it is open. Not in the light first: to change the
    colours of a page takes as long as to visit it.
    """
    before = scheme_of(page)
    assert broken(page, panels, {}) == [], before
    page.page.emulate_media(color_scheme=OTHER[before])
    page.visit.eventually(lambda: scheme_of(page), OTHER[before])
    colours = {"runOnly": {"type": "rule", "values": COLOURS}}
    assert broken(page, panels, colours) == [], OTHER[before]


def broken(page: Overview, panels: Iterable[str], rules: dict[str, Any]) -> list[dict[str, str]]:
    """What breaks these rules on the whole page, then in each panel with what opens it."""
    found = violations(page, (WHOLE_PAGE,), rules)
    for panel in panels:
        opener = f".st-key-{panel}"
        page.page.locator(f"{opener} button").first.click()
        page.panel.wait_for()
        found += violations(page, (opener, OPENED), rules)
        page.page.keyboard.press("Escape")
        page.panel.wait_for(state="detached")
    return found


def scheme_of(page: Overview) -> str:
    found: str = page.page.locator("[data-testid=stApp]").evaluate(_SCHEME)
    return found


def violations(page: Overview, parts: Iterable[str], rules: dict[str, Any]) -> list[dict[str, str]]:
    """What axe-core calls serious or critical in these parts of the page, by these rules.

    It looks again where the page was run meanwhile: what a run has yet to send is faded on purpose.
    """
    if not page.page.evaluate("() => 'axe' in window"):
        page.page.evaluate(AXE_SCRIPT)
    include = [[part] for part in parts]
    found: list[dict[str, str]] = []

    def looked_at_rest() -> bool:
        nonlocal found
        page.visit.rest()
        runs = page.visit.runs.count("page")
        found = page.page.evaluate(_VIOLATIONS, [include, rules])
        return page.visit.runs.count("page") == runs

    page.visit.until(looked_at_rest)
    return [one for one in found if one["impact"] in SERIOUS]


def pictures_and_tables_have_names(page: Overview, path: str) -> None:
    """Also those in place of the pictures; where there are pictures, there are tables."""
    pictures = page.page.evaluate(_FIGURES)
    assert bool(pictures) is (path not in WITHOUT_PICTURES)
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


def go_to(page: Overview, place: Locator, by: str = "Tab") -> None:
    """Press the key until the focus is there."""
    wanted = place.first.element_handle()
    for _ in range(MOST_STEPS):
        page.page.keyboard.press(by)
        if wanted.evaluate(_HAS_FOCUS):
            return
    pytest.fail(f"{by} does not get to {place}")


def sheets(workbook: Download) -> list[list[tuple[Any, ...]]]:
    """The rows of each sheet of a workbook."""
    content = io.BytesIO(Path(workbook.path()).read_bytes())
    opened = openpyxl.load_workbook(content, read_only=True)
    return [list(sheet.iter_rows(values_only=True)) for sheet in opened.worksheets]
