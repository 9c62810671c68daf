"""*Export* lists the page's files; a table has its rows, columns and order in every format.

Which files each page has is in tests/components/shared/test_page_frame.py.
"""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import openpyxl
import pyarrow.parquet as pq
import pytest
from playwright.sync_api import Locator

from telephony.export.formats import Format
from tests.browser.overview_page import Overview
from tests.support.chromium import Visit
from tests.support.files import csv_rows
from tests.support.office import SALES

VIEW: dict[str, Any] = {
    "group": SALES,
    "range": "last_30_days",
    "search": "ito",
    "sort": "-inbound_talk",
    "column": ["display_name", "calls", "inbound_talk"],
}
WEEK = {"group": SALES, "from": "2026-03-23", "to": "2026-03-29"}
# A page has nothing but its row then.
TO_COME = {"group": SALES, "from": "2027-03-23", "to": "2027-03-29"}
SUFFIXES = {form.suffix for form in Format}
PHONE = {"width": 390, "height": 2600}


@pytest.fixture(scope="module")
def tab(lasting_tab: Visit) -> Visit:
    return lasting_tab


@pytest.fixture
def visit(at_office: Overview) -> Visit:
    return at_office.visit


def addresses(visit: Visit) -> list[str]:
    """The links of the open menu."""
    found: list[str] = visit.page.get_by_role("menuitem").evaluate_all(
        "items => items.map(item => item.href).filter(Boolean)"
    )
    return found


def test_the_menu_lists_the_files_of_a_page_in_every_format_with_the_view_of_its_link(
    visit: Visit,
) -> None:
    visit.move("workload", **WEEK)
    visit.page.get_by_role("button", name="Export", exact=True).click()
    links = [urlsplit(one) for one in addresses(visit)]
    assert {link.path for link in links} == {
        f"/export/{name}.{suffix}" for name in ("workload", "traffic") for suffix in SUFFIXES
    }
    assert {parse_qs(link.query)["group"][0] for link in links} == {SALES}
    visit.page.keyboard.press("Escape")


def test_a_file_comes_by_the_keyboard_and_is_the_one_of_the_view(visit: Visit) -> None:
    visit.move("workload", **WEEK)
    visit.page.get_by_role("button", name="Export", exact=True).focus()
    visit.page.keyboard.press("Enter")
    visit.page.keyboard.press("ArrowDown")
    with visit.page.expect_download() as started:
        visit.page.keyboard.press("Enter")
    assert started.value.suggested_filename.startswith("workload_")
    assert started.value.suggested_filename.endswith(".xlsx")
    assert addresses(visit) == []  # closed again


def test_a_page_without_files_has_no_menu_of_them(visit: Visit) -> None:
    visit.move("extension", **TO_COME)
    assert not visit.page.get_by_role("button", name="Export", exact=True).is_visible()


def without_lines(content: bytes) -> bytes:
    lines = content.decode("utf-8-sig").split("\r\n")
    return "\r\n".join(line for line in lines if not line.startswith("# ")).encode()


def from_csv(content: bytes) -> list[tuple[str, str, float]]:
    return [
        (row["extension"], row["display_name"], float(row["inbound_talk_seconds"]))
        for row in csv_rows(content)
    ]


def from_lined_csv(content: bytes) -> list[tuple[str, str, float]]:
    return from_csv(without_lines(content))


def from_json(content: bytes) -> list[tuple[str, str, float]]:
    return [
        (row["extension"], row["display_name"], row["inbound_talk_seconds"])
        for row in json.loads(content)["rows"]
    ]


def from_parquet(content: bytes) -> list[tuple[str, str, float]]:
    return [
        (row["extension"], row["display_name"], row["inbound_talk_us"] / timedelta(seconds=1))
        for row in pq.read_table(io.BytesIO(content)).to_pylist()
    ]


def from_workbook(content: bytes) -> list[tuple[str, str, float]]:
    head, *lines = openpyxl.load_workbook(io.BytesIO(content))["Extensions"].values
    assert list(head) == ["Extension", "Name", "Calls", "Inbound talk time"]
    return [(line[0], line[1], line[3] / timedelta(seconds=1)) for line in lines]


READERS: dict[str, tuple[str, Callable[[bytes], list[tuple[str, str, float]]]]] = {
    "CSV": ("csv", from_csv),
    "CSV with query details": ("csv", from_lined_csv),
    "Excel": ("xlsx", from_workbook),
    "JSON": ("json", from_json),
    "Parquet": ("parquet", from_parquet),
}


def test_each_format_has_the_rows_columns_and_order_of_the_table(
    at_office: Overview,
) -> None:
    at_office.visit.move(**VIEW)
    table = at_office.table()
    names = [row["Name"] for row in table[1:]]
    assert len(names) > 1
    files = at_office.downloads(READERS)
    for form, (suffix, read) in READERS.items():
        name, content = files[form]
        assert name.startswith("extensions_Sales-S-hne_2026-03-02_2026-03-31_as-of_2026-04-01T10")
        assert name.endswith(f".{suffix}")
        rows = read(content)
        assert [named for _, named, _ in rows] == names
        talks = [seconds for *_, seconds in rows]
        assert talks == sorted(talks, reverse=True)
    about = json.loads(files["JSON"][1])["about"]
    assert about["groups"] == SALES
    assert about["search"] == "ito"
    assert about["sorted_by"] == "Inbound talk time, largest first"
    at_office.visit.move("extension", **TO_COME)
    address, _, query = about["link"].partition("?")
    assert address == at_office.visit.origin
    at_office.visit.move(**parse_qs(query))
    at_office.visit.eventually(at_office.table, table)


def test_on_a_phone_the_line_above_the_table_stays_one(at_office: Overview) -> None:
    at_office.page.set_viewport_size(PHONE)
    at_office.visit.move(**VIEW)
    line = at_office.page.locator(".st-key-above_table")
    columns, export = (line.locator(f".st-key-{key}") for key in ("choose_columns", "export"))
    at_office.visit.until(lambda: place_of(columns)["y"] == place_of(export)["y"])
    at_office.open_panel("export")
    at_office.visit.until(lambda: lies_within(place_of(at_office.panel), PHONE["width"]))
    at_office.close_panel()  # which would lie over the next test's page


def place_of(part: Locator) -> dict[str, float]:
    found = part.bounding_box()
    assert found is not None
    return dict(found)


def lies_within(place: dict[str, float], width: int) -> bool:
    return 0 <= place["x"] <= place["x"] + place["width"] <= width
