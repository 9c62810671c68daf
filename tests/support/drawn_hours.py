"""The page of hours drawn in memory: what its charts hold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta

from streamlit.testing.v1 import AppTest

from tests.support import office, pages

Place = tuple[int, int]
"""Weekday from Monday on, and hour."""


def calls_by_hour(group: str, key: str, first: date, days: int = 7) -> Counter[Place]:
    """The office's calls or microseconds by weekday and hour, one call after the other."""
    numbers = set(office.members(group))
    found: Counter[Place] = Counter()
    for call in office.calls():
        inside = first <= call.start.date() < first + timedelta(days=days)
        if call.extension in numbers and inside:
            amount = {
                "calls": 1,
                "outbound": call.direction == "outbound",
                "answered": call.answered,
                "talk": call.talk_us,
            }[key]
            found[call.start.weekday(), call.start.hour] += int(amount)
    return found


class DrawnHours:
    """One session at the page of hours of the installed dashboard."""

    def __init__(self, **parameters: str | Sequence[str]) -> None:
        self.app: AppTest = pages.draw_view("hours", **parameters)
        self._ran()

    @property
    def parameters(self) -> dict[str, list[str]]:
        """What stands in the address."""
        return pages.address(self.app)

    @property
    def chips(self) -> list[str]:
        """What narrows the page, as the buttons that undo it."""
        return pages.chips(self.app)

    @property
    def words(self) -> str:
        """Everything that the page says, as a viewer reads it."""
        return pages.as_read(f"{pages.said(self.app)}\n{pages.written(self.app)}")

    def field(self) -> dict[Place, tuple[float | None, str]]:
        """The heatmap: the average that the colour stands for, and the sign of a gap."""
        means, signs = pages.charts(self.app)["hours_week"][:2]
        drawn = dict(zip(zip(signs["y"], signs["x"], strict=True), signs["text"], strict=True))
        places = zip(means["y"], means["x"], means["z"], strict=True)
        return {(day, hour): (mean, drawn.get((day, hour), "")) for day, hour, mean in places}

    def means(self) -> dict[Place, float | None]:
        return {place: mean for place, (mean, _) in self.field().items()}

    def bars(self) -> dict[str, list[float | None]]:
        """The bars by the hour of the day, by their names in the legend."""
        traces = pages.charts(self.app)["hours_day"]
        bars = (one for one in traces if one["type"] == "bar" and one.get("yaxis", "y") == "y")
        return {one["name"]: one["y"] for one in bars}

    def set(self, kind: str, key: str, value: object) -> None:
        """Set the widget of this kind and key, as ``pages.choose``."""
        pages.choose(self.app, kind, key, value)
        self._ran()

    def count(self, price: str) -> None:
        """Have the hours counted one by one, until the last of them is drawn."""
        pages.press(self.app, price)
        pages.arrived(self.app)
        self._ran()

    def go_to(self, parameters: dict[str, list[str]]) -> None:
        """Another address, as Back gives one."""
        pages.go_to(self.app, parameters)
        self._ran()

    def _ran(self) -> None:
        assert not self.app.exception
