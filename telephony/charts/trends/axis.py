"""The time axis: one place per step, and as many dates as fit a phone."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from datetime import date
from typing import Any, Final

from telephony.charts.named_axis import named_axis
from telephony.formatting.locale_style import ENGLISH, LocaleStyle
from telephony.metrics.trends import Trend
from telephony.periods.calendar import ONE_DAY, date_words, month_words
from telephony.query.view import StepLength

# So many dates fit beside each other on a phone.
_MOST_TICKS: Final = 7
_FEWEST_TICKS: Final = 3


def steps_axis(trend: Trend, style: LocaleStyle = ENGLISH) -> dict[str, Any]:
    """The axis with a place for each step, and a date for some."""
    at = ticks([step.first for step in trend.steps], trend.by)
    years = [trend.steps[place].first.year for place in at]
    words = (
        _tick_words(trend.steps[place].first, trend.by, style, with_year=year != before)
        for place, year, before in zip(at, years, [None, *years], strict=False)
    )
    return named_axis([-0.5, max(len(trend), 1) - 0.5], at, list(words))


def ticks(days: Sequence[date], by: StepLength) -> list[int]:
    """Places of at most 7 ticks: all steps, or where weeks, months, quarters or years begin."""
    if len(days) <= _MOST_TICKS:
        return list(range(len(days)))
    begin: list[Callable[[date], Hashable]] = [
        lambda day: day.isocalendar()[:2],
        lambda day: (day.year, day.month),
        lambda day: (day.year, (day.month - 1) // 3),
        lambda day: day.year,
    ]
    before = [days[0] - ONE_DAY, *days]
    for key in begin[0 if by is StepLength.DAY else 1 :]:
        places = [place for place, day in enumerate(days) if key(day) != key(before[place])]
        if _FEWEST_TICKS <= len(places) <= _MOST_TICKS:
            return places
    return list(range(0, len(days), -(-len(days) // _MOST_TICKS)))


def _tick_words(day: date, by: StepLength, style: LocaleStyle, *, with_year: bool) -> str:
    """``24 Nov``, in a month ``Nov``; the year below where it begins or changes."""
    words = month_words(day) if by is StepLength.MONTH else date_words(day, style, with_year=False)
    return f"{words}<br>{day.year}" if with_year else words
