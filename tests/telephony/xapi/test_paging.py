"""All rows, each once, or a note that says why not: the rule, without a network."""

import asyncio

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from telephony.xapi import paging
from telephony.xapi.limits import Limits
from telephony.xapi.paging import Page, read_rows
from telephony.xapi.records import RequestRecord


def rows_of(total):
    return [{"Dn": str(number), "DisplayName": f"Name {number}"} for number in range(total)]


ROWS = rows_of(450)


class Pages:
    """A list served in pages; it records the requests for them."""

    def __init__(self, rows, cap, *, count, link=False):
        self.rows, self.cap, self.count, self.link = rows, cap, count, link
        self.queries = []

    async def fetch(self, wanted, skip):
        self.queries.append((wanted, skip))
        size = self.cap if wanted is None else min(wanted, self.cap)
        page = self.rows[skip : skip + size]
        record = RequestRecord("GET", "", 200, 0.0, 0, len(page))
        more = self.link and skip + len(page) < len(self.rows)
        return Page(page, len(self.rows) if self.count else None, more, record)


def read(pages, *, limits=None, **given_to):
    return asyncio.run(read_rows(pages.fetch, "Dn", limits or Limits(), **given_to))


sizes = st.integers(0, 120)
caps = st.integers(1, 50)


@given(total=sizes, cap=caps, count=st.booleans(), link=st.booleans())
def test_any_list_in_any_pages_comes_whole_and_in_order(total, cap, count, link):
    pages = Pages(rows_of(total), cap, count=count, link=link)
    rows = read(pages)
    assert rows.rows == pages.rows
    assert rows.complete
    assert rows.notes == ()
    assert rows.count == (total if count else None)
    # pages overlap by a row; those of a single one are read twice instead
    overlap = cap > 1 and total > 1
    assert len(rows.requests) <= (total / (cap - 1) + 2 if overlap else 2 * (total + 2))
    if total < cap and count and not link:
        assert len(rows.requests) == 1


@given(
    total=sizes,
    cap=caps,
    count=st.booleans(),
    top=st.none() | st.integers(0, 150),
    skip=st.integers(0, 150),
)
def test_a_part_of_any_list_is_that_part(total, cap, count, top, skip):
    pages = Pages(rows_of(total), cap, count=count)
    rows = read(pages, top=top, skip=skip)
    assert rows.rows == pages.rows[skip:][:top]
    assert rows.complete


@given(total=st.integers(2, 80), cap=st.integers(1, 20), at=st.integers(0, 80), data=st.data())
def test_a_row_gone_between_two_pages_never_goes_unsaid_where_there_is_a_count(
    total, cap, at, data
):
    pages = Pages(rows_of(total), cap, count=True)
    lost = pages.rows[min(at, total - 1)]
    moment = data.draw(st.integers(1, 5))
    fetch = pages.fetch

    async def losing(wanted, skip):
        page = await fetch(wanted, skip)
        if len(pages.queries) == moment and lost in pages.rows:
            pages.rows = [row for row in pages.rows if row is not lost]
        return page

    pages.fetch = losing
    rows = read(pages)
    still_there = [row for row in rows.rows if row is not lost]
    assert not rows.complete or still_there == [row for row in rows_of(total) if row != lost]


@given(total=st.integers(1, 80), cap=st.integers(1, 20), at=st.integers(0, 80), data=st.data())
def test_a_row_come_between_two_pages_makes_no_other_row_count_twice(total, cap, at, data):
    pages = Pages(rows_of(total), cap, count=data.draw(st.booleans()))
    moment = data.draw(st.integers(1, 5))
    fetch = pages.fetch

    async def gaining(wanted, skip):
        page = await fetch(wanted, skip)
        if len(pages.queries) == moment and len(pages.rows) == total:
            pages.rows = [*pages.rows[:at], {"Dn": "new"}, *pages.rows[at:]]
        return page

    pages.fetch = gaining
    rows = read(pages)
    names = [row["Dn"] for row in rows.rows]
    assert len(names) == len(set(names))
    assert set(names) | {"new"} == {row["Dn"] for row in pages.rows} | {"new"}


def changed(rows, kind, data):
    """The list after one thing that may happen to it between two pages."""
    rows = list(rows)
    names = st.integers(0, 10**9).map(lambda number: {"Dn": f"new {number}"})
    if kind == "move" and rows:
        moved = rows.pop(data.draw(st.integers(0, len(rows) - 1)))
        rows.insert(data.draw(st.integers(0, len(rows))), moved)
    if kind in {"leave", "leave and come"}:
        for _ in range(data.draw(st.integers(1, 3))):
            if rows:
                rows.pop(data.draw(st.integers(0, len(rows) - 1)))
    if kind in {"come", "leave and come"}:
        for _ in range(data.draw(st.integers(1, 3))):
            rows.insert(data.draw(st.integers(0, len(rows))), data.draw(names))
    return rows


class Moving(Pages):
    """Pages of a list that changes after each of them, for the first ones."""

    def __init__(self, rows, cap, data, *, count):
        super().__init__(rows, cap, count=count)
        self.data, self.stayed, self.ever = data, names_of(rows), names_of(rows)

    async def fetch(self, wanted, skip):
        page = await super().fetch(wanted, skip)
        kinds = st.sampled_from(["nothing", "move", "leave", "come", "leave and come"])
        if len(self.queries) <= 4:
            self.rows = changed(self.rows, self.data.draw(kinds), self.data)
            self.stayed &= names_of(self.rows)
            self.ever |= names_of(self.rows)
        return page


def names_of(rows):
    return {row["Dn"] for row in rows}


@settings(max_examples=200)
@given(total=st.integers(1, 30), cap=st.integers(1, 8), count=st.booleans(), data=st.data())
def test_whatever_comes_leaves_or_moves_between_pages_no_row_is_lost_unmarked(
    total, cap, count, data
):
    pages = Moving(rows_of(total), cap, data, count=count)
    found = read(pages)
    names = [row["Dn"] for row in found.rows]
    assert len(names) == len(set(names))
    assert set(names) <= pages.ever
    assert not found.complete or set(names) >= pages.stayed


def test_a_row_lost_behind_a_single_one_is_found_although_the_next_page_is_empty():
    pages = Pages(rows_of(2), 1, count=False)
    fetch = pages.fetch

    async def shrinking(wanted, skip):
        page = await fetch(wanted, skip)
        pages.rows = pages.rows[-1:]  # the first row leaves, and the second one takes its place
        return page

    pages.fetch = shrinking
    rows = read(pages)
    assert not rows.complete or rows.rows == rows_of(2)[1:]


@pytest.mark.parametrize("at", [0, 3, 9])
def test_a_row_that_leaves_while_another_comes_is_noticed_though_the_count_stays(at):
    pages = Pages(rows_of(30), 10, count=True)
    fetch = pages.fetch

    async def replacing(wanted, skip):
        page = await fetch(wanted, skip)
        if len(pages.queries) in {1, 4}:  # the first page of either reading
            pages.rows = [*pages.rows[:at], *pages.rows[at + 1 :], {"Dn": f"new {skip}"}]
        return page

    pages.fetch = replacing
    found = read(pages)
    assert found.count == 30
    assert found.notes == (paging.CHANGED,)


def test_it_is_read_again_and_then_whole_where_that_happened_once():
    pages = Pages(rows_of(30), 10, count=True)
    fetch = pages.fetch

    async def replacing(wanted, skip):
        page = await fetch(wanted, skip)
        if len(pages.queries) == 1:
            pages.rows = [*pages.rows[1:], {"Dn": "new"}]
        return page

    pages.fetch = replacing
    found = read(pages)
    assert found.complete
    assert found.rows == [*rows_of(30)[1:], {"Dn": "new"}]


def test_a_list_without_an_end_is_cut_and_said_to_be():
    class Endless:
        queries = 0

        async def fetch(self, wanted, skip):
            self.queries += 1
            record = RequestRecord("GET", "", 200, 0.0, 0, 10)
            return Page([{"Dn": str(skip + n)} for n in range(10)], None, True, record)

    endless = Endless()
    rows = read(endless)
    assert endless.queries == Limits().max_pages
    assert rows.notes == (paging.ENDLESS,)
    assert not rows.complete
    few = read(Endless(), limits=Limits(max_rows=95))
    assert len(few.rows) == 100


def test_rows_without_their_key_are_included():
    rows = read(Pages([{"A": 1}, {"A": 1}, {"Dn": None}], 2, count=True))
    assert rows.rows == [{"A": 1}, {"A": 1}, {"Dn": None}]
    assert rows.complete


@pytest.mark.parametrize("rows", [[{"A": 1}], [{"A": 1}, {"A": 2}], [{"Dn": "1"}, {"A": 2}]])
def test_rows_without_their_key_that_repeat_are_requested_a_few_times(rows):
    class Deaf:
        queries = 0

        async def fetch(self, wanted, skip):
            self.queries += 1
            return Page(rows, None, False, RequestRecord("GET", "", 200, 0.0, 0, len(rows)))

    deaf = Deaf()
    found = read(deaf)
    assert deaf.queries <= 4
    assert found.rows == rows
    assert not found.complete
