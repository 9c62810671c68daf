"""*Export* in the row of controls: the page's files, as links with the parameters of the view."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest

from server.routes import EXPORTS
from telephony.export.formats import Format
from tests.browser.overview_page import Overview
from tests.support.chromium import Visit
from tests.support.office import SALES

VIEW = {"group": SALES, "from": "2026-03-23", "to": "2026-03-29", "extension": "101"}
PAGES = {
    "": ["extensions"],
    "extension": ["extension"],
    "trends": ["days"],
    "hours": ["hours"],
    "changes": ["changes"],
    "workload": ["workload", "traffic"],
    "rates": ["rates"],
    "groups": ["groups"],
}
SUFFIXES = {form.suffix for form in Format}


@pytest.fixture
def visit(at_office: Overview) -> Visit:
    return at_office.visit


def addresses(visit: Visit) -> list[str]:
    """The links of the open menu."""
    found: list[str] = visit.page.get_by_role("menuitem").evaluate_all(
        "items => items.map(item => item.href).filter(Boolean)"
    )
    return found


def test_every_page_lists_its_files_and_every_export_has_a_page(visit: Visit) -> None:
    assert sorted(name for names in PAGES.values() for name in names) == sorted(EXPORTS)
    for page, names in PAGES.items():
        visit.move(page, **VIEW)
        visit.page.get_by_role("button", name="Export", exact=True).click()
        links = [urlsplit(one) for one in addresses(visit)]
        assert {link.path for link in links} == {
            f"/export/{name}.{suffix}" for name in names for suffix in SUFFIXES
        }
        assert {parse_qs(link.query)["group"][0] for link in links} == {SALES}
        visit.page.keyboard.press("Escape")


def test_a_file_comes_by_the_keyboard_and_is_the_one_of_the_view(visit: Visit) -> None:
    visit.move("rates", **VIEW)
    visit.page.get_by_role("button", name="Export", exact=True).focus()
    visit.page.keyboard.press("Enter")
    visit.page.keyboard.press("ArrowDown")
    with visit.page.expect_download() as started:
        visit.page.keyboard.press("Enter")
    assert started.value.suggested_filename.startswith("rates_")
    assert started.value.suggested_filename.endswith(".xlsx")
    assert addresses(visit) == []  # closed again


def test_an_extension_that_the_link_does_not_name_has_no_file_yet(visit: Visit) -> None:
    visit.move("extension", group=SALES)
    assert not visit.page.get_by_role("button", name="Export", exact=True).is_visible()
