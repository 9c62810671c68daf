"""The days on the overview: those that are stored, and none that would have to be requested."""

from __future__ import annotations

import re

import pytest
from streamlit.testing.v1.element_tree import Block

from server.current_context import current
from telephony.answers.history import History
from telephony.periods.buckets import Grain
from telephony.query.links import parse_view
from telephony.query.view import Query
from tests.support import office, pages
from tests.support.drawn_overview import DrawnOverview
from tests.support.office import QUOTED, SALES, counted, days

pytestmark = pytest.mark.usefixtures("office_installed")

WEEK = {"from": "2026-03-16", "to": "2026-03-20"}
BARS = re.compile(r'<span class="sparkline"[^>]*aria-label="([^"]*)">(.*?)</span>')
LABEL = re.compile(r'"card-label">([^<]*)<')


def store(group: str, days_of: dict[str, str]) -> None:
    query = parse_view({"group": [group]} | {key: [day] for key, day in days_of.items()}).view
    context = current()
    context.access.load_history(query.query(context.now(), context.zone), Grain.DAY)


def card_lines(page: DrawnOverview) -> dict[str, tuple[str, int]]:
    """By the label of a card: the words and the number of days of its sparkline."""
    _, *cards = pages.written(page.app).split('<div class="card" ')
    found = {}
    for card in cards:
        for words, bars in BARS.findall(card):
            [label] = LABEL.findall(card)
            found[label] = words, bars.count("<i")
    return found


def counted_by_day(group: str) -> list[dict[str, office.Figures]]:
    each = (f"2026-03-{day}" for day in range(16, 21))
    return [counted(group, **days(day, day)) for day in each]


def test_days_that_are_not_stored_are_not_requested_and_not_drawn() -> None:
    page = DrawnOverview(group=QUOTED, **WEEK)
    assert card_lines(page) == {}
    assert "Calls by day" not in page.table()[0]


def test_stored_days_are_drawn_in_each_card_and_each_row() -> None:
    store(SALES, WEEK)
    page = DrawnOverview(group=SALES, **WEEK)
    lines, by_day = card_lines(page), counted_by_day(SALES)
    assert set(lines) == set(page.cards())
    answered = [sum(row.inbound_answered for row in rows.values()) for rows in by_day]
    assert lines["Inbound answered"] == (
        f"Inbound answered by day: {min(answered):,} to {max(answered):,}",
        5,
    )
    [drawn] = [one for one in page.app.dataframe if one.proto.id.endswith("-extensions")]
    rows = dict(zip(drawn.value["extension"], drawn.value["by_day"], strict=True))
    for extension in by_day[0]:
        assert list(rows[extension]) == [one[extension].calls for one in by_day]


def test_a_search_narrows_the_days_of_the_cards_as_their_values() -> None:
    store(SALES, WEEK)
    extension = office.members(SALES)[0]
    lines = card_lines(DrawnOverview(group=SALES, search=extension, **WEEK))
    calls = [rows[extension].inbound_answered for rows in counted_by_day(SALES)]
    assert lines["Inbound answered"][0] == (
        f"Inbound answered by day: {min(calls):,} to {max(calls):,}"
    )


def test_a_single_day_has_no_line() -> None:
    day = {"from": "2026-03-16", "to": "2026-03-16"}
    store(SALES, day)
    assert card_lines(DrawnOverview(group=SALES, **day)) == {}


class _Slow:
    """A history that is read when the test says so."""

    def __init__(self, history: History) -> None:
        self.read, self._history = False, history

    def wait(self, _seconds: float) -> bool:
        return self.read

    def so_far(self) -> History:
        return self._history


def test_the_page_does_not_wait_for_days_and_is_drawn_once_more_when_they_are_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    store(SALES, WEEK)
    access, requests = current().access, []
    real = access.request_stored_history

    def slowly(query: Query, cut: Grain) -> _Slow:
        pending = real(query, cut)
        assert pending.wait(60)
        requests.append(_Slow(pending.so_far()))
        return requests[-1]

    monkeypatch.setattr(access, "request_stored_history", slowly)
    page = DrawnOverview(group=SALES, **WEEK)
    assert page.cards()
    assert card_lines(page) == {}
    before = place_of_table(page.app.main)
    assert before is not None
    requests[0].read = True
    page.app.run()
    assert len(card_lines(page)) == 6
    assert len(requests) == 1
    assert place_of_table(page.app.main) == before  # elsewhere, the browser would build it anew


def place_of_table(block: Block) -> tuple[int, ...] | None:
    """Where on the page the table stands: the numbers of the blocks around it, and its own."""
    for number, child in block.children.items():
        if child.type == "dataframe":
            return (number,)
        if isinstance(child, Block) and (inside := place_of_table(child)) is not None:
            return number, *inside
    return None
