"""A pasted OData filter: the whole overview obeys it, a wrong one is shown at its place."""

from __future__ import annotations

import pytest

from tests.support import words
from tests.support.drawn_overview import DrawnOverview
from tests.support.files import csv_rows
from tests.support.office import SALES, Figures, counted, days

pytestmark = pytest.mark.usefixtures("office_installed")

WEEK = days("2026-03-25", "2026-03-31")
BEFORE = days("2026-03-18", "2026-03-24")
FILTER = "InboundUnansweredCount gt 3 and not(Dn in ('101'))"
WRONG = "Dn ne '1' and InboundAnswerdCount gt 1"


def busy() -> dict[str, Figures]:
    rows = counted(SALES, **WEEK)
    found = {ext: row for ext, row in rows.items() if row.inbound_unanswered > 3 and ext != "101"}
    assert 0 < len(found) < len(rows)
    return found


def test_the_whole_page_obeys_a_pasted_filter_until_its_chip_is_clicked() -> None:
    page = DrawnOverview(group=SALES)
    everybody = page.cards()
    page.choose("filter", FILTER)
    rows = busy()
    assert page.cards() == words.cards(Figures.total(rows.values())) != everybody
    assert {row["Extension"] for row in page.table()[1:]} == set(rows)
    assert set(page.bars()["Inbound unanswered"]) == set(rows)
    assert {row["extension"] for row in csv_rows(page.download()[1])} == set(rows)
    assert page.parameters["filter"] == [FILTER]
    links = page.links()
    assert len(links) == 2
    assert all("filter=" in link for link in links)
    assert page.chips == [f"where {FILTER} ✕"]
    page.press(f"where {FILTER} ✕")
    assert page.cards() == everybody
    assert "filter" not in page.parameters


def test_the_period_before_is_of_the_same_extensions() -> None:
    page = DrawnOverview(group=SALES, filter=FILTER)
    before = counted(SALES, **BEFORE)
    rows = busy()
    now = sum(row.inbound_unanswered for row in rows.values())
    then = sum(before[extension].inbound_unanswered for extension in rows if extension in before)
    everybody = sum(row.inbound_unanswered for row in before.values())
    change = words.rounded(words.Fraction(100 * abs(now - then), then))
    assert change != words.rounded(words.Fraction(100 * abs(now - everybody), everybody))
    assert f"\u00a0{change} % " in page.card_lines("Inbound unanswered")[0]


def test_a_wrong_filter_is_shown_at_its_place_while_the_one_before_still_holds() -> None:
    page = DrawnOverview(group=SALES, filter=FILTER)
    kept = page.cards()
    page.open_panel("filters")
    assert page.app.text_input(key="filter").value == FILTER
    page.choose("filter", WRONG)
    [error] = page.notices
    assert "Did you mean InboundAnsweredCount?" in error
    text, mark = page.app.code[0].value.splitlines()
    start = text.index("InboundAnswerdCount")
    assert mark == " " * start + "^" * len("InboundAnswerdCount")
    assert page.cards() == kept
    assert page.parameters["filter"] == [FILTER]


def test_a_link_with_a_wrong_filter_names_it_and_shows_the_rest() -> None:
    page = DrawnOverview(group=SALES, search="zoe", filter="InboundAnswerdCount gt 1")
    [notice] = [text for text in page.notices if "Part of this link" in text]
    assert "perhaps InboundAnsweredCount is meant" in notice
    assert page.chips == ["found by “zoe” ✕"]
