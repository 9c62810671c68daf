"""The pages of answers beside Dash's overview: opening them, and changing the call area.

Dash has no such pages here. Its overview has more charts and numbers than any of them and a table,
all made beforehand; so the bounds are those of our own overview.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from functools import partial
from typing import Final

from playwright.sync_api import Browser

from benchmarks import report
from benchmarks.browser.lines import (
    CHANGE,
    WARM_OPENING,
    Bounds,
    Turns,
    beside,
    longest_task,
    turns,
)
from benchmarks.browser.sides import AREAS, OVERVIEW, Content, Context, Noted, Side, Tab
from benchmarks.warm import query
from telephony.query.view import View

ROUNDS: Final = 5
PAGES: Final[Mapping[str, Content]] = {
    "extension": Content(1, numbers=True),
    "changes": Content(2, numbers=True),
    "workload": Content(1, numbers=True),
    "rates": Content(1, numbers=True),
    "groups": Content(1, numbers=True),
}


def measure(browser: Browser, ours: Side, dash: Side, view: View) -> Iterator[report.Line]:
    """All pages in turns, and Dash's overview in each round: it is beside every page."""
    contents = (*PAGES.values(), OVERVIEW)
    with ExitStack() as opened:
        context, of_dash = (opened.enter_context(Context(browser)) for _ in range(2))
        places = [
            *((context, ours.at(f"/{page}?{query(_shown_by(page, view))}")) for page in PAGES),
            (of_dash, dash),
        ]
        visits = [
            partial(_visit, *place, content)
            for place, content in zip(places, contents, strict=True)
        ]
        for visit in (*visits, visits[-1]):  # ours are the same scripts on each page
            visit(0)
        noted = turns(ROUNDS, *visits)
        yield from page_lines("open {page} with a warm cache", noted, WARM_OPENING)
        changes = []
        for (_, side), content in zip(places, contents, strict=True):
            tab = opened.enter_context(Context(browser)).tab(side)
            tab.open(content)
            changes.append(partial(_change, tab, content))
        turns(len(AREAS), *changes)
        noted = turns(ROUNDS, *changes)
        yield from page_lines("change of the call area of {page}", noted, CHANGE)


def _shown_by(page: str, view: View) -> View:
    """The groups side by side are all there are."""
    return replace(view, groups=()) if page == "groups" else view


def _visit(context: Context, side: Side, content: Content, _: int) -> Noted:
    with context.tab(side) as tab:
        noted = tab.open(content)
        tab.wait_until_loaded()
        return noted


def _change(tab: Tab, content: Content, number: int) -> Noted:
    noted = tab.change(AREAS[number % len(AREAS)], content=content)
    tab.wait_until_loaded()
    return noted


def page_lines(words: str, noted: Sequence[Turns], bounds: Bounds) -> Iterator[report.Line]:
    """Three lines of each page; ``noted`` has the turns of ``PAGES`` and then Dash's."""
    *pages, dash = noted
    other = "beside Dash's overview"
    for page, own in zip(PAGES, pages, strict=True):
        what = words.format(page=page)
        yield beside(f"{what}: numbers, {other}", own, dash, "numbers", bounds.numbers)
        yield beside(f"{what}: settled, {other}", own, dash, "settled", bounds.settled)
        yield longest_task(what, own, dash, bounds.task)
