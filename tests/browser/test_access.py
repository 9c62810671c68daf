"""What a reader needs who cannot see, does not tell colours, or has no mouse.

The rules are those of axe-core, all serious ones; the contrast of texts we measure ourselves.
"""

from __future__ import annotations

import io
from functools import partial
from pathlib import Path
from typing import Any, Final

import openpyxl
import pytest
from playwright.sync_api import Download, Locator

from telephony.export.formats import Format
from tests.browser.access import colours_can_be_told, nothing_is_broken
from tests.browser.conftest import Visiting
from tests.browser.looks import OTHER, dressed, scheme_of
from tests.browser.overview_page import Overview
from tests.support.chromium import DESK, Visit
from tests.support.office import QUOTED, name_of
from tests.support.processes import dashboard

MOST_STEPS: Final = 90
TWO_DAYS: Final = {"from": "2026-03-30", "to": "2026-03-31"}
BEN: Final = "116"  # of QUOTED

_HAS_FOCUS = """e => { const active = e.getRootNode().activeElement;
  return e === active || e.contains(active); }"""


@pytest.fixture(scope="module")
def tab(lasting_tab: Visit) -> Visit:
    return lasting_tab


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
        dressed(at_demo, DESK["width"], OTHER[scheme_of(at_demo)])
        colours_can_be_told(at_demo)
        at_demo.page.goto("about:blank")  # before its server goes


def test_the_keyboard_alone_gets_somebodys_trend_as_a_file_for_excel(
    at_office: Overview,
) -> None:
    at_office.visit.move(group=QUOTED, **TWO_DAYS)
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
    assert len(days) == 1 + len(TWO_DAYS)
    assert any(f"extension={BEN}" in str(cell) for row in about for cell in row)


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
