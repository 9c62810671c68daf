"""The average of the last seven days, day by day."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from telephony.metrics.frame_view import Integers
from telephony.metrics.step_layout import StepLayout
from telephony.metrics.steps import StepState
from telephony.metrics.trends import Trend
from telephony.query.view import StepLength

_Floats = npt.NDArray[np.float64]
_WINDOW: Final = 7  # days, so that each weekday is in it once


def moving(shown: Trend, key: str) -> _Floats:
    """The average of the seven days that end with each: per day, and ratios are ratios of sums.

    Of these days it counts the ones that are in the trend and not closed. NaN until there are
    seven, and wherever one that counts is not whole. Only days have one.
    """
    if shown.by is not StepLength.DAY or not len(shown):
        return np.full(len(shown), np.nan)
    layout = shown.layout
    days, lacking = layout.once(moving, lambda: _days_of(layout))
    closed, parts = list(shown.closed), shown.parts[key]

    def summed(values: _Floats) -> _Floats:
        counted = values.copy()
        counted[closed] = 0
        return _last_days(days, counted)

    top, bottom, broken = (summed(values) for values in (parts.top, parts.bottom, lacking))
    begun = days - _WINDOW + 1 >= layout.covered_from.toordinal()
    usable = begun & (broken == 0) & (bottom > 0)
    return np.where(usable, top / np.where(bottom > 0, bottom, 1), np.nan)


def _days_of(layout: StepLayout) -> tuple[Integers, _Floats]:
    """The number of each day, and 1 where it is not whole."""
    days = np.array([step.first.toordinal() for step in layout.steps], dtype=np.int64)
    lacking = [float(state is not StepState.WHOLE) for state in layout.states]
    return days, np.array(lacking)


def _last_days(days: Integers, values: _Floats) -> _Floats:
    """The sum over the seven days of the calendar that end with each."""
    calendar = np.zeros(int(days[-1] - days[0]) + 1)
    calendar[days - days[0]] = values
    sums: _Floats = np.convolve(calendar, np.ones(_WINDOW))[days - days[0]]
    return sums
