"""The trends as their page draws them in memory: what its chart of calls holds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from streamlit.testing.v1 import AppTest

from tests.support.pages import arrived, charts, draw_view, said

_SERIES = ("Inbound answered", "Inbound unanswered", "Outbound answered", "Outbound unanswered")


@dataclass(frozen=True)
class DrawnTrends:
    """What stands on a trends page."""

    app: AppTest

    def calls(self) -> list[float | None]:
        """All calls of each step, the heights of the stacks; None for a hole."""
        drawn = {trace["name"]: trace["y"] for trace in self._traces if trace.get("name")}
        stacks = zip(*(drawn.get(name, []) for name in _SERIES), strict=True)
        return [None if None in parts else sum(parts) for parts in stacks]

    def compared(self, name: str) -> list[float]:
        """What is drawn behind, by its name in the legend."""
        [values] = [trace["y"] for trace in self._traces if trace.get("name") == name]
        return list(values)

    def line(self, key: str, name: str) -> list[float | None]:
        """What a line of another chart holds, by the chart's metric."""
        [values] = [t["y"] for t in charts(self.app)[f"trend_{key}"] if t.get("name") == name]
        return list(values)

    def hatched(self) -> int:
        """Steps that are marked as having no data."""
        shapes = (
            shape
            for trace in self._traces
            if trace.get("yaxis", "y") == "y"
            for shape in trace.get("marker", {}).get("pattern", {}).get("shape", [])
        )
        return sum(bool(shape) for shape in shapes)

    @property
    def progress(self) -> str:
        """The line that counts; empty when nothing is on its way."""
        return next((line.proto.text for line in self.app.get("progress")), "")

    @property
    def badge(self) -> str:
        """Whether the values agree, as the badge says it."""
        badges = (line for line in said(self.app).splitlines() if "-badge[" in line)
        return next(line.split(": ", 1)[1].removesuffix("]") for line in badges)

    def loaded(self) -> DrawnTrends:
        """The page once nothing is on its way."""
        arrived(self.app)
        assert not self.app.exception
        return self

    @property
    def _traces(self) -> list[dict[str, Any]]:
        return charts(self.app).get("trend_calls", [])


def trends_of(**parameters: str | list[str]) -> DrawnTrends:
    """The page of these parameters, loaded."""
    return DrawnTrends(draw_view("trends", **parameters)).loaded()
