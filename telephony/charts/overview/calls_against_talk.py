"""Calls against mean talk time: who has many short ones, who few long ones."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import plotly.graph_objects as go

from telephony.charts import figure, labels, palette, sentences
from telephony.charts.figure import ChartOptions, FixedList
from telephony.charts.overview import hover, outliers, rows
from telephony.formatting import numbers
from telephony.formatting.numbers import ENGLISH, Separators
from telephony.frames.columns import COUNTS, TALKS
from telephony.metrics.frame_view import FrameOrView, FrameView, Numbers, Positions
from telephony.metrics.registry import label_of
from telephony.query.view import Direction

_MINUTE: Final = 60e6  # [us]
_LARGEST: Final = 36  # [px] diameter of the point with most talk time
_SMALLEST: Final = 6
_GAP: Final = 4  # [px] between a point and its name
_SEE_THROUGH: Final = 0.75  # points lie over each other
_MEDIANS_FROM: Final = 4  # with fewer points a median is one of them
# A mean of fewer calls is chance, and no reason to be named.
_ENOUGH: Final = 10
_AIR: Final = 1.15  # beyond the farthest point, for its size and its name
_SAID: Final = ("calls", "mean_talk", "talk")
_HEADING: Final = "Calls against mean talk time"
_ANSWERED: Final = ("inbound_answered", "outbound_answered")


@dataclass(frozen=True)
class _Points:
    """The extensions drawn: position in the frame, calls, minutes a call and altogether."""

    at: Positions
    across: Numbers
    up: Numbers
    talk: Numbers
    answered: Numbers


def calls_against_talk(
    frame: FrameOrView,
    *,
    direction: Direction,
    selected: frozenset[str],
    style: Separators = ENGLISH,
) -> go.Figure:
    """A point per extension: calls across, mean talk [minutes] up, its area the talk time.

    frame: derived for the direction. Dashed lines: medians of the extensions drawn. Names: the
    selected and the outliers with room for one, 6 at most, the farthest out first; an outlier has
    calls, or a mean talk over 10 answered calls or more, beyond Tukey's outer fence. Extensions
    without a mean are left out, and the axis says how many.
    """
    asked = ChartOptions(direction, selected, style=style)
    columns = FrameView.of(frame)
    points = _points(columns, direction)
    if not len(points.at):
        return figure.nothing("No answered calls, so no mean talk time", figure.LOW, _HEADING)
    end, top = points.across.max() * _AIR, points.up.max() * _AIR or 1
    places = points.across / end, points.up / top
    named = outliers.apart(*places, _rank(columns, points, asked))
    across, up = _titles(points, asked)
    if left_out := len(frame) - len(points.at):
        who = numbers.count_of(left_out, "extension", style)
        across = figure.titled(across, f"{who} without a mean talk time left out")
    layout = {
        "dragmode": "zoom",
        "xaxis": figure.count_axis(across, end, fixedrange=False),
        "yaxis": figure.axis(up, top, fixedrange=False),
        "shapes": _medians(points),
        "annotations": _names(columns, points, named, places, selected),
    }
    return figure.figure([_marks(columns, points, asked)], layout, figure.LOW, style, _HEADING)


def describe_calls_against_talk(
    frame: FrameOrView, *, direction: Direction, style: Separators = ENGLISH
) -> str:
    """The chart in a sentence, for those who do not see it."""
    columns = FrameView.of(frame)
    points = _points(columns, direction)
    if not len(points.at):
        return f"{_HEADING}: no answered calls."
    longest = int(points.up.argmax())
    (calls, mean), most = _medians_of(points), float(points.up[longest])
    return (
        f"{_HEADING} of {numbers.count_of(len(points.at), 'extension', style)}: the "
        f"medians are {_median_calls(calls, style)} calls and "
        f"{numbers.clock(mean * _MINUTE)}; the longest mean is "
        f"{numbers.clock(most * _MINUTE)}, at {sentences.name(columns, int(points.at[longest]))}."
    )


def _points(columns: FrameView, direction: Direction) -> _Points:
    means = columns.numbers("mean_talk") / _MINUTE
    at = np.flatnonzero(~np.isnan(means))
    calls, talk, answered = (
        rows.summed(columns, names, direction)[at] for names in (COUNTS, TALKS, _ANSWERED)
    )
    return _Points(at, calls, means[at], talk / _MINUTE, answered)


def _marks(columns: FrameView, points: _Points, asked: ChartOptions) -> dict[str, Any]:
    extensions = columns.texts("extension", points.at)
    opacity = rows.opacities(extensions, asked.selected)
    return {
        "type": "scatter",
        "mode": "markers",
        "name": "",
        "x": FixedList(map(int, points.across.tolist())),
        "y": FixedList(points.up.round(3).tolist()),
        "customdata": hover.data(columns, _SAID, points.at, asked),
        "hovertemplate": hover.template(_SAID, asked.direction),
        "cliponaxis": False,
        "marker": {
            "color": palette.of_direction(asked.direction),
            "opacity": opacity if isinstance(opacity, list) else _SEE_THROUGH,
            "size": FixedList(points.talk.round(1).tolist()),
            "sizemode": "area",
            "sizemin": _SMALLEST / 2,
            "sizeref": 2 * float(points.talk.max()) / _LARGEST**2 or 1,
            "line": {"width": 1, "color": palette.HELP_LINE},
        },
    }


def _rank(columns: FrameView, points: _Points, asked: ChartOptions) -> Numbers:
    """How much each point deserves a name: the selected most, then the farthest out."""
    means = np.where(points.answered >= _ENOUGH, outliers.beyond(points.up), 0.0)
    rank = np.maximum(outliers.beyond(points.across), means)
    return np.where(columns.one_of(asked.selected, points.at), np.inf, rank)


def _names(
    columns: FrameView,
    points: _Points,
    named: list[int],
    places: tuple[Numbers, Numbers],
    selected: frozenset[str],
) -> list[dict[str, Any]]:
    """Names beside their points, on the side where they hide least.

    One that lies over other points cannot be read there, so only a selected one is written then.
    """
    at = points.at[named]
    names = map(
        labels.short_name, columns.texts("display_name", at), columns.texts("extension", at)
    )
    radii = _LARGEST / 2 * (points.talk / (points.talk.max() or 1.0)) ** 0.5
    notes = []
    kept = columns.one_of(selected, at).tolist()
    reach = radii / figure.LOW
    for name, place, keep in zip(names, named, kept, strict=True):
        side = outliers.freest_side(*places, reach, place)
        if not keep and outliers.covered(*places, reach, place, side):
            continue
        x, y = float(points.across[place]), round(float(points.up[place]), 3)
        anchors = side.anchors(float(radii[place]) + _GAP)
        notes.append(figure.note(name, x=x, y=y, xref="x", yref="y", **anchors))
    return notes


def _titles(points: _Points, asked: ChartOptions) -> tuple[str, str]:
    """Of both axes. The medians stand there since a point would hide them on the drawing."""
    across = label_of("calls", asked.direction)
    up = f"{label_of('mean_talk', asked.direction)} (minutes)"
    if len(points.at) < _MEDIANS_FROM:
        return across, up
    calls, mean = _medians_of(points)
    return (
        f"{across}, median {_median_calls(calls, asked.style)}",
        f"{up}, median {numbers.clock(mean * _MINUTE)}",
    )


def _medians_of(points: _Points) -> tuple[float, float]:
    return float(np.median(points.across)), float(np.median(points.up))


def _median_calls(calls: float, style: Separators) -> str:
    """Between two of an even number of extensions a median can be a half."""
    if calls.is_integer():
        return numbers.count(int(calls), style)
    return numbers.decimal(calls, 1, style)


def _medians(points: _Points) -> list[dict[str, Any]]:
    if len(points.at) < _MEDIANS_FROM:
        return []
    calls, mean = _medians_of(points)
    line = {"type": "line", "line": {"color": palette.HELP_LINE, "width": 1, "dash": "dash"}}
    return [
        line | {"x0": calls, "x1": calls, "yref": "paper", "y0": 0, "y1": 1},
        line | {"y0": mean, "y1": mean, "xref": "paper", "x0": 0, "x1": 1},
    ]
