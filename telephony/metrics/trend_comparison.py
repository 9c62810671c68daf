"""The numbers of a trend and of what it is compared with, over the days that both have."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

import numpy as np
import numpy.typing as npt

from telephony.formatting.locale_style import ENGLISH, LocaleStyle
from telephony.formatting.numbers import count, count_of
from telephony.formatting.units import Unit
from telephony.metrics.extension_metrics import MetricValue
from telephony.metrics.registry import METRICS
from telephony.metrics.steps import StepState
from telephony.metrics.trends import Trend, pair_steps

# A part of a day has its equal in the same part of another day.
_COMPARABLE: Final = (StepState.WHOLE, StepState.PART)


@dataclass(frozen=True)
class Compared:
    """Each metric ``now`` and ``before``, by key, over ``days`` of each range.

    ``of_days`` and ``of_days_before``: how many days the ranges have, counted or not.
    """

    now: Mapping[str, MetricValue]
    before: Mapping[str, MetricValue]
    days: int
    of_days: int
    of_days_before: int

    def words(self, style: LocaleStyle = ENGLISH) -> str:
        """Which days are counted."""
        if not self.days:
            return "No day is complete in both periods, so there is nothing to compare."
        days = count_of(self.days, "day", style)
        if self.days == self.of_days == self.of_days_before:
            return f"Counts all of each period: {days}."
        of_each = f"{count(self.of_days, style)} and {count(self.of_days_before, style)}"
        return f"Counts {days} of each period, of {of_each}: those that are complete in both."


def compare_days(
    days: Trend, before: Trend, earlier_by: timedelta, keys: Sequence[str]
) -> Compared:
    """Sums, and ratios of sums, over the pairs of days that are complete on both sides.

    So a range that is not over, or lacks a day, is compared like for like. Both trends are by day,
    with all of their days, whether they have working hours or not.
    """
    pairs = [
        (place, other)
        for place, other in enumerate(pair_steps(days, before, earlier_by))
        if other is not None
        and days.states[place] in _COMPARABLE
        and days.states[place] is before.states[other]
    ]
    here, there = np.array(pairs, dtype=np.intp).reshape(-1, 2).T
    return Compared(
        {key: _value(days, key, here) for key in keys},
        {key: _value(before, key, there) for key in keys},
        len(pairs),
        len(days),
        len(before),
    )


def _value(trend: Trend, key: str, places: npt.NDArray[np.intp]) -> MetricValue:
    metric, parts = METRICS[key], trend.parts[key]
    top, bottom = float(parts.top[places].sum()), float(parts.bottom[places].sum())
    if metric.bottom:
        ratio = top / bottom if bottom else None
        return MetricValue(ratio, round(top), round(bottom), left_out=0)
    if metric.unit is Unit.ERLANGS:
        return MetricValue(top / bottom if bottom else None, None, None, left_out=0)
    return MetricValue(round(top) if len(places) else None, None, None, left_out=0)
