"""What a link to the overview shows, and what the overview puts into the address."""

from __future__ import annotations

import pytest

from tests.support import words
from tests.support.drawn_overview import DrawnOverview
from tests.support.hostile_links import HOSTILE, PARAMETERS
from tests.support.office import QUOTED, SALES, Figures, counted, days

pytestmark = pytest.mark.usefixtures("office_installed")

WEEK = {"from": "2026-03-25", "to": "2026-03-31"}
NOT_THERE = "Selected, but not in this result"


def totals(group: str, first: str, last: str) -> dict[str, str]:
    """The cards of whole days."""
    return words.cards(Figures.total(counted(group, **days(first, last)).values()))


def test_the_arrows_step_one_period() -> None:
    page = DrawnOverview(group=SALES, range="last_month")
    for name, expected, first, last in (
        ("Previous period", "1–28 Feb 2026", "2026-02-01", "2026-02-28"),
        ("Next period", "1–31 Mar 2026", "2026-03-01", "2026-03-31"),
        ("Next period", "1–30 Apr 2026", "2026-04-01", "2026-04-30"),
    ):
        page.press(name)
        assert expected in page.question
        assert page.cards() == totals(SALES, first, last)
        assert page.parameters["from"] == [first]
        assert page.parameters["to"] == [last]


def test_only_extensions_that_are_there_count_as_selected_and_the_others_are_named() -> None:
    stranger = "9![x](http://example.invalid/x.png) :red[z] <b>"
    page = DrawnOverview(group=SALES, selected=["102", "999", stranger], search="ito", **WEEK)
    assert "1 selected · totals cover all extensions ✕" in page.buttons
    [named] = [line for line in page.captions if line.startswith(NOT_THERE)]
    assert named.endswith(f" result: 999, {stranger}")


def test_one_that_a_filter_hides_is_selected_all_the_same() -> None:
    page = DrawnOverview(group=SALES, selected="102", search="nobody", **WEEK)
    assert "1 selected · totals cover all extensions ✕" in page.buttons
    assert not [line for line in page.captions if NOT_THERE in line]


def test_the_whole_selection_can_be_cleared() -> None:
    page = DrawnOverview(group=SALES, selected="999", **WEEK)
    page.press("0 selected · totals cover all extensions ✕")
    assert "selected" not in page.parameters
    assert not [label for label in page.buttons if " selected · " in label]
    assert not [line for line in page.captions if NOT_THERE in line]


def test_a_wrong_parameter_is_named_and_the_rest_of_the_link_works() -> None:
    page = DrawnOverview(
        group=SALES, area="lunar", direction="sideways", quiet="hide", serch="zoe", **WEEK
    )
    [notice] = page.notices
    for named in (
        "area: “lunar”",
        "direction: “sideways”",
        "serch: is unknown; perhaps search is meant",
    ):
        assert named in notice
    assert page.cards() == totals(SALES, "2026-03-25", "2026-03-31")
    assert page.chips == ["without idle extensions ✕"]


def test_a_parameter_of_100_kilobytes_is_named_in_part_and_does_no_harm() -> None:
    page = DrawnOverview(group=QUOTED, search="x" * 100_000, **WEEK)
    [notice] = page.notices
    assert "search: “xxx" in notice
    assert len(notice) < 1_000
    assert page.cards() == totals(QUOTED, "2026-03-25", "2026-03-31")


@pytest.mark.parametrize("value", HOSTILE)
def test_a_hostile_value_in_all_parameters_at_once_leaves_the_page_working(value: str) -> None:
    page = DrawnOverview(
        group=SALES, **{**dict.fromkeys(PARAMETERS, value), "selected": [value, "102"]}
    )
    assert page.question.startswith(f"{SALES} · last 7 days")
    assert any("area: “" in notice for notice in page.notices)
    assert list(page.cards()) == list(words.cards(Figures()))


def test_a_hostile_group_is_no_group_of_this_pbx() -> None:
    page = DrawnOverview(group=HOSTILE[1])
    assert any("There is no group" in notice for notice in page.notices)
