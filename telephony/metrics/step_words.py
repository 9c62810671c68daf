"""The words of a trend's steps, in hovers and in tables."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from telephony.formatting import numbers
from telephony.formatting.locale_style import ENGLISH, LocaleStyle
from telephony.formatting.units import FORMATS
from telephony.metrics.registry import METRICS
from telephony.metrics.steps import Step, StepState
from telephony.metrics.trends import Trend
from telephony.metrics.words import absent
from telephony.periods.calendar import day_words, month_words
from telephony.query.view import StepLength

STATE_WORDS: Final = {
    StepState.NOT_RECORDED: "before the first recorded call",
    StepState.GAP: "no data",
    StepState.INCOMPLETE: "incomplete",
    StepState.RUNNING: "not over yet",
    StepState.PART: "partly in the range",
}


@lru_cache(maxsize=4_096)  # each trend of a range has the same steps, and each chart their words
def step_words(step: Step, by: StepLength, style: LocaleStyle = ENGLISH) -> str:
    """``Tue 24 Nov 2026``, ``23–29 Nov 2026 (week 48)`` or ``Nov 2026``."""
    if by is StepLength.MONTH:
        return month_words(step.first, with_year=True)
    days = day_words(step.first, step.last, style)
    return f"{days} (week {step.first.isocalendar().week})" if by is StepLength.WEEK else days


def state_words(trend: Trend, place: int, style: LocaleStyle = ENGLISH) -> str:
    """Why a step is not complete: ``27 of 30 days``; empty for a complete one."""
    state = trend.states[place]
    if state is StepState.INCOMPLETE:
        return f"incomplete: {_lacking(trend, place, style)}"
    if trend.cells["left_out"][place]:
        return _lacking(trend, place, style)
    return STATE_WORDS.get(state, "")


def _lacking(trend: Trend, place: int, style: LocaleStyle) -> str:
    held, days, lost = (trend.cells[name][place] for name in ("days_held", "days", "left_out"))
    if held < days:
        return f"{numbers.count(held, style)} of {numbers.count_of(days, 'day', style)}"
    if lost:
        return f"{numbers.count_of(lost, 'unreadable value', style)} left out"
    return "rows are missing"


def value_words(trend: Trend, key: str, style: LocaleStyle) -> list[str]:
    """Each step's value: "?" where the PBX's was unreadable, "–" where there is none.

    The pick-up rate comes with its number of calls and its band.
    """
    cells, write = trend.cells, FORMATS[METRICS[key].unit].cell(style)
    values, lost = cells[key], cells["left_out"]
    if key != "pick_up_rate":
        return [
            absent(bool(left_out)) if value is None else write(value)
            for value, left_out in zip(values, lost, strict=True)
        ]
    parts = (values, cells["inbound"], cells["pick_up_low"], cells["pick_up_high"], lost)
    return [
        absent(bool(left_out))
        if rate is None
        else f"{write(rate)} of {numbers.count_of(calls, 'call', style)} "
        f"({write(low)} to {write(high)})"
        for rate, calls, low, high, left_out in zip(*parts, strict=True)
    ]
