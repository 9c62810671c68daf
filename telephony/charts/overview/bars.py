"""Horizontal stacked bars, one row per extension, for calls and for talk time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import plotly.graph_objects as go

from telephony.charts import figure, labels, palette
from telephony.charts.figure import ChartOptions
from telephony.charts.overview import hover, rows
from telephony.formatting import numbers
from telephony.metrics.frame_view import FrameOrView, FrameView
from telephony.metrics.stored_values import per_frame
from telephony.query.view import Direction

ROW: Final = 20  # [px] of a row when all extensions are shown, one under the other
_AROUND: Final = 144  # [px] title and legend above, axis below the rows
# [px] Above the rows: always two lines of legend, so that the rows of neighbouring charts are
# level, and the axis when it is on top.
_LEGEND: Final = 50
_AXIS: Final = 48
_FEWEST: Final = 6  # so that a single bar does not fill the chart
_THICKEST: Final = 30  # [px]
# The bar of the others may be much longer than any extension's. The axis ends at this many times
# the longest of these, so that they stay readable, and its title gives the others' total.
_OTHERS_ROOM: Final = 1.3
_AIR: Final = 1.02  # right of the longest bar


@dataclass(frozen=True)
class Part:
    """One stacked part: the frame's column, its name in the legend, and whether it is hatched."""

    column: str
    name: str
    hatched: bool = False


@dataclass(frozen=True)
class Measure:
    """What a bar's length means: ``column / divisor`` in ``unit``, if it has one.

    ``heading`` is the chart's title, ``name`` the axis's.
    """

    heading: str
    name: str
    unit: str = ""
    divisor: int = 1

    @property
    def title(self) -> str:
        """The axis title."""
        return f"{self.name} ({self.unit})" if self.unit else self.name


@dataclass(frozen=True)
class _Row:
    """One row: its name on the axis, and its hover's texts, the extension's number first."""

    tick: str
    hover: list[str]


def stacked_bars(
    frame: FrameOrView, parts: tuple[Part, ...], measure: Measure, options: ChartOptions
) -> go.Figure:
    """The bars of those ``parts`` that the direction has; the reason where there are none.

    An invisible bar across the chart covers each row and takes hovers and clicks. So an extension
    with one call is as easy to hit as one with a thousand, and a row's hover is sent once.
    """
    columns = FrameView.of(frame)
    if not len(columns):
        return figure.empty_figure("No extensions to show", figure.TALL, measure.heading)
    shown = rows.choose_rows(columns, options)
    lines = _lines(columns, options)
    wanted = rows.series_of(tuple(part.column for part in parts), options.direction)
    traces = [
        _trace(part, _lengths(columns, shown, part, measure), lines, options.selected)
        for part in parts
        if part.column in wanted
    ]
    title, end = _axis_end(measure, traces, options, with_others=len(shown.others) > 0)
    traces.append(_hit_areas(lines, options))
    long = options.show_all and len(lines) > rows.TOP + 1
    height = len(lines) * ROW + _AROUND if long else figure.TALL
    build = figure.count_axis if measure.divisor == 1 else figure.axis
    layout = _layout(lines, height) | {
        "xaxis": build(title, end, side="top" if long else "bottom"),
        "margin": figure.MARGIN | {"t": figure.HEADING + _LEGEND + (_AXIS if long else 0)},
    }
    if not any(map(any, (trace["x"] for trace in traces[:-1]))):
        layout |= {
            "annotations": [
                figure.note(_nothing_words(columns, wanted, measure, options.direction))
            ]
        }
    return figure.figure(traces, layout, height, options.style, measure.heading)


@per_frame
def _lines(columns: FrameView, options: ChartOptions) -> list[_Row]:
    shown = rows.choose_rows(columns, options)
    texts = hover.data(columns, hover.keys_of(options.direction), shown.own, options)
    ticks = map(
        labels.short_name,
        columns.texts("display_name", shown.own),
        columns.texts("extension", shown.own),
    )
    lines = [_Row(tick, words) for tick, words in zip(ticks, texts, strict=True)]
    if several := len(shown.others):
        name = numbers.count_of(several, "other", options.style)
        lines.append(_Row(name, hover.of_others(columns, name, shown.others, options)))
    return lines


def _lengths(columns: FrameView, shown: rows.Rows, part: Part, measure: Measure) -> list[Any]:
    values = columns.whole(part.column, shown.own)
    if len(shown.others):
        values.append(sum(columns.whole(part.column, shown.others)))
    if measure.divisor == 1:
        return list(values)
    return [round(value / measure.divisor, 4) for value in values]


def _trace(
    part: Part, lengths: list[Any], lines: list[_Row], selected: frozenset[str]
) -> dict[str, Any]:
    extensions = [line.hover[0] for line in lines]
    marker: dict[str, Any] = {
        "color": palette.SERIES[part.column],
        "opacity": rows.opacities(extensions, selected),
    }
    if part.hatched:
        marker["pattern"] = figure.hatching(
            palette.SERIES[part.column.replace("unanswered", "answered")]
        )
    return {
        "type": "bar",
        "orientation": "h",
        "name": part.name,
        "x": lengths,
        "y": list(range(len(lengths))),
        "customdata": [[extension] for extension in extensions],
        "marker": marker,
        "meta": figure.selectable(1.0),
        "hoverinfo": "skip",
    }


def _axis_end(
    measure: Measure, traces: list[dict[str, Any]], options: ChartOptions, *, with_others: bool
) -> tuple[str, float]:
    """The axis title, and where the axis ends."""
    lengths = [sum(row) for row in zip(*(trace["x"] for trace in traces), strict=True)]
    longest = max(lengths)
    if with_others:
        room = max(lengths[:-1]) * _OTHERS_ROOM
        if longest > room > 0:
            total = numbers.count(round(longest), options.style)
            return figure.title_with_remark(
                measure.title, f"axis truncated; others total {total}"
            ), room
    return measure.title, longest * _AIR or 1


def _nothing_words(
    columns: FrameView, wanted: tuple[str, ...], measure: Measure, direction: Direction
) -> str:
    """Why no bar has a length."""
    words = f"No {measure.name.lower()}"
    if not all(map(columns.complete, wanted)):
        return f"{words} that could be read"
    return words + (rows.ONLY_TALK if rows.talk_alone(columns, direction) else "")


def _hit_areas(lines: list[_Row], options: ChartOptions) -> dict[str, Any]:
    template = hover.template(hover.keys_of(options.direction), options.direction)
    return figure.hit_areas([line.hover for line in lines], template) | {
        "orientation": "h",
        "xaxis": "x2",
        "x": [1] * len(lines),
        "y": list(range(len(lines))),
    }


def _layout(lines: list[_Row], height: int) -> dict[str, Any]:
    span = max(len(lines), _FEWEST)
    thickness = min(0.78, _THICKEST * span / (height - _AROUND))
    return {
        "barmode": "stack",
        "bargap": 1 - thickness,
        "dragmode": False,
        "showlegend": True,
        "legend": figure.legend_below_title(height),
        "xaxis2": {"overlaying": "x", "range": [0, 1], "visible": False, "fixedrange": True},
        "yaxis": {
            "range": [span - 0.5, -0.5],
            "tickvals": list(range(len(lines))),
            "ticktext": [line.tick for line in lines],
            "showgrid": False,
            "zeroline": False,
            "fixedrange": True,
            "automargin": True,
        },
    }
