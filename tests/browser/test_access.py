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
BEN: Final = "116"  # of the group that it shows
WHOLE_PAGE: Final = "html"
OPENED: Final = "[data-testid=stPopoverBody]"
COLOURS: Final = ("color-contrast", "link-in-text-block")
SERIOUS: Final = ("serious", "critical")

_VIOLATIONS = """async ([include, rules]) => {
  // a colour is looked at once it has arrived
  await Promise.allSettled(document.getAnimations().map(one => one.finished));
  const { violations } = await axe.run({ include }, { resultTypes: ['violations'], ...rules });
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
def test_no_rule_is_broken_in_the_light_and_in_the_dark_and_all_has_a_name(
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
    nothing_is_broken(at_office)
    pictures_and_tables_have_names(at_office, path)


def test_no_rule_is_broken_in_what_opens_above_a_page(at_office: Overview) -> None:
    for path, panels in PANELS.items():
        at_office.visit.move(path, **PAGES[path])
        for panel in panels:
            opener = f".st-key-{panel}"
            at_office.page.locator(f"{opener} button").first.click()
            at_office.panel.wait_for()
            at_office.visit.rest()
            nothing_is_broken(at_office, opener, OPENED)
            at_office.page.keyboard.press("Escape")
            at_office.panel.wait_for(state="detached")


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


def test_the_keyboard_alone_gets_somebodys_trend_as_a_file_for_excel(own_page: Overview) -> None:
    own_page.visit.open()
    keys, page = own_page.page.keyboard, own_page.page
    go_to(own_page, page.get_by_role("button", name="Calls", exact=True))
    keys.press("Enter")
    entry = page.get_by_role("menuitem", name="Extension", exact=True)
    entry.wait_for()
    go_to(own_page, entry, by="ArrowDown")
    with own_page.visit.change():
        keys.press("Enter")
    field = page.get_by_role("combobox", name="Extension", exact=True)
    go_to(own_page, field)
    keys.press("ArrowDown")
    keys.type(name_of(BEN))
    page.get_by_role("option", name=name_of(BEN)).wait_for()
    with own_page.visit.change():
        keys.press("Enter")
    assert own_page.visit.parameters["extension"] == [BEN]
    go_to(own_page, page.get_by_role("button", name="Export", exact=True))
    keys.press("Enter")
    excel = page.get_by_role("menuitem", name=f"Days of this extension, {Format.XLSX.label}")
    excel.wait_for()
    go_to(own_page, excel, by="ArrowDown")
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


def nothing_is_broken(page: Overview, *parts: str) -> None:
    """All rules in the scheme that the page has; in the other those that look at colours.

    Of the whole page, unless only these parts of it are new. Not in the light first: to change the
    colours of a page takes as long as to visit it.
    """
    before, looked_at = scheme_of(page), parts or (WHOLE_PAGE,)
    assert violations(page, looked_at, {}) == [], before
    page.page.emulate_media(color_scheme=OTHER[before])
    page.visit.eventually(lambda: scheme_of(page), OTHER[before])
    colours = {"runOnly": {"type": "rule", "values": COLOURS}}
    assert violations(page, looked_at, colours) == [], OTHER[before]


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
    for _ in range(MOST_STEPS):
        page.page.keyboard.press(by)
        if place.count() and place.first.evaluate(_HAS_FOCUS):
            return
    pytest.fail(f"{by} does not get to {place}")


def sheets(workbook: Download) -> list[list[tuple[Any, ...]]]:
    """The rows of each sheet of a workbook."""
    content = io.BytesIO(Path(workbook.path()).read_bytes())
    opened = openpyxl.load_workbook(content, read_only=True)
    return [list(sheet.iter_rows(values_only=True)) for sheet in opened.worksheets]
