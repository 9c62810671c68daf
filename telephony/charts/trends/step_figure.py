"""What the charts over time share: the axis of steps, the marked days, the hover of a step."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import plotly.graph_objects as go

from telephony.charts import figure, palette
from telephony.charts.trends import backdrop
from telephony.charts.trends.axis import steps_axis
from telephony.metrics.registry import METRICS, label_of
from telephony.metrics.step_words import state_words, step_words, value_words
from telephony.metrics.steps import WITHOUT_DATA, StepState
from telephony.metrics.trends import ShownTrend, Trend
from telephony.query.view import StepLength

HEIGHT: Final = 410  # [px] On a phone the legend takes a third of it
_LEGEND: Final = 50  # [px] above the plot; a longer one takes from the plot
_AIR: Final = 1.06  # above the highest mark
_FAINT: Final = 0.5
"""Opacity of an incomplete step."""
_POINT: Final = 5  # [px]
_REMARK_WIDTH: Final = 56  # letters below the axis that fit a phone


@dataclass(frozen=True)
class TrendChartData(ShownTrend):
    """What all charts of a trend have in common, made once."""

    @cached_property
    def places(self) -> list[int]:
        """Where each step is on the axis."""
        trend = self.trend
        return trend.layout.once("places", lambda: list(range(len(trend))))

    @cached_property
    def symbols(self) -> list[str]:
        """The point of each step on a line: hollow where it is incomplete."""
        trend = self.trend
        return trend.layout.once(backdrop.symbols, lambda: backdrop.symbols(trend))

    @cached_property
    def columns(self) -> dict[str, Any]:
        """The columns behind the steps without their hovers."""
        trend = self.trend
        return trend.layout.once(
            (backdrop.columns, self.marks), lambda: backdrop.columns(trend, self.marks)
        )

    def words(self, key: str) -> list[str]:
        """The metric of each step, for its hovers and for the sentence about its chart."""
        if key not in self._words:
            self._words[key] = value_words(self.trend, key, self.style)
        return self._words[key]

    @cached_property
    def _words(self) -> dict[str, list[str]]:
        return {}

    @cached_property
    def axis(self) -> dict[str, Any]:
        """The axis of steps, the same in every chart; below it what the charts leave out."""
        trend = self.trend
        axis = trend.layout.once(
            (steps_axis, trend.by, self.style), lambda: steps_axis(trend, self.style)
        )
        if not self.remark:
            return axis
        text = "<br>".join(textwrap.wrap(self.remark, _REMARK_WIDTH))
        title = {"text": text, "standoff": 14, "font": {"size": 12}}
        return axis | {"title": title}

    @cached_property
    def headings(self) -> list[str]:
        """How each step's hover begins: the step, its state, its event."""
        trend = self.trend
        if any(trend.cells["left_out"]):  # what is unreadable is each trend's own
            return backdrop.headings(trend, self.marks, self.style)
        key = (backdrop.headings, trend.by, self.marks, self.style)
        return trend.layout.once(key, lambda: backdrop.headings(trend, self.marks, self.style))

    @cached_property
    def compared_headings(self) -> list[str]:
        """How the hover of each compared step begins."""
        compared = self.compared
        if compared is None:
            return []
        steps = enumerate(compared.steps)
        notes = ((step, state_words(compared, place, self.style)) for place, step in steps)
        return [
            f"<i>{step_words(step, compared.by, self.style)}</i>" + (f" ({note})" if note else "")
            for step, note in notes
        ]


Values = npt.NDArray[np.float64]


def values(trend: Trend, key: str, divisor: float = 1.0) -> Values:
    """A column's values in the chart's unit, NaN where there are none and on closed days."""
    found: Values = trend.columns.numbers(key) / divisor
    found[list(trend.closed)] = np.nan
    return found


def align_compared(data: TrendChartData, key: str, divisor: float = 1.0) -> Values | None:
    """The compared value of each step, NaN where there is none.

    Nor where it is incomplete, or a week or month that is cut: the line cannot say so.
    """
    compared = data.compared
    if compared is None:
        return None
    there = values(compared, key, divisor)
    whole = (StepState.WHOLE, *([StepState.PART] if compared.by is StepLength.DAY else []))
    there[[state not in whole for state in compared.states]] = np.nan
    found = (np.nan if place is None else there[place] for place in data.pairs)
    return np.fromiter(found, dtype=np.float64, count=len(data.trend))


def points(numbers: Values) -> list[Any]:
    """Values as a figure holds them: None, which leaves a gap, for NaN."""
    missing, rounded = np.isnan(numbers), np.round(numbers, 5)
    if not missing.any():
        return list(rounded.tolist())
    with_gaps = rounded.astype(object)
    with_gaps[missing] = None
    return list(with_gaps.tolist())


def opacities(trend: Trend) -> float | list[float]:
    """Full for complete steps, faded for others."""
    if all(state is StepState.WHOLE for state in trend.states):
        return 1.0
    return [1.0 if state is StepState.WHOLE else _FAINT for state in trend.states]


def build(
    data: TrendChartData,
    traces: list[dict[str, Any]],
    keys: Sequence[str],
    yaxis: dict[str, Any],
    barmode: str,
) -> go.Figure:
    """The figure: these traces, above columns that mark the days and carry the hovers.

    ``keys`` are the metrics in the hover; the last one gives the title.
    """
    # left to itself it would follow the ticks of the hidden axis
    modes = (("tickvals", "array"), ("dtick", "linear"))
    tickmode = next((mode for setting, mode in modes if setting in yaxis), "auto")
    layout = {
        "barmode": barmode,
        "bargap": 0.18,
        "dragmode": False,
        "showlegend": True,
        "margin": figure.MARGIN | {"t": figure.HEADING + _LEGEND},
        "legend": figure.legend_below_title(HEIGHT) | {"font": {"size": 11}},
        "xaxis": data.axis,
        # the marked days lie below the traces, whose colours they would change
        "yaxis": {"range": [0, 1], "visible": False, "fixedrange": True},
        "yaxis2": yaxis | {"overlaying": "y", "side": "left", "tickmode": tickmode},
    }
    above = [trace | {"yaxis": "y2"} for trace in traces]
    hovers = {"customdata": _hover_texts(data, keys)}
    traces = [data.columns | hovers, *above]
    return figure.figure(traces, layout, HEIGHT, data.style, METRICS[keys[-1]].label)


def top(*series: Values | None) -> float:
    """The end of an axis from 0 that shows all of them."""
    known = [part[~np.isnan(part)] for part in series if part is not None]
    return float(max((part.max(initial=0) for part in known), default=0) * _AIR) or 1.0


def compared_line(data: TrendChartData, numbers: Values | None) -> list[dict[str, Any]]:
    """The compared trend as a thin dashed line; nothing without one."""
    if numbers is None:
        return []
    line = {"color": palette.COMPARED, "dash": "6px,4px", "width": 1.5}
    return [_line(data, data.compared_words, numbers, line)]


def moving_line(data: TrendChartData, numbers: Values) -> list[dict[str, Any]]:
    """The moving average as a broad line; nothing where there is none."""
    if np.isnan(numbers).all():
        return []
    return [_line(data, "7-day average", numbers, {"color": palette.MOVING, "width": 4})]


def _line(data: TrendChartData, name: str, numbers: Values, line: dict[str, Any]) -> dict[str, Any]:
    """Without points, but for one between two gaps, which has no line."""
    there = np.concatenate(([False], ~np.isnan(numbers), [False]))
    alone = there[1:-1] & ~there[:-2] & ~there[2:]
    trace = {
        "type": "scatter",
        "mode": "lines",
        "name": name,
        "x": data.places,
        "y": points(numbers),
        "line": line,
        "hoverinfo": "skip",
    }
    if not alone.any():
        return trace
    sizes = np.where(alone, _POINT, 0).tolist()
    marker = {"size": sizes, "color": line["color"], "line": {"width": 0}}
    return trace | {"mode": "lines+markers", "marker": marker}


def _hover_texts(data: TrendChartData, keys: Sequence[str]) -> list[str]:
    """The hover of each step: its heading, and the metrics where it has data."""
    words = [data.words(key) for key in keys]
    texts = _joined(data.trend, data.headings, keys, words)
    if (compared := data.compared) is None:
        return texts
    key = keys[-1]
    then = value_words(compared, key, data.style)
    others = _joined(compared, data.compared_headings, [key], [then])
    return [
        text if place is None else f"{text}<br>{others[place]}"
        for text, place in zip(texts, data.pairs, strict=True)
    ]


def _joined(
    trend: Trend, headings: list[str], keys: Sequence[str], words: Sequence[list[str]]
) -> list[str]:
    """The heading of each step, with its metrics below if it has data."""
    labels = [label_of(key, trend.direction) for key in keys]
    parts = [
        [f"{label}: {value}" for value in values]
        for label, values in zip(labels, words, strict=True)
    ]
    whole = zip(headings, trend.states, zip(*parts, strict=True), strict=True)
    return [
        heading if state in WITHOUT_DATA else "<br>".join((heading, *values))
        for heading, state, values in whole
    ]
