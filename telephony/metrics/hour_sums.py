"""What cells by the hour amount to together."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd


@dataclass(frozen=True)
class HourSums:
    """``total`` of the metric, in calls or microseconds, over so many ``hours`` that count.

    ``unknown``: hours that would count as well if their numbers were known.
    """

    total: int
    hours: int
    unknown: int

    @property
    def mean(self) -> float | None:
        """Per hour; None without any hour."""
        return self.total / self.hours if self.hours else None


def sums(cells: pd.DataFrame) -> HourSums:
    """All cells of a grid or a profile together."""
    return HourSums(*(int(cells[name].sum()) for name in ("total", "hours", "unknown")))
