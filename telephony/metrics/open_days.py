"""A trend by day without the days that have no working hours."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

import numpy as np

from telephony.formatting.locale_style import ENGLISH, LocaleStyle
from telephony.formatting.numbers import count_of
from telephony.metrics.step_layout import StepLayout
from telephony.metrics.steps import StepState
from telephony.metrics.trends import Trend
from telephony.periods.closed_days import ClosedDays
from telephony.query.view import StepLength

# Of a usual day's calls: whoever has fewer on a Sunday does not work on Sundays.
_HARDLY_ANY: Final = 0.1
# What is not known to be complete is shown, whatever day it is.
_COMPLETE: Final = (StepState.WHOLE, StepState.PART, StepState.RUNNING)


@dataclass(frozen=True)
class OpenDays:
    """``trend`` has the days to show. ``left_out`` are how many others, with ``calls`` on them.

    Where working hours are unknown none is left out: weekends and holidays with hardly any calls
    are ``trend.closed``.
    """

    trend: Trend
    left_out: int = 0
    calls: int = 0

    def words(self, style: LocaleStyle = ENGLISH) -> str:
        """What a chart does not show, for its axis; empty where it shows all days."""
        if self.left_out:
            days = count_of(self.left_out, "day", style)
            return f"{days} without working hours left out, also of averages"
        if closed := len(self.trend.closed):
            days = count_of(
                closed, "weekend day or holiday", style, many="weekend days or holidays"
            )
            return f"{days} with hardly any calls: gaps in lines, not in averages"
        return ""


def open_days(whole: Trend, days: ClosedDays) -> OpenDays:
    """The trend without the days that have no working hours. Weeks and months have all of theirs.

    A day that lacks something, or has no data, is never taken for a closed one. Where no other day
    would be left, all of them stay.
    """
    if whole.by is not StepLength.DAY:
        return OpenDays(whole)
    layout = whole.layout
    if not days.known:
        usual = layout.once((_complete, days), lambda: _complete(layout, days.usually_closed))
        return OpenDays(replace(whole, closed=_quiet(whole, usual)))
    gone = layout.once((open_days, days), lambda: _complete(layout, days.closed))
    if len(gone) == len(whole):
        return OpenDays(whole)
    places = [place for place in range(len(whole)) if place not in gone]
    left = layout.once(
        (StepLayout.only, days),
        lambda: layout.only(places, days.covered_from(layout.covered_from)),
    )
    calls = whole.cells["calls"]
    return OpenDays(whole.only(left, places), len(gone), sum(calls[place] or 0 for place in gone))


def _complete(layout: StepLayout, chosen: Callable[[date], bool]) -> frozenset[int]:
    """The places of the chosen days that lack nothing."""
    states = zip(layout.steps, layout.states, strict=True)
    return frozenset(
        place
        for place, (step, state) in enumerate(states)
        if state in _COMPLETE and chosen(step.first)
    )


def _quiet(trend: Trend, places: frozenset[int]) -> frozenset[int]:
    """Those with hardly any calls or talk time: beside the median of the other days, or none."""
    found = places
    for key in ("calls", "talk"):
        values = trend.columns.numbers(key)
        others = [values[place] for place in range(len(trend)) if place not in places]
        usual = float(np.nanmedian(others)) if not np.isnan(others).all() else 0.0
        found = frozenset(place for place in found if values[place] <= usual * _HARDLY_ANY)
    unknown = trend.cells["left_out"]
    return frozenset(place for place in found if not unknown[place])
