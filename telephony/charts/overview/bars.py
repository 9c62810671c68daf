"""Horizontal stacked bars, one row per extension: what volume and talk time have in common."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import plotly.graph_objects as go

from telephony.charts import figure, labels, palette
from telephony.charts.figure import ChartOptions, FixedList
from telephony.charts.overview import hover, rows
from telephony.formatting import numbers
from telephony.metrics.frame_view import FrameOrView, FrameView
from telephony.query.view import Direction

ROW: Final = 20  # [px] of a row when all extensions are shown, one under the other
_AROUND: Final = 144  # [px] title and legend above, axis below the rows
# [px] Above the rows: two lines of legend, for one line too, and the axis when it is on top. So
# the rows of two charts beside each other are level.
_LEGEND: Final = 50
_AXIS: Final = 48
_FEWEST: Final = 6  # a single bar does not fill the whole chart
_THICKEST: Final = 30  # [px]
# The others together may have more than anybody: beyond this many times the longest own bar
# theirs runs off the chart, which the axis says, so that the extensions' bars stay readable.
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
    """What the bars' length means: its name, its unit if any, how much of a column is one of it.

    heading: of the chart.
    """

    heading: str
    name: str
    unit: str = ""
    divisor: int = 1

    @property
    def title(self) -> str:
        """Of the axis."""
        return f"{self.name} ({self.unit})" if self.unit else self.name


@dataclass(frozen=True)
class _Row:
    """One row: its name on the axis, and the number and figures that its hover says."""

    tick: str
    said: list[str]


def stacked(
    frame: FrameOrView, parts: tuple[Part, ...], measure: Measure, asked: ChartOptions
) -> go.Figure:
    """The bars of a derived frame, of those parts that the direction has. No rows, or nothing in
    any of them: says so.

    An invisible bar as wide as the chart lies over each row: it has the hover and takes the
    click, so that an extension with one call is as easy to point at as one with a thousand, and
    what a row says is sent once.
    """
    columns = FrameView.of(frame)
    if not len(columns):
        return figure.nothing("No extensions to show", figure.TALL, measure.heading)
    shown = rows.rows(columns, asked)
    lines = columns.once(("lines", asked), lambda: _lines(columns, shown, asked))
    wanted = rows.series(tuple(part.column for part in parts), asked.direction)
    traces = [
        _trace(part, _lengths(columns, shown, part, measure), lines, asked.selected)
        for part in parts
        if part.column in wanted
    ]
    title, end = _end(measure, traces, asked, with_others=len(shown.others) > 0)
    traces.append(_touch(lines, asked))
    long = asked.show_all and len(lines) > rows.TOP + 1
    height = len(lines) * ROW + _AROUND if long else figure.TALL
    build = figure.count_axis if measure.divisor == 1 else figure.axis
    layout = _layout(lines, height) | {
        "xaxis": build(title, end, side="top" if long else "bottom"),
        "margin": figure.MARGIN | {"t": figure.HEADING + _LEGEND + (_AXIS if long else 0)},
    }
    if not any(map(any, (trace["x"] for trace in traces[:-1]))):
        layout |= {"annotations": [figure.note(_none(columns, wanted, measure, asked.direction))]}
    return figure.figure(traces, layout, height, asked.style, measure.heading)


def _lines(columns: FrameView, shown: rows.Rows, asked: ChartOptions) -> list[_Row]:
    said = hover.data(columns, hover.keys_of(asked.direction), shown.own, asked)
    ticks = map(
        labels.short_name,
        columns.texts("display_name", shown.own),
        columns.texts("extension", shown.own),
    )
    lines = [_Row(tick, words) for tick, words in zip(ticks, said, strict=True)]
    if several := len(shown.others):
        name = numbers.count_of(several, "other", asked.style)
        lines.append(_Row(name, hover.together(columns, name, shown.others, asked)))
    return lines


def _lengths(columns: FrameView, shown: rows.Rows, part: Part, measure: Measure) -> FixedList:
    values = columns.whole(part.column, shown.own)
    if len(shown.others):
        values.append(sum(columns.whole(part.column, shown.others)))
    if measure.divisor == 1:
        return FixedList(values)
    return FixedList(round(value / measure.divisor, 4) for value in values)


def _trace(
    part: Part, lengths: FixedList, lines: list[_Row], selected: frozenset[str]
) -> dict[str, Any]:
    extensions = [line.said[0] for line in lines]
    marker: dict[str, Any] = {
        "color": palette.SERIES[part.column],
        "opacity": rows.opacities(extensions, selected),
    }
    if part.hatched:
        marker["pattern"] = {
            "shape": "/",
            "fillmode": "overlay",
            "fgcolor": palette.SERIES[part.column.replace("unanswered", "answered")],
            "fgopacity": 1,
            "size": 6,
            "solidity": 0.3,
        }
    return {
        "type": "bar",
        "orientation": "h",
        "name": part.name,
        "x": lengths,
        "y": FixedList(range(len(lengths))),
        "customdata": FixedList([extension] for extension in extensions),
        "marker": marker,
        "hoverinfo": "skip",
    }


def _end(
    measure: Measure, traces: list[dict[str, Any]], asked: ChartOptions, *, with_others: bool
) -> tuple[str, float]:
    """The axis' title and where it ends."""
    lengths = [sum(row) for row in zip(*(trace["x"] for trace in traces), strict=True)]
    longest = max(lengths)
    if with_others:
        room = max(lengths[:-1]) * _OTHERS_ROOM
        if longest > room > 0:
            total = numbers.count(round(longest), asked.style)
            return figure.titled(measure.title, f"the others' bar runs on to {total}"), room
    return measure.title, longest * _AIR or 1


def _none(
    columns: FrameView, wanted: tuple[str, ...], measure: Measure, direction: Direction
) -> str:
    """Why no bar has a length."""
    words = f"No {measure.name.lower()}"
    if not all(map(columns.complete, wanted)):
        return f"{words} that could be read"
    return words + (rows.ONLY_TALK if rows.talk_alone(columns, direction) else "")


def _touch(lines: list[_Row], asked: ChartOptions) -> dict[str, Any]:
    return {
        "type": "bar",
        "orientation": "h",
        "name": "",
        "xaxis": "x2",
        "x": FixedList([1] * len(lines)),
        "y": FixedList(range(len(lines))),
        "width": 1,
        "customdata": FixedList(line.said for line in lines),
        "hovertemplate": hover.template(hover.keys_of(asked.direction), asked.direction),
        "marker": {"color": "rgba(128,128,128,0)"},
        "showlegend": False,
    }


def _layout(lines: list[_Row], height: int) -> dict[str, Any]:
    span = max(len(lines), _FEWEST)
    thickness = min(0.78, _THICKEST * span / (height - _AROUND))
    return {
        "barmode": "stack",
        "bargap": 1 - thickness,
        "dragmode": False,
        "showlegend": True,
        "legend": {
            "orientation": "h",
            "traceorder": "normal",
            "xref": "container",
            "x": 0,
            "yref": "container",
            "y": 1 - figure.HEADING / height,
            "yanchor": "top",
            # What a click hid would come back with the next figure.
            "itemclick": False,
            "itemdoubleclick": False,
        },
        "xaxis2": {"overlaying": "x", "range": [0, 1], "visible": False, "fixedrange": True},
        "yaxis": {
            "range": [span - 0.5, -0.5],
            "tickvals": FixedList(range(len(lines))),
            "ticktext": FixedList(line.tick for line in lines),
            "showgrid": False,
            "zeroline": False,
            "fixedrange": True,
            "automargin": True,
        },
    }
