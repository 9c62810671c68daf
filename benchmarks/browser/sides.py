"""The pages under measurement: how a reader changes, searches, selects and turns the page on each.

with Context(browser) as context, context.tab(dashboard(origin)) as tab:
    tab.open()
    tab.change("internal").settled
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Self
from urllib.parse import urljoin, urlsplit

from playwright.sync_api import Browser, CDPSession, Locator, Page, ViewportSize

RECORDER = Path(__file__).parent / "recorder.js"
LAPTOP: ViewportSize = {"width": 1366, "height": 768}
PATIENCE_MS = 60_000
# So long nothing may happen before a page counts as settled; the wait itself is not counted.
QUIET_MS = 400
AREAS = ("internal", "external", "all")  # in the order in which they are chosen


@dataclass(frozen=True)
class Content:
    """How many charts a page has, and whether the others show its numbers, too."""

    charts: int
    numbers: bool


OVERVIEW, TRENDS = Content(4, numbers=True), Content(5, numbers=False)


@dataclass(frozen=True)
class Noted:
    """What the recorder noted of one opening or click [ms]; None is what was not waited for.

    ``settled``: the charts in sight are drawn and no long task follows; ``all``: every chart is.
    ``prints`` stand for the charts' data.
    """

    numbers: float | None
    first: float | None
    highlight: float | None
    settled: float
    all: float
    tasks: list[float]
    prints: list[int]


@dataclass(frozen=True)
class Side:
    """One server: the ``address`` it is opened at, and how its controls are found on the page."""

    address: str
    area: Callable[[Page, str], Locator]
    search: Callable[[Page], Locator]
    turn: Callable[[Page, str], Locator]
    open_search: Callable[[Page], None]

    def at(self, path: str) -> Side:
        """The same server, opened at another path."""
        return replace(self, address=urljoin(self.address, path))

    def through(self, origin: str) -> Side:
        """The same page by way of another origin."""
        address = urlsplit(self.address)._replace(netloc=urlsplit(origin).netloc)
        return replace(self, address=address.geturl())


def dashboard(origin: str) -> Side:
    """Ours; the search is behind a button, and stays open while it is used."""

    def linked(page: Page, name: str) -> Locator:
        page.get_by_role("navigation").get_by_role("button", name="Calls").click()
        return page.get_by_role("menuitem", name=name, exact=True)

    def open_search(page: Page) -> None:
        page.locator(".st-key-filters").get_by_role("button").click()
        page.get_by_label("Find an extension").wait_for()

    return Side(
        origin,
        lambda page, area: page.locator(".st-key-area").get_by_role(
            "radio", name=area.capitalize(), exact=True
        ),
        lambda page: page.get_by_label("Find an extension"),
        linked,
        open_search,
    )


def bare(origin: str) -> Side:
    """The floor, Dash or Streamlit's own parts: a word beside each choice, a field, buttons."""
    return Side(
        origin,
        lambda page, area: page.get_by_text(area.capitalize(), exact=True).first,
        lambda page: page.locator("input:not([type=radio])").first,
        lambda page, name: page.get_by_role("button", name=name),
        lambda _: None,
    )


class Context:
    """A browser's cache, empty at first."""

    def __init__(self, browser: Browser) -> None:
        self._context = browser.new_context(viewport=LAPTOP, locale="en-US")
        self._context.add_init_script(path=RECORDER)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._context.close()

    def tab(self, side: Side) -> Tab:
        """A new page of a side, not yet opened."""
        return Tab(self._context.new_page(), side)

    def session(self, tab: Tab) -> CDPSession:
        """The browser's own measurements of a page."""
        session = self._context.new_cdp_session(tab.page)
        session.send("Performance.enable")
        return session


class Tab:
    """One page of a side."""

    def __init__(self, page: Page, side: Side) -> None:
        self.page = page
        self._side = side
        page.set_default_timeout(PATIENCE_MS)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.page.close()

    def open(self, content: Content = OVERVIEW) -> Noted:
        """From the start of the navigation."""
        self.page.goto(self._side.address, wait_until="commit")
        return self._noted(content)

    def open_search(self) -> None:
        """Show what ``find`` uses."""
        self._side.open_search(self.page)
        self.page.wait_for_timeout(QUIET_MS)

    def wait_until_loaded(self) -> None:
        """Wait for the days that a page of ours still requests, if any."""
        self.page.locator(".st-key-arriving").wait_for(state="detached")

    def change(self, area: str, quiet: int = QUIET_MS, content: Content = OVERVIEW) -> Noted:
        """Choose another call area."""
        choice = self._side.area(self.page, area)
        self._arm()
        choice.click()
        return self._noted(content, quiet=quiet)

    def find(self, words: str) -> Noted:
        """Search for extensions."""
        field = self._side.search(self.page)
        field.fill(words)
        self._arm()
        field.press("Enter")
        return self._noted()

    def select(self, row: int) -> Noted:
        """Click on a bar of the first chart, and once more to clear the selection again."""
        place = self._row(row)
        self._arm(selecting=True)
        self.page.mouse.click(*place)
        noted = self._noted(highlight=True)
        self._arm(selecting=True)
        self.page.mouse.click(*self._row(row))
        self._noted(highlight=False)
        return noted

    def to_trends_and_back(self) -> Noted:
        """Turn to the trends, which is noted, and back."""
        noted = self._turned("Trends", TRENDS)
        self._turned("Overview", OVERVIEW)
        return noted

    def _turned(self, to: str, content: Content) -> Noted:
        link = self._side.turn(self.page, to)
        self._arm()
        link.click()
        return self._noted(content)

    def _row(self, row: int) -> tuple[float, float]:
        plot = self.page.locator(".js-plotly-plot").first
        name = plot.locator(".ytick").nth(row).bounding_box()
        area = plot.locator(".nsewdrag").first.bounding_box()
        assert name is not None
        assert area is not None
        return area["x"] + area["width"] / 2, name["y"] + name["height"] / 2

    def _arm(self, **how: bool) -> None:
        self.page.evaluate("how => bench.arm(how)", how)

    def _noted(self, content: Content = OVERVIEW, **wanted: Any) -> Noted:
        wanted = {"quiet": QUIET_MS, **asdict(content), **wanted}
        return Noted(**self.page.evaluate("wanted => bench.settled(wanted)", wanted))
