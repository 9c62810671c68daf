"""The words of a trend's steps, in hovers and in tables."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from telephony.formatting import numbers
from telephony.formatting.numbers import Separators
from telephony.formatting.units import FORMATS
from telephony.metrics.registry import METRICS
from telephony.metrics.steps import Step, StepState
from telephony.metrics.trends import Trend
from telephony.metrics.words import absent
from telephony.periods.calendar import date_words, day_words
from telephony.query.view import StepLength

STATE_WORDS: Final = {
    StepState.NOT_RECORDED: "before the first recorded call",
    StepState.GAP: "no data",
    StepState.INCOMPLETE: "incomplete",
    StepState.RUNNING: "not over yet",
    StepState.PART: "partly in the range",
}


def step_words(step: Step, by: StepLength) -> str:
    """``Tue 24 Nov 2026``, ``23–29 Nov 2026 (week 48)`` or ``Nov 2026``."""
    if by is StepLength.MONTH:
        return date_words(step.first).split(" ", 1)[1]
    days = day_words(step.first, step.last)
    return f"{days} (week {step.first.isocalendar().week})" if by is StepLength.WEEK else days


def state_words(trend: Trend, place: int) -> str:
    """Why a step is not complete: ``27 of 30 days``; empty for a complete one."""
    state = trend.states[place]
    if state is StepState.INCOMPLETE:
        return f"incomplete: {_lacking(trend, place)}"
    if trend.cells["left_out"][place]:
        return _lacking(trend, place)
    return STATE_WORDS.get(state, "")


def _lacking(trend: Trend, place: int) -> str:
    held, days, lost = (trend.cells[name][place] for name in ("days_held", "days", "left_out"))
    if held < days:
        return f"{held} of {numbers.count_of(days, 'day')}"
    if lost:
        return f"{numbers.count_of(lost, 'unreadable value')} left out"
    return "rows are missing"


def step_writer(trend: Trend, key: str, style: Separators) -> Callable[[int], str]:
    """Writes a step's value: "?" where the PBX's was unreadable, "–" where there is none.

    The pick-up rate comes with its number of calls and its band.
    """
    cells = trend.cells
    values, lost, write = cells[key], cells["left_out"], FORMATS[METRICS[key].unit].cell(style)

    def words(place: int) -> str:
        value = values[place]
        return absent(bool(lost[place])) if value is None else write(value)

    def with_band(place: int) -> str:
        if values[place] is None:
            return words(place)
        low, high = (write(cells[name][place]) for name in ("pick_up_low", "pick_up_high"))
        calls = numbers.count_of(cells["inbound"][place], "call", style)
        return f"{words(place)} of {calls} ({low} to {high})"

    return with_band if key == "pick_up_rate" else words
