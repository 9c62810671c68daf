"""Which days of a group are stored: a calendar with a column per week."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, Final

import plotly.graph_objects as go

from telephony.answers.coverage import Coverage, DayState
from telephony.charts import figure, palette
from telephony.charts.named_axis import named_axis
from telephony.charts.signs import signs
from telephony.formatting.locale_style import LocaleStyle
from telephony.formatting.numbers import count, count_of
from telephony.periods.calendar import day_words, month_words
from telephony.periods.working_hours import WEEKDAYS

_HEIGHT: Final = 240  # [px]
_ORDER: Final = (DayState.MISSING, DayState.INCOMPLETE, DayState.FINAL)
_SIGNS: Final = {DayState.MISSING: "·", DayState.INCOMPLETE: "!", DayState.FINAL: ""}
_COLOURS: Final = (palette.WEEKEND, palette.OUTBOUND_UNANSWERED, palette.INBOUND_ANSWERED)
_WEEK: Final = timedelta(days=7)
_TICK_WEEKS: Final = 12  # between two names of months at least, so that they fit a phone


def coverage_calendar(coverage: Coverage, style: LocaleStyle) -> go.Figure:
    """A cell per day, Monday on top: colour and sign say how it is stored."""
    if not coverage.days:
        return figure.empty_figure("No day of this range has begun.", _HEIGHT)
    first = min(coverage.days)
    monday = first - timedelta(days=first.weekday())
    days = list(coverage.days.items())
    x = [(day - monday) // _WEEK for day, _ in days]
    y = [day.weekday() for day, _ in days]
    weeks = [monday + number * _WEEK for number in range(max(x) + 1)]
    layout = {
        "dragmode": False,
        "xaxis": named_axis([-0.5, len(weeks) - 0.5], *_month_ticks(weeks), ticks=""),
        "yaxis": named_axis(
            [len(WEEKDAYS) - 0.5, -0.5],
            list(range(len(WEEKDAYS))),
            [day.capitalize() for day in WEEKDAYS],
            ticks="",
        ),
    }
    signed = signs(x, y, [_SIGNS[state] for _, state in days])
    return figure.figure([_field(x, y, days, style), signed], layout, _HEIGHT, style)


def describe_coverage(coverage: Coverage, style: LocaleStyle) -> str:
    """The chart in a sentence, for screen readers."""
    counts = ", ".join(
        f"{count(coverage.count(state), style)} {state}" for state in reversed(_ORDER)
    )
    return f"{count_of(len(coverage.days), 'day', style)} of history: {counts}."


def _field(
    x: list[int], y: list[int], days: Sequence[tuple[date, DayState]], style: LocaleStyle
) -> dict[str, Any]:
    steps = [
        (end, colour)
        for number, colour in enumerate(_COLOURS)
        for end in (number / len(_COLOURS), (number + 1) / len(_COLOURS))
    ]
    return {
        "type": "heatmap",
        "x": x,
        "y": y,
        "z": [_ORDER.index(state) for _, state in days],
        "zmin": -0.5,
        "zmax": len(_ORDER) - 0.5,
        "xgap": 1,
        "ygap": 1,
        "colorscale": steps,
        "showscale": False,
        "customdata": [f"{day_words(day, day, style)}: {state}" for day, state in days],
        "hovertemplate": "%{customdata}<extra></extra>",
    }


def _month_ticks(weeks: Sequence[date]) -> tuple[list[int], list[str]]:
    """Each week in which a month begins, as far as the names have room."""
    places: list[int] = []
    for number, monday in enumerate(weeks):
        sunday = monday + timedelta(days=6)
        begins = number == 0 or sunday.month != (monday - timedelta(days=1)).month
        if begins and (not places or number - places[-1] >= _TICK_WEEKS):
            places.append(number)
    sundays = (weeks[number] + timedelta(days=6) for number in places)
    return places, [month_words(sunday, with_year=True) for sunday in sundays]
