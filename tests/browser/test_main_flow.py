"""What only a browser shows of the supervisor's way: the clicks, and all figures drawn by it.

Which figures each choice gives is in tests/components/overview/test_page.py.
"""

from __future__ import annotations

import pytest

from tests.browser.overview_page import Overview
from tests.support import words
from tests.support.chromium import Visit
from tests.support.office import QUOTED, SUPPORT, Figures, counted, days
from tests.support.processes import Server

LAST_7_DAYS = days("2026-03-25", "2026-03-31")
BAR_PARTS = ("inbound_answered", "inbound_unanswered", "outbound_answered", "outbound_unanswered")


@pytest.fixture(scope="module")
def tab(lasting_tab: Visit) -> Visit:
    return lasting_tab


def columns(table: list[dict[str, str]], wanted: dict[str, str]) -> list[dict[str, str]]:
    return [{label: row.get(label, "missing") for label in wanted} for row in table]


def test_a_chosen_group_shows_the_figures_counted_from_its_calls(at_office: Overview) -> None:
    at_office.visit.move(group=QUOTED)
    at_office.choose("Groups", SUPPORT)
    at_office.remove_group(QUOTED)
    assert at_office.question.startswith(f"{SUPPORT} · last 7 days (25–31 Mar 2026, Europe/Berlin)")
    rows = counted(SUPPORT, **LAST_7_DAYS)
    at_office.visit.eventually(
        at_office.cards, words.british(words.cards(Figures.total(rows.values())))
    )
    expected = [words.british(row) for row in words.table(rows)]
    at_office.visit.eventually(lambda: columns(at_office.table(), expected[0]), expected)
    for part in BAR_PARTS:
        lengths = {extension: getattr(row, part) for extension, row in rows.items()}
        name = part.replace("_", " ").capitalize()
        at_office.visit.eventually(
            lambda name=name: at_office.traces("volume")[name].lengths, lengths
        )


def test_a_copied_link_shows_the_same_view_in_a_tab_of_its_own(
    at_office: Overview, own_page: Overview, office_server: Server
) -> None:
    at_office.visit.move(
        group=[SUPPORT, QUOTED],
        area="external",
        search="a",
        quiet="hide",
        sort="-pick_up_rate",
        selected="125",
        column=["extension", "calls"],
    )
    rolling, frozen = at_office.links()
    assert rolling.startswith(f"{office_server.url}?")
    assert frozen.startswith(f"{office_server.url}?")
    cards, chips, bars = at_office.cards(), at_office.chips, at_office.traces("volume")
    own_page.visit.go(frozen)
    assert (own_page.cards(), own_page.chips) == (cards, chips)
    own_page.visit.eventually(own_page.table, at_office.table())
    own_page.visit.eventually(lambda: own_page.traces("volume"), bars)
    own_page.visit.eventually(own_page.picked_rows, ["125"])
