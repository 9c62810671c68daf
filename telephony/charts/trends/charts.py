"""The figures over time: calls as stacked bars, everything else as a line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import plotly.graph_objects as go

from telephony.charts import figure, palette
from telephony.charts.figure import FixedList
from telephony.charts.overview.rows import series
from telephony.charts.trends import figure as trend_figure
from telephony.charts.trends.figure import HEIGHT, Over, Values
from telephony.charts.trends.labels import step_words, writing
from telephony.formatting import numbers as formats
from telephony.formatting.units import Unit
from telephony.frames.columns import COUNTS
from telephony.metrics.registry import METRICS, label_of
from telephony.metrics.steps import WITHOUT_FIGURES, StepState
from telephony.metrics.trends import moving
from telephony.query.view import Direction, StepLength

_NOTHING: Final = "The range has not begun yet"
_BAND_OPACITY: Final = 0.25


@dataclass(frozen=True)
class _Scale:
    """What one of a line's units is: the axis' title, and how much of the column."""

    title: str
    divisor: float = 1.0


def trend_volume(over: Over) -> go.Figure:
    """Bars of calls, stacked by direction and answer, with the mean of 7 days.

    Faint bars are steps of which only a part is in; a hatched column has no figures at all.
    """
    trend = over.trend
    if not len(trend):
        return figure.nothing(_NOTHING, HEIGHT, METRICS["calls"].label)
    names = series(COUNTS, trend.direction)
    parts = {name: trend_figure.values(trend, name) for name in names}
    compared = trend_figure.aligned(over, "calls")
    average = moving(trend, "calls")
    opacity = trend_figure.opacities(trend)
    traces = [_bar(name, numbers, opacity) for name, numbers in parts.items()]
    traces += trend_figure.compared_line(over, compared) + trend_figure.moving_line(trend, average)
    stacked = np.nan_to_num(np.array(list(parts.values()))).sum(axis=0)
    end = trend_figure.top(stacked, compared, average)
    title = f"{label_of('calls', trend.direction)} per {trend.by}"
    axis = figure.count_axis(title, end)
    return trend_figure.drawn(over, traces, (*names, "calls"), axis, "stack")


def trend_line(over: Over, key: str) -> go.Figure:
    """One talk time, rate or traffic as a line. The pick-up rate lies in its 95 % band.

    Holes are gaps, or steps in which the figure does not exist. An open point is a step of which
    only a part is in.
    """
    trend = over.trend
    if not len(trend):
        return figure.nothing(_NOTHING, HEIGHT, METRICS[key].label)
    scale = _scale(over, key)
    numbers = trend_figure.values(trend, key, scale.divisor)
    compared = trend_figure.aligned(over, key, scale.divisor)
    average = moving(trend, key) / scale.divisor
    rate = METRICS[key].unit is Unit.RATE
    traces = _band(over) if key == "pick_up_rate" else []
    traces += trend_figure.compared_line(over, compared)
    traces += [_line(over, key, numbers), *trend_figure.moving_line(trend, average)]
    end = trend_figure.top(numbers, compared, average)
    settings = {"tickformat": ".0%"} if rate else {"tickformat": ",~r"}
    axis = figure.axis(scale.title, 1.0 if rate else end, **settings)
    return trend_figure.drawn(over, traces, (key,), axis, "overlay")


def describe_trend(over: Over, key: str) -> str:
    """A chart over time in a sentence, for those who do not see it."""
    trend = over.trend
    label = f"{label_of(key, trend.direction)} per {trend.by}"
    numbers = trend_figure.values(trend, key) if len(trend) else np.zeros(0)
    if np.isnan(numbers).all():
        return f"{label}: no figures."
    most, least = int(np.nanargmax(numbers)), int(np.nanargmin(numbers))

    write = writing(trend, key, over.style)
    place_word = "on" if trend.by is StepLength.DAY else "in"

    def at(place: int) -> str:
        return f"{write(place)} {place_word} {step_words(trend.steps[place], trend.by)}"

    missing = sum(state in WITHOUT_FIGURES for state in trend.states)
    steps = formats.count_of(len(trend), trend.by, over.style)
    without = f", {formats.count(missing, over.style)} of them without figures" if missing else ""
    if lacking := trend.states.count(StepState.INCOMPLETE):
        without += f", {formats.count(lacking, over.style)} of them incomplete"
    return f"{label} over {steps}{without}: at most {at(most)}, at least {at(least)}."


def _bar(name: str, numbers: Values, opacity: float | FixedList) -> dict[str, Any]:
    marker: dict[str, Any] = {"color": palette.SERIES[name], "opacity": opacity}
    if name.endswith("_unanswered"):
        marker["pattern"] = {
            "shape": "/",
            "fillmode": "overlay",
            "fgcolor": palette.SERIES[name.replace("unanswered", "answered")],
            "fgopacity": 1,
            "size": 6,
            "solidity": 0.3,
        }
    return {
        "type": "bar",
        "name": METRICS[name].label,
        "x": FixedList(range(len(numbers))),
        "y": trend_figure.points(numbers),
        "marker": marker,
        "hoverinfo": "skip",
    }


def _line(over: Over, key: str, numbers: Values) -> dict[str, Any]:
    colour = _colour(over, key)
    symbols = (
        "circle" if state is StepState.WHOLE else "circle-open" for state in over.trend.states
    )
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "name": label_of(key, over.trend.direction),
        "showlegend": False,  # the chart's own title
        "x": FixedList(range(len(numbers))),
        "y": trend_figure.points(numbers),
        "line": {"color": colour, "width": 2},
        "marker": {"color": colour, "size": 5, "symbol": FixedList(symbols)},
        "hoverinfo": "skip",
    }


def _band(over: Over) -> list[dict[str, Any]]:
    """Bars between the limits: a filled area would reach across the gaps."""
    low, high = (trend_figure.values(over.trend, f"pick_up_{end}") for end in ("low", "high"))
    return [
        {
            "type": "bar",
            "name": "95 % band",
            "x": FixedList(range(len(low))),
            "y": trend_figure.points(high - low),
            "base": trend_figure.points(low),
            "width": 1,
            "marker": {"color": _colour(over, "pick_up_rate")},
            "opacity": _BAND_OPACITY,  # the marker's own would leave the legend's patch dark
            "hoverinfo": "skip",
        }
    ]


def _scale(over: Over, key: str) -> _Scale:
    label = label_of(key, over.trend.direction)
    if key == "erlangs":
        return _Scale(f"{label} (erlangs)")
    if METRICS[key].unit is Unit.RATE:
        return _Scale(label)
    numbers = [trend_figure.values(over.trend, key)]
    if over.compared is not None:
        numbers.append(trend_figure.values(over.compared, key))
    longest = max(float(np.nan_to_num(part).max(initial=0)) for part in numbers)
    unit, divisor = figure.time_unit(longest)
    each = f" per {over.trend.by}" if key == "talk" else ""
    return _Scale(f"{label}{each} ({unit})", divisor)


def _colour(over: Over, key: str) -> str:
    side = Direction.INBOUND if key == "pick_up_rate" else over.trend.direction
    return palette.of_direction(side)
