"""What the charts over time share: the axis of steps, the marked days, the hover of a step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from math import isnan
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import plotly.graph_objects as go

from telephony.charts import figure, labels, palette
from telephony.charts.figure import FixedList
from telephony.charts.trends.axis import steps_axis
from telephony.formatting.numbers import Separators
from telephony.metrics.registry import METRICS, label_of
from telephony.metrics.step_words import state_words, step_words, step_writer
from telephony.metrics.steps import WITHOUT_DATA, StepState
from telephony.metrics.trends import ShownTrend, Trend

HEIGHT: Final = 410  # [px] On a phone the legend takes a third of it
_LEGEND: Final = 50  # [px] above the plot; a longer one takes from the plot
_AIR: Final = 1.06  # above the highest mark
_FAINT: Final = 0.5
"""Opacity of an incomplete step."""


@dataclass(frozen=True)
class TrendChartData(ShownTrend):
    """What all charts of a trend have in common, made once."""

    @cached_property
    def axis(self) -> dict[str, Any]:
        """The axis of steps, the same in every chart."""
        return steps_axis(self.trend)

    @cached_property
    def headings(self) -> list[str]:
        """How each step's hover begins: the step, its state, its event."""
        trend = self.trend
        marks = map(labels.literal, self.marks or ("",) * len(trend))
        steps = enumerate(zip(trend.steps, marks, strict=True))
        return [
            "<br>".join(
                words
                for words in (
                    f"<b>{step_words(step, trend.by)}</b>", state_words(trend, place), mark
                )
                if words
            )
            for place, (step, mark) in steps
        ]  # fmt: skip

    @cached_property
    def compared_headings(self) -> list[str]:
        """The compared step of each step that has one."""
        compared = self.compared
        if compared is None:
            return []
        steps = enumerate(compared.steps[: len(self.trend)])
        notes = ((step, state_words(compared, place)) for place, step in steps)
        return [
            f"<i>{step_words(step, compared.by)}</i>" + (f" ({note})" if note else "")
            for step, note in notes
        ]


Values = npt.NDArray[np.float64]


def values(trend: Trend, key: str, divisor: float = 1.0) -> Values:
    """A column's values in the chart's unit, NaN where there are none."""
    return trend.frame[key].to_numpy(np.float64, na_value=np.nan) / divisor


def align_compared(data: TrendChartData, key: str, divisor: float = 1.0) -> Values | None:
    """The compared values, step by step: cut, or filled with NaN, to the trend's length."""
    if data.compared is None:
        return None
    shifted = np.full(len(data.trend), np.nan)
    there = values(data.compared, key, divisor)[: len(data.trend)]
    shifted[: len(there)] = there
    return shifted


def points(numbers: Values) -> FixedList:
    """Values as a figure holds them: None, which leaves a gap, for NaN."""
    rounded = np.round(numbers, 5).tolist()
    return FixedList(None if isnan(number) else number for number in rounded)


def opacities(trend: Trend) -> float | FixedList:
    """Full for complete steps, faded for others."""
    if all(state is StepState.WHOLE for state in trend.states):
        return 1.0
    return FixedList(1.0 if state is StepState.WHOLE else _FAINT for state in trend.states)


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
    tickmode = "linear" if "dtick" in yaxis else "auto"
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
    traces = [_columns(data, keys), *above]
    return figure.figure(traces, layout, HEIGHT, data.style, METRICS[keys[-1]].label)


def top(*series: Values | None) -> float:
    """The end of an axis from 0 that shows all of them."""
    known = [part[~np.isnan(part)] for part in series if part is not None]
    return float(max((part.max(initial=0) for part in known), default=0) * _AIR) or 1.0


def compared_line(data: TrendChartData, numbers: Values | None) -> list[dict[str, Any]]:
    """The compared trend as a dashed line; nothing without one."""
    if numbers is None:
        return []
    line = {"color": palette.HELP_LINE, "dash": "dash", "width": 2}
    return [_line(data.compared_words, numbers, line, palette.HELP_LINE)]


def moving_line(trend: Trend, numbers: Values) -> list[dict[str, Any]]:
    """The moving average; nothing where there is none."""
    if np.isnan(numbers).all():
        return []
    name = f"{trend.window}-day average"
    return [_line(name, numbers, {"color": palette.MOVING, "width": 2}, palette.MOVING)]


def _line(name: str, numbers: Values, line: dict[str, Any], colour: str) -> dict[str, Any]:
    return {
        "type": "scatter",
        # a point between two gaps has no line
        "mode": "lines+markers",
        "marker": {"size": 3, "color": colour},
        "name": name,
        "x": FixedList(range(len(numbers))),
        "y": points(numbers),
        "line": line,
        "hoverinfo": "skip",
    }


def _columns(data: TrendChartData, keys: Sequence[str]) -> dict[str, Any]:
    """A column behind each step: it carries the hover, and its colour marks the day."""
    trend = data.trend
    places = range(len(trend))
    marks = data.marks or ("",) * len(trend)
    empty = [state in WITHOUT_DATA for state in trend.states]
    colours = (
        palette.EVENT if mark else palette.WEEKEND if step.weekend else palette.INVISIBLE
        for step, mark in zip(trend.steps, marks, strict=True)
    )
    return {
        "type": "bar",
        "name": "",
        "x": FixedList(places),
        "y": FixedList([1] * len(trend)),
        "width": 1,
        "text": FixedList("▾" if mark else "" for mark in marks),
        "textposition": "inside",
        "insidetextanchor": "end",
        "textangle": 0,
        "constraintext": "none",
        "textfont": {"color": palette.MARK, "size": 14},
        "customdata": FixedList(_hover_texts(data, keys)),
        "hovertemplate": "%{customdata}<extra></extra>",
        "marker": {
            "color": FixedList(colours),
            "line": {"width": 0},
            "pattern": {
                "shape": FixedList("/" if gap else "" for gap in empty),
                "fillmode": "overlay",
                "fgcolor": palette.GAP,
                "size": 8,
                "solidity": 0.15,
            },
        },
        "showlegend": False,
    }


def _hover_texts(data: TrendChartData, keys: Sequence[str]) -> list[str]:
    """The hover of each step."""
    lines = [[head] for head in data.headings]
    _add_metrics(lines, data.trend, keys, data.style)
    for line, head in zip(lines, data.compared_headings, strict=False):
        line.append(head)
    if data.compared is not None:
        _add_metrics(lines, data.compared, keys[-1:], data.style)
    return list(map("<br>".join, lines))


def _add_metrics(
    lines: list[list[str]], trend: Trend, keys: Sequence[str], style: Separators
) -> None:
    """Adds the metrics of each step that has data to its lines."""
    writers = [(label_of(key, trend.direction), step_writer(trend, key, style)) for key in keys]
    for place, (line, state) in enumerate(zip(lines, trend.states, strict=False)):
        if state not in WITHOUT_DATA:
            line += [f"{label}: {write(place)}" for label, write in writers]
