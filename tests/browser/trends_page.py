"""The trends as their readers see and use them."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page

from tests.browser.overview import seen
from tests.support.chromium import Visit

SERIES = (
    "Inbound answered",
    "Inbound unanswered",
    "Outbound answered",
    "Outbound unanswered",
)
_TRACES = """plot => (plot._fullData ?? []).map(trace => [trace.name, Array.from(trace.y ?? [])])"""
_HATCHED = """plot => (plot._fullData ?? []).filter(trace => trace.yaxis === 'y')
  .flatMap(trace => Array.from(trace.marker.pattern?.shape ?? [])).filter(shape => shape).length"""


class Trends:
    """What stands on the open trends page, and what can be done with it."""

    def __init__(self, visit: Visit) -> None:
        self.visit = visit
        self.page: Page = visit.page

    def open(self, **parameters: str | list[str]) -> Trends:
        """Go there by the navigation, with the view of these parameters."""
        self.visit.open("", **parameters)
        with self.visit.change():
            self.page.get_by_role("link", name="Trends").click()
        self.page.locator(".st-key-trend_calls").wait_for()
        return self

    def move(self, **parameters: str | list[str]) -> Trends:
        """Show the view of these parameters, in a page that stays loaded."""
        self.visit.move("trends", **parameters)
        self.page.locator(".st-key-trend_calls").wait_for()
        return self

    @property
    def notices(self) -> list[str]:
        """The texts of all banners, warnings and errors, each in one line."""
        texts = self.page.locator("[data-testid=stAlert]").all_inner_texts()
        return [" ".join(seen(text).split()) for text in texts]

    @property
    def progress(self) -> str:
        """The line that counts; empty when nothing is on its way."""
        line = self.page.locator(".st-key-arriving [data-testid=stProgress]")
        return line.inner_text().strip() if line.count() else ""

    @property
    def badge(self) -> str:
        """What the badge says, without its icon's name."""
        words = self.page.locator(".st-key-above_trends [data-testid=stMarkdown]").all_inner_texts()
        return next((text.split(maxsplit=1)[1] for text in words if "agree" in text), "")

    def series(self, chart: str) -> dict[str, list[float | None]]:
        """What a chart draws, by the names in its legend; None for a hole."""
        plot = self.page.locator(f".st-key-trend_{chart} .js-plotly-plot")
        found: list[tuple[str, list[Any]]] = plot.evaluate(_TRACES) if plot.count() else []
        return {name: numbers for name, numbers in found if name}

    def calls(self) -> list[float | None]:
        """All calls of each step: the heights of the stacks."""
        drawn = self.series("calls")
        stacks = zip(*(drawn.get(name, []) for name in SERIES), strict=True)
        return [None if None in parts else sum(parts) for parts in stacks]

    def hatched(self) -> int:
        """Steps that are marked as having no figures."""
        found: int = self.page.locator(".st-key-trend_calls .js-plotly-plot").evaluate(_HATCHED)
        return found

    def press(self, control: str, option: str) -> None:
        """Choose one of the options of By."""
        group = self.page.locator(f".st-key-{control}")
        with self.visit.change():
            group.get_by_role("radio", name=option, exact=True).click()

    def choose(self, box: str, option: str) -> None:
        """Choose an option of a box such as Compare with."""
        field = self.page.get_by_role("combobox", name=box)
        field.focus()
        field.press("ArrowDown")
        with self.visit.change():
            self.page.get_by_role("option", name=option, exact=True).click()

    def click(self, button: str) -> None:
        with self.visit.change():
            self.page.get_by_role("button", name=button, exact=True).click()
