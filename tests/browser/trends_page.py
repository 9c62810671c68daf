"""The trends as their readers see and use them."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page

from tests.support.chromium import Visit

SERIES = (
    "Inbound answered",
    "Inbound unanswered",
    "Outbound answered",
    "Outbound unanswered",
)
# What has arrived may stand beside the finished chart until the run that draws that one is over.
_TRACES = """plots => plots.length !== 1 ? [] : (plots[0]._fullData ?? [])
  .map(trace => [trace.name, Array.from(trace.y ?? [])])"""


class Trends:
    """What stands on the open trends page, and what can be done with it."""

    def __init__(self, visit: Visit) -> None:
        self.visit = visit
        self.page: Page = visit.page

    def move(self, **parameters: str | list[str]) -> Trends:
        self.visit.move("trends", **parameters)
        self.page.locator(".st-key-trend_calls").wait_for()
        return self

    @property
    def progress(self) -> str:
        """The line that counts; empty when nothing is on its way."""
        line = self.page.locator(".st-key-arriving [data-testid=stProgress]")
        return line.inner_text().strip() if line.count() else ""

    def series(self, chart: str) -> dict[str, list[float | None]]:
        """What a chart draws, by the names in its legend; None for a hole."""
        plots = self.page.locator(f".st-key-trend_{chart} .js-plotly-plot")
        found: list[tuple[str, list[Any]]] = plots.evaluate_all(_TRACES)
        return {name: numbers for name, numbers in found if name}

    def calls(self) -> list[float | None]:
        """All calls of each step: the heights of the stacks."""
        drawn = self.series("calls")
        stacks = zip(*(drawn.get(name, []) for name in SERIES), strict=True)
        return [None if None in parts else sum(parts) for parts in stacks]

    def press(self, control: str, option: str) -> None:
        """Choose one of the options of By."""
        group = self.page.locator(f".st-key-{control}")
        with self.visit.change():
            group.get_by_role("radio", name=option, exact=True).click()

    def click(self, button: str) -> None:
        with self.visit.change():
            self.page.get_by_role("button", name=button, exact=True).click()
