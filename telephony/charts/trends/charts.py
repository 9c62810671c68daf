"""The charts over time: calls as stacked bars, everything else as lines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import plotly.graph_objects as go

from telephony.charts import figure, palette
from telephony.charts.overview.rows import series_of
from telephony.charts.trends import step_figure
from telephony.charts.trends.step_figure import HEIGHT, TrendChartData, Values
from telephony.formatting import numbers as formats
from telephony.formatting.fixed_texts import localise_percents
from telephony.formatting.locale_style import LocaleStyle
from telephony.formatting.units import Unit
from telephony.frames.columns import COUNTS
from telephony.metrics.moving_average import moving
from telephony.metrics.registry import METRICS, label_of
from telephony.metrics.step_words import step_words
from telephony.metrics.steps import WITHOUT_DATA, StepState
from telephony.query.view import Direction, StepLength

_NOTHING: Final = "The range has not begun yet"
_BAND_OPACITY: Final = 0.25
_FIFTHS: Final = 5


@dataclass(frozen=True)
class _Scale:
    """A line's unit: the axis title, and how much of the column one unit is."""

    title: str
    divisor: float = 1.0


def trend_volume(data: TrendChartData) -> go.Figure:
    """Bars of calls, stacked by direction and answer, with the 7-day average.

    Faded bars are incomplete steps; a hatched column has no data.
    """
    trend = data.trend
    if not len(trend):
        return figure.empty_figure(_NOTHING, HEIGHT, METRICS["calls"].label)
    names = series_of(COUNTS, trend.direction)
    # bars do not need gaps: a closed day shows what it has
    parts = {name: trend.columns.numbers(name) for name in names}
    compared = step_figure.align_compared(data, "calls")
    average = moving(trend, "calls")
    opacity = step_figure.opacities(trend)
    traces = [_bar(data, name, numbers, opacity) for name, numbers in parts.items()]
    traces += step_figure.compared_line(data, compared) + step_figure.moving_line(data, average)
    stacked = np.nan_to_num(np.array(list(parts.values()))).sum(axis=0)
    end = step_figure.top(stacked, compared, average)
    title = f"{label_of('calls', trend.direction)} per {trend.by}"
    axis = figure.count_axis(title, end)
    return step_figure.build(data, traces, (*names, "calls"), axis, "stack")


def trend_line(data: TrendChartData, key: str) -> go.Figure:
    """One talk time, rate or traffic as a line; the pick-up rate with its 95 % band.

    Gaps in the line are steps without data, or without a value. A hollow point is an incomplete
    step.
    """
    trend = data.trend
    if not len(trend):
        return figure.empty_figure(_NOTHING, HEIGHT, METRICS[key].label)
    scale = _scale(data, key)
    numbers = step_figure.values(trend, key, scale.divisor)
    compared = step_figure.align_compared(data, key, scale.divisor)
    average = moving(trend, key) / scale.divisor
    rate = METRICS[key].unit is Unit.RATE
    traces = _band(data) if key == "pick_up_rate" else []
    beside = [
        *step_figure.moving_line(data, average),
        *step_figure.compared_line(data, compared),
    ]
    # alone it is named by the chart's title
    traces += [*beside, _line(data, key, numbers) | {"showlegend": bool(beside)}]
    end = step_figure.top(numbers, compared, average)
    settings = _percent_ticks(data.style) if rate else {"tickformat": ",~r"}
    axis = figure.axis(scale.title, 1.0 if rate else end, **settings)
    return step_figure.build(data, traces, (key,), axis, "overlay")


def describe_trend(data: TrendChartData, key: str) -> str:
    """A chart over time in a sentence, for screen readers."""
    trend = data.trend
    label = f"{label_of(key, trend.direction)} per {trend.by}"
    numbers = step_figure.values(trend, key) if len(trend) else np.zeros(0)
    if np.isnan(numbers).all():
        return f"{label}: no data."
    most, least = int(np.nanargmax(numbers)), int(np.nanargmin(numbers))

    words = data.words(key)
    place_word = "on" if trend.by is StepLength.DAY else "in"

    def at(place: int) -> str:
        return f"{words[place]} {place_word} {step_words(trend.steps[place], trend.by, data.style)}"

    missing = sum(state in WITHOUT_DATA for state in trend.states)
    steps = formats.count_of(len(trend), trend.by, data.style)
    without = f", {formats.count(missing, data.style)} of them without data" if missing else ""
    if lacking := trend.states.count(StepState.INCOMPLETE):
        without += f", {formats.count(lacking, data.style)} of them incomplete"
    remark = f" {data.remark}." if data.remark else ""
    return f"{label} over {steps}{without}: highest {at(most)}, lowest {at(least)}.{remark}"


def _bar(
    data: TrendChartData, name: str, numbers: Values, opacity: float | list[float]
) -> dict[str, Any]:
    marker: dict[str, Any] = {"color": palette.SERIES[name], "opacity": opacity}
    if name.endswith("_unanswered"):
        marker["pattern"] = figure.hatching(palette.SERIES[name.replace("unanswered", "answered")])
    return {
        "type": "bar",
        "name": METRICS[name].label,
        "x": data.places,
        "y": step_figure.points(numbers),
        "marker": marker,
        "hoverinfo": "skip",
    }


def _line(data: TrendChartData, key: str, numbers: Values) -> dict[str, Any]:
    colour = _colour(data, key)
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "name": label_of(key, data.trend.direction),
        "x": data.places,
        "y": step_figure.points(numbers),
        "line": {"color": colour, "width": 2},
        "marker": {"color": colour, "size": 5, "symbol": data.symbols},
        "hoverinfo": "skip",
    }


def _band(data: TrendChartData) -> list[dict[str, Any]]:
    """Bars between the limits: a filled area would cross the gaps."""
    low, high = (step_figure.values(data.trend, f"pick_up_{end}") for end in ("low", "high"))
    return [
        {
            "type": "bar",
            "name": localise_percents("95 % band", data.style),
            "x": data.places,
            "y": step_figure.points(high - low),
            "base": step_figure.points(low),
            "width": 1,
            "marker": {"color": _colour(data, "pick_up_rate")},
            "opacity": _BAND_OPACITY,  # the marker's own would leave the legend's patch dark
            "hoverinfo": "skip",
        }
    ]


def _percent_ticks(style: LocaleStyle) -> dict[str, Any]:
    """Every fifth of an axis of shares; plotly knows one way only to write a percentage."""
    parts = range(_FIFTHS + 1)
    words = [
        formats.as_percent(formats.count(100 * part // _FIFTHS, style), style) for part in parts
    ]
    return {"tickvals": [part / _FIFTHS for part in parts], "ticktext": words}


def _scale(data: TrendChartData, key: str) -> _Scale:
    label = label_of(key, data.trend.direction)
    if key == "erlangs":
        return _Scale(f"{label} (erlangs)")
    if METRICS[key].unit is Unit.RATE:
        return _Scale(label)
    numbers = [step_figure.values(data.trend, key)]
    if data.compared is not None:
        numbers.append(step_figure.values(data.compared, key))
    longest = max(float(np.nan_to_num(part).max(initial=0)) for part in numbers)
    unit, divisor = figure.time_unit(longest)
    each = f" per {data.trend.by}" if key == "talk" else ""
    return _Scale(f"{label}{each} ({unit})", divisor)


def _colour(data: TrendChartData, key: str) -> str:
    side = Direction.INBOUND if key == "pick_up_rate" else data.trend.direction
    return palette.of_direction(side)
