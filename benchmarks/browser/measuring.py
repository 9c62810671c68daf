"""What a reader of two hundred extensions waits for, in turns with the same on other pages.

The floor is HTML and plotly.js, the others are Dash and Streamlit's own parts; all draw our
figures, which were made beforehand for them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import replace
from datetime import date, timedelta
from functools import partial

from playwright.sync_api import Browser

from benchmarks import report
from benchmarks.browser import answers, traffic, views
from benchmarks.browser.lines import (
    CHANGE,
    WARM_OPENING,
    Turns,
    all_tasks,
    beside,
    in_turns,
    longest_task,
    turns,
)
from benchmarks.browser.memory import after_changes
from benchmarks.browser.sides import AREAS, OVERVIEW, TRENDS, Content, Context, Noted, Side, Tab
from benchmarks.browser.stage import areas, stage
from benchmarks.stored_year import GROUP
from benchmarks.warm import everyone, query
from telephony.data_access.service import DataAccess
from telephony.periods.ranges import DayRange
from telephony.query.view import TrendView, View
from tests.support.chromium import chromium, why_no_chromium

# V8 notes where each function stands when it is asked for it: for a driven browser as scripts run,
# plotly.js once more as long as a reader waits for it. Here they are noted when it is compiled.
AS_A_READERS = "--js-flags=--no-enable-lazy-source-positions"
EXTENSIONS, LARGE = 200, 10_000
ROUNDS = 5
# Visits before those that count: from the second on the browser keeps the compiled scripts.
WARMING = 2
SEARCHES = ("an", "er", "ma", "in", "el")
ROWS = (1, 2)  # of the first chart, to click on
THREE_YEARS = DayRange(date(2022, 1, 2), date(2024, 12, 31))
# With the days without working hours: which these are the others do not know.
QUARTER_VIEW, YEARS_VIEW = (
    View(groups=(GROUP,), range=days, trend=TrendView(closed_days=True))
    for days in (DayRange(date(2024, 10, 3), THREE_YEARS.last), THREE_YEARS)
)
# The floor has neither to request nor to compute anything, and no table.
MOST_LARGE, MOST_YEARS = 3, 2


def measure() -> Iterator[report.Line]:
    """Openings, changes, selections, the other pages; then memory, traffic and large views."""
    if why := why_no_chromium():
        yield report.skipped("what a reader waits for in the browser", why)
        return
    view = everyone()
    with chromium(AS_A_READERS) as browser:
        made = partial(_views, view)
        with stage(EXTENSIONS, view, made, THREE_YEARS) as on:
            floor, dash, streamlit = on.floor(), on.dash(), on.streamlit()
            yield from _openings(browser, on.ours, floor, dash, streamlit)
            yield from _changes(browser, on.ours, floor, dash)
            yield from _selection(browser, on.ours, streamlit)
            yield from _trends(browser, on.ours, floor, dash)
            yield from answers.measure(browser, on.ours, dash, view)
            yield from after_changes(browser, on.ours)
            yield from traffic.measure(browser, on.ours, dash)
        day = _last_tuesday(view)  # a demo PBX of so many takes minutes for a month
        with stage(LARGE, day, partial(_large_views, day)) as on:
            yield from _large(browser, on.ours, on.floor())


def _last_tuesday(view: View) -> View:
    assert isinstance(view.range, DayRange)
    last = view.range.last
    tuesday = last - timedelta(days=(last.weekday() - 1) % 7)
    return replace(view, range=DayRange(tuesday, tuesday))


def _views(view: View, access: DataAccess) -> Mapping[str, views.Shown]:
    searched = [replace(view, search=words) for words in SEARCHES]
    made = views.overviews(access, [*areas(view), *searched])
    marked = made[views.name_of(view)].extensions()
    selected = [replace(view, selected=(marked[row],)) for row in ROWS]
    return {
        **made,
        **views.overviews(access, selected),
        views.TRENDS: views.trends(access, QUARTER_VIEW),
        views.LONG_TRENDS: views.trends(access, YEARS_VIEW),
    }


def _large_views(view: View, access: DataAccess) -> Mapping[str, views.Shown]:
    """Without the table: ten thousand rows of HTML would be a ceiling, no floor."""
    made = views.overviews(access, areas(view))
    return {name: shown.without_table() for name, shown in made.items()}


def _openings(
    browser: Browser, ours: Side, floor: Side, dash: Side, streamlit: Side
) -> Iterator[report.Line]:
    with ExitStack() as kept:
        again = [_kept(kept, browser, side) for side in (ours, floor, dash)]
        for visit in again * WARMING:
            visit(0)
        anew = [partial(_anew, browser, side) for side in (ours, dash, streamlit)]
        noted = in_turns(ROUNDS, *anew, *again)
    what = "open with an empty cache"
    own, of_dash, of_streamlit, *warm = noted
    yield beside(f"{what}: numbers, beside Dash", own, of_dash, "numbers", 1.5)
    yield beside(f"{what}: numbers, beside Streamlit", own, of_streamlit, "numbers")
    yield beside(f"{what}: first chart, beside Dash", own, of_dash, "first")
    yield beside(f"{what}: settled, beside Dash", own, of_dash, "settled", 1.2)
    yield beside(f"{what}: settled, beside Streamlit", own, of_streamlit, "settled", 0.7)
    yield beside(f"{what}: all charts, beside Dash", own, of_dash, "all")
    yield longest_task(what, own, of_dash, WARM_OPENING.task)
    what = "open with a warm cache"
    own, of_floor, of_dash = warm
    yield beside(f"{what}: numbers, beside Dash", own, of_dash, "numbers", WARM_OPENING.numbers)
    yield beside(f"{what}: first chart, beside Dash", own, of_dash, "first")
    yield beside(f"{what}: settled, beside Dash", own, of_dash, "settled", WARM_OPENING.settled)
    yield beside(f"{what}: settled, beside the floor", own, of_floor, "settled")
    yield beside(f"{what}: all charts, beside Dash", own, of_dash, "all")
    yield longest_task(what, own, of_dash, WARM_OPENING.task)


def _anew(browser: Browser, side: Side, _: int) -> Noted:
    with Context(browser) as context:
        return context.tab(side).open()


def _kept(
    kept: ExitStack, browser: Browser, side: Side, page: Content = OVERVIEW
) -> Callable[[int], Noted]:
    context = kept.enter_context(Context(browser))

    def visit(_: int) -> Noted:
        with context.tab(side) as tab:
            noted = tab.open(page)
            tab.wait_until_loaded()
            return noted

    return visit


def _changes(browser: Browser, ours: Side, floor: Side, dash: Side) -> Iterator[report.Line]:
    with ExitStack() as opened:
        tabs = [_opened(opened, browser, side) for side in (ours, floor, dash)]
        area = [lambda number, tab=tab: tab.change(AREAS[number % len(AREAS)]) for tab in tabs]
        in_turns(len(AREAS), *area)
        yield from _change("change of the call area", *in_turns(len(AREAS) * 2, *area))
        for tab in tabs:
            tab.open_search()
        search = [lambda number, tab=tab: tab.find(SEARCHES[number]) for tab in tabs]
        in_turns(len(SEARCHES), *search)  # the others have their figures ready as well
        yield from _change("search", *in_turns(len(SEARCHES), *search))


def _change(what: str, ours: Turns, floor: Turns, dash: Turns) -> Iterator[report.Line]:
    yield beside(f"{what}: numbers, beside Dash", ours, dash, "numbers", CHANGE.numbers)
    yield beside(f"{what}: settled, beside Dash", ours, dash, "settled", CHANGE.settled)
    yield beside(f"{what}: settled, beside the floor", ours, floor, "settled", 1.5)
    yield beside(f"{what}: all charts, beside Dash", ours, dash, "all")
    yield longest_task(what, ours, dash, CHANGE.task)
    yield all_tasks(f"{what}: long tasks, beside Dash", ours, dash)


def _selection(browser: Browser, ours: Side, streamlit: Side) -> Iterator[report.Line]:
    with ExitStack() as opened:
        tabs = [_opened(opened, browser, side) for side in (ours, streamlit)]
        own, of_streamlit = in_turns(
            ROUNDS, *(lambda number, tab=tab: tab.select(ROWS[number % 2]) for tab in tabs)
        )
    what = "click on a bar"
    yield beside(f"{what}: highlighted, beside Streamlit", own, of_streamlit, "highlight", 0.3)
    yield beside(f"{what}: settled, beside Streamlit", own, of_streamlit, "settled")


def _trends(browser: Browser, ours: Side, floor: Side, dash: Side) -> Iterator[report.Line]:
    overview = f"/?{query(QUARTER_VIEW)}"
    with ExitStack() as opened:
        tabs = [_opened(opened, browser, side) for side in (ours.at(overview), floor, dash)]
        turned = [lambda _, tab=tab: tab.to_trends_and_back() for tab in tabs]
        in_turns(1, *turned)
        own, of_floor, of_dash = in_turns(ROUNDS, *turned)
    what = "from the overview to the trends of 90 stored days: settled"
    yield beside(f"{what}, beside Dash", own, of_dash, "settled")
    yield beside(f"{what}, beside the floor", own, of_floor, "settled")
    with ExitStack() as opened:
        years = ours.at(f"/trends?{query(YEARS_VIEW)}"), floor.at(f"/?view={views.LONG_TRENDS}")
        visits = [_kept(opened, browser, side, TRENDS) for side in years]
        turns(WARMING, *visits)  # of the first, ours shows the days as they are read
        own, of_floor = in_turns(ROUNDS, *visits)
    what = "open 1,095 stored days: settled, beside the floor"
    yield beside(what, own, of_floor, "settled", MOST_YEARS)


def _large(browser: Browser, ours: Side, floor: Side) -> Iterator[report.Line]:
    with ExitStack() as opened:
        tabs = [_opened(opened, browser, side) for side in (ours, floor)]
        area = [lambda number, tab=tab: tab.change(AREAS[number % len(AREAS)]) for tab in tabs]
        in_turns(len(AREAS), *area)
        own, of_floor = in_turns(len(AREAS) * 2, *area)
    what = f"change of the call area of {LARGE:,} extensions"
    yield beside(f"{what}: numbers, beside the floor", own, of_floor, "numbers")
    yield beside(f"{what}: settled, beside the floor", own, of_floor, "settled", MOST_LARGE)


def _opened(opened: ExitStack, browser: Browser, side: Side) -> Tab:
    tab = opened.enter_context(Context(browser)).tab(side)
    tab.open()
    return tab
