"""A pasted OData filter: the whole page obeys it, a wrong one is shown at its place."""

from __future__ import annotations

import pytest

from tests.browser import words
from tests.browser.overview import Overview, csv_rows, seen
from tests.support.office import SALES, Figures, counted, days

pytestmark = pytest.mark.browser

WEEK = days("2026-03-25", "2026-03-31")
BEFORE = days("2026-03-18", "2026-03-24")
FILTER = "InboundUnansweredCount gt 3 and not(Dn in ('101'))"


def busy() -> dict[str, Figures]:
    rows = counted(SALES, **WEEK)
    found = {ext: row for ext, row in rows.items() if row.inbound_unanswered > 3 and ext != "101"}
    assert 0 < len(found) < len(rows)
    return found


def test_the_whole_page_obeys_a_pasted_filter_until_its_chip_is_clicked(
    at_office: Overview,
) -> None:
    at_office.visit.move(group=SALES)
    everybody = at_office.cards()
    with at_office.changing():
        at_office.filter(FILTER)
    rows = busy()
    cards = words.cards(Figures.total(rows.values()))
    assert cards != everybody
    at_office.visit.eventually(at_office.cards, cards)
    at_office.visit.eventually(
        lambda: {row["Extension"] for row in at_office.table()[1:]}, set(rows)
    )
    at_office.visit.eventually(
        lambda: set(at_office.traces("volume")["Inbound unanswered"].lengths), set(rows)
    )
    _, content = at_office.download()
    assert {row["extension"] for row in csv_rows(content)} == set(rows)
    assert at_office.visit.parameters["filter"] == [FILTER]
    assert all("filter=" in link for link in at_office.links())
    assert [seen(chip) for chip in at_office.chips] == [f"where {FILTER} ✕"]
    with at_office.visit.change():
        at_office.page.locator(".st-key-chips").get_by_role("button").click()
    at_office.visit.eventually(at_office.cards, everybody)
    assert "filter" not in at_office.visit.parameters


def test_the_period_before_is_of_the_same_extensions(at_office: Overview) -> None:
    at_office.visit.move(group=SALES, filter=FILTER)
    before = counted(SALES, **BEFORE)
    same = Figures.total(before[extension] for extension in busy() if extension in before)
    lines = at_office.card_lines()["Inbound unanswered"]
    assert any(f"{same.inbound_unanswered:,}" in line for line in lines), lines


def test_a_wrong_filter_is_shown_at_its_place_while_the_one_before_still_holds(
    at_office: Overview,
) -> None:
    at_office.visit.move(group=SALES, filter=FILTER)
    kept = at_office.cards()
    with at_office.changing():
        at_office.visit.eventually(at_office.filter_field.input_value, FILTER)
        at_office.filter("Dn ne '1' and InboundAnswerdCount gt 1")
        error = at_office.panel.locator("[data-testid=stAlert]")
        assert "Did you mean InboundAnsweredCount?" in seen(error.inner_text())
        marked = at_office.panel.locator("code").inner_text().splitlines()
        start = marked[0].index("InboundAnswerdCount")
        assert marked[1] == " " * start + "^" * len("InboundAnswerdCount")
    assert at_office.cards() == kept
    assert at_office.visit.parameters["filter"] == [FILTER]


def test_a_link_with_a_wrong_filter_names_it_and_shows_the_rest(at_office: Overview) -> None:
    at_office.visit.move(group=SALES, search="zoe", filter="InboundAnswerdCount gt 1")
    (notice,) = [text for text in at_office.notices if "Part of this link" in text]
    assert "perhaps InboundAnsweredCount is meant" in notice
    assert [seen(chip) for chip in at_office.chips] == ["found by “zoe” ✕"]
