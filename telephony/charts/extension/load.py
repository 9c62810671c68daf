"""One extension's calls by day, over the normal range of each day."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np
import plotly.graph_objects as go

from telephony.charts import figure, palette
from telephony.charts.overview.rows import series_of
from telephony.charts.trends import step_figure
from telephony.charts.trends.charts import describe_trend
from telephony.charts.trends.step_figure import HEIGHT, TrendChartData, Values
from telephony.formatting.numbers import count_of
from telephony.frames.columns import COUNTS
from telephony.metrics.normal_band import Verdict
from telephony.metrics.normal_load import NormalLoad
from telephony.metrics.normal_words import VERDICT_WORDS, band_words
from telephony.metrics.registry import label_of
from telephony.metrics.steps import StepState

_NOTHING: Final = "The range has not begun yet"
_SYMBOLS: Final = {Verdict.ABOVE: "triangle-up", Verdict.BELOW: "triangle-down"}
_RANGE_OPACITY: Final = 0.25
_OUTSIDE_SIZE: Final = 13  # [px]
_USUAL_SIZE: Final = 6  # [px]


@dataclass(frozen=True)
class LoadChartData(TrendChartData):
    """A trend by day, with the normal range of its days."""

    load: NormalLoad | None = None

    @cached_property
    def headings(self) -> list[str]:
        """As of any trend, with the normal range and the verdict of the day."""
        plain = super().headings
        if self.load is None:
            return plain
        days = zip(plain, self.load.bands, self.load.verdicts, strict=True)
        return [
            "<br>".join(
                (
                    words,
                    *([band_words(band, self.style).capitalize()] if band else []),
                    *([VERDICT_WORDS[verdict].capitalize()] if verdict else []),
                )
            )
            for words, band, verdict in days
        ]


def load_chart(data: LoadChartData) -> go.Figure:
    """Calls as a line over a shaded range; a triangle is a day outside, a hollow point a part."""
    trend = data.trend
    label = label_of("calls", trend.direction)
    if not len(trend):
        return figure.empty_figure(_NOTHING, HEIGHT, label)
    numbers = step_figure.values(trend, "calls")
    low, high = _limits(data)
    traces = (
        [_range(low, high, palette.of_direction(trend.direction))]
        if not np.isnan(high).all()
        else []
    )
    traces.append(_line(data, numbers, label))
    end = step_figure.top(numbers, high)
    keys = (*series_of(COUNTS, trend.direction), "calls")
    axis = figure.count_axis(f"{label} per day", end)
    return step_figure.build(data, traces, keys, axis, "overlay")


def describe_load(data: LoadChartData) -> str:
    """The chart in a sentence or two, for screen readers."""
    words = describe_trend(data, "calls")
    if data.load is None or not any(data.load.verdicts):
        return f"{words} No normal range to compare with."
    above, below = (data.load.verdicts.count(one) for one in (Verdict.ABOVE, Verdict.BELOW))
    judged = sum(verdict is not None for verdict in data.load.verdicts)
    days = count_of(judged, "day", data.style)
    return f"{words} Of {days} {above} above the normal range and {below} below it."


def _limits(data: LoadChartData) -> tuple[Values, Values]:
    bands = data.load.bands if data.load else (None,) * len(data.trend)
    low = [np.nan if band is None else band.low for band in bands]
    high = [np.nan if band is None else band.high for band in bands]
    return np.array(low, dtype=float), np.array(high, dtype=float)


def _range(low: Values, high: Values, colour: str) -> dict[str, Any]:
    """Bars between the limits: a filled area would cross days without a range."""
    return {
        "type": "bar",
        "name": "Normal range",
        "x": list(range(len(low))),
        "y": step_figure.points(high - low),
        "base": step_figure.points(low),
        "width": 1,
        "marker": {"color": colour, "line": {"width": 0}},
        "opacity": _RANGE_OPACITY,  # the marker's own would leave the legend's patch dark
        "hoverinfo": "skip",
    }


def _line(data: LoadChartData, numbers: Values, label: str) -> dict[str, Any]:
    colour = palette.of_direction(data.trend.direction)
    verdicts = data.load.verdicts if data.load else (None,) * len(data.trend)
    symbols = (
        _SYMBOLS.get(verdict or Verdict.NORMAL, "circle")
        if state is StepState.WHOLE
        else "circle-open"
        for verdict, state in zip(verdicts, data.trend.states, strict=True)
    )
    sizes = (_OUTSIDE_SIZE if verdict in _SYMBOLS else _USUAL_SIZE for verdict in verdicts)
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "name": label,
        "x": list(range(len(numbers))),
        "y": step_figure.points(numbers),
        "line": {"color": colour, "width": 2},
        "marker": {
            "color": colour,
            "size": list(sizes),
            "symbol": list(symbols),
        },
        "hoverinfo": "skip",
    }
