"""A change as a waterfall: what it was, its parts one after another, what it is; they add up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import plotly.graph_objects as go

from telephony.charts import figure, labels, palette
from telephony.formatting.locale_style import LocaleStyle

# [px] One row of the figure, and what its axis and title take.
_ROW, _AROUND = 44, 120
# With a larger part of the axis below all steps they would be slivers.
_MOST_BELOW: Final = 0.8
_AIR: Final = 0.45  # right of the bars, for the words beside them: a phone has little
_PART_OPACITY: Final = 0.6


@dataclass(frozen=True)
class Bar:
    """A total (``total``), or a part that begins where the one before ended; exact in its unit.

    words: what stands beside it. hover: further words.
    """

    label: str
    value: float
    words: str
    hover: str
    total: bool = False


@dataclass(frozen=True)
class Scale:
    """The axis: its title, how many of the bars' unit make one of it, and its colour of totals."""

    title: str
    one: float
    colour: str


@dataclass(frozen=True)
class Waterfall:
    """What is drawn, and what stands below its axis; why_not: why there is nothing to draw."""

    heading: str
    bars: Sequence[Bar]
    scale: Scale
    remark: str = ""
    why_not: str = ""


def draw(chart: Waterfall, style: LocaleStyle) -> go.Figure:
    """The bars from the top down. A part that falls is grey.

    The axis begins at 0 unless all bars end far from it; the picture then says so.
    """
    if chart.why_not:
        return figure.empty_figure(labels.literal(chart.why_not), figure.LOW, chart.heading)
    bars, scale, remark = chart.bars, chart.scale, chart.remark
    spans = _spans(bars)
    levels = [level / scale.one for span in spans for level in span]
    begin = _begin([end / scale.one for _, end in spans])
    if begin:
        remark = " ".join(filter(None, (remark, "The axis does not begin at 0.")))
    title = scale.title
    if remark:
        title = figure.title_with_remark(title, labels.literal(remark))
    highest = max(*levels, begin)
    air = (highest - begin) * _AIR or 1.0
    trace: dict[str, Any] = {
        "type": "bar",
        "name": "",
        "orientation": "h",
        "y": list(range(len(bars))),
        "base": [min(span) / scale.one for span in spans],
        "x": [abs(end - start) / scale.one for start, end in spans],
        "text": [labels.literal(bar.words) for bar in bars],
        "textposition": "outside",
        "cliponaxis": False,
        "customdata": [labels.literal(f"{bar.label}: {bar.hover}") for bar in bars],
        "hovertemplate": "%{customdata}<extra></extra>",
        "marker": {
            "color": [_colour(bar, scale) for bar in bars],
            "opacity": [1.0 if bar.total else _PART_OPACITY for bar in bars],
        },
    }
    layout = {
        "dragmode": False,
        "bargap": 0.35,
        "shapes": [_joint(place, end / scale.one) for place, (_, end) in enumerate(spans[:-1])],
        "xaxis": figure.axis(title, highest, range=[begin, highest + air]),
        "yaxis": {
            "range": [len(bars) - 0.5, -0.5],
            "tickvals": list(range(len(bars))),
            "ticktext": [labels.literal(bar.label) for bar in bars],
            "fixedrange": True,
            "automargin": True,
            "showgrid": False,
            "zeroline": False,
        },
    }
    return figure.figure([trace], layout, _ROW * len(bars) + _AROUND, style, chart.heading)


def describe(chart: Waterfall) -> str:
    """The picture in a sentence, for screen readers."""
    if chart.why_not:
        return f"{chart.heading}: {chart.why_not}"
    said = "; ".join(f"{bar.label}: {bar.hover}" for bar in chart.bars)
    return " ".join(filter(None, (f"{chart.heading}. {said}.", chart.remark)))


def _spans(bars: Sequence[Bar]) -> list[tuple[float, float]]:
    """Where each bar begins and ends."""
    found: list[tuple[float, float]] = []
    level: float = 0
    for bar in bars:
        start = 0 if bar.total else level
        level = start + bar.value
        found.append((start, level))
    return found


def _begin(ends: Sequence[float]) -> float:
    """Where the axis begins."""
    lowest, highest = min(ends), max(ends)
    if lowest <= _MOST_BELOW * highest:
        return min(0.0, lowest)
    return max(0.0, lowest - (highest - lowest) / 2) if highest > lowest else 0.0


def _colour(bar: Bar, scale: Scale) -> str:
    return palette.HELP_LINE if bar.value < 0 else scale.colour


def _joint(place: int, at: float) -> dict[str, Any]:
    """A line from the end of a bar to the beginning of the next one."""
    line = {"color": palette.HELP_LINE, "width": 1, "dash": "dot"}
    return {"type": "line", "x0": at, "x1": at, "y0": place, "y1": place + 1, "line": line}
