"""Calls against average talk time: who has many short calls, who few long ones."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import plotly.graph_objects as go

from telephony.charts import figure, labels, palette
from telephony.charts.figure import ChartOptions
from telephony.charts.labels import plain_name
from telephony.charts.overview import hover, outliers, rows
from telephony.charts.thinning import choose_points, drawn_words
from telephony.formatting import numbers
from telephony.formatting.locale_style import ENGLISH, LocaleStyle
from telephony.frames.columns import COUNTS, TALKS
from telephony.metrics.frame_view import FrameOrView, FrameView, Numbers, Positions
from telephony.metrics.quantiles import median
from telephony.metrics.registry import label_of
from telephony.query.view import Direction

_MINUTE: Final = 60e6  # [us]
_LARGEST: Final = 36  # [px] diameter of the point with most talk time
_SMALLEST: Final = 6
_GAP: Final = 4  # [px] between a point and its name
_SEE_THROUGH: Final = 0.75  # points overlap
_MEDIANS_FROM: Final = 4  # with fewer points a median is one of them
# An average of fewer calls is chance, and no reason to name an extension.
_ENOUGH: Final = 10
_AIR: Final = 1.15  # beyond the farthest point, for its size and its name
_HOVER_METRICS: Final = ("calls", "mean_talk", "talk")
_HEADING: Final = "Calls against average talk time"
_ANSWERED: Final = ("inbound_answered", "outbound_answered")


@dataclass(frozen=True)
class _Points:
    """The extensions shown: position in the frame, calls, minutes per call and in total."""

    at: Positions
    across: Numbers
    up: Numbers
    talk: Numbers
    answered: Numbers

    def only(self, places: Positions) -> _Points:
        """Those at these places alone."""
        across, up, talk = self.across[places], self.up[places], self.talk[places]
        return _Points(self.at[places], across, up, talk, self.answered[places])


def calls_against_talk(
    frame: FrameOrView,
    *,
    direction: Direction,
    selected: frozenset[str],
    style: LocaleStyle = ENGLISH,
) -> go.Figure:
    """A point per extension: calls on x, average talk time [minutes] on y, talk time as area.

    ``frame`` is derived for the direction. Dashed lines are the medians. Names: the
    selected and the outliers with room for one, 6 at most, the farthest out first; an outlier has
    calls, or an average over at least 10 answered calls, beyond Tukey's outer fence. Extensions
    without an average are not shown, nor are some of very many, and the axis says how many.
    """
    options = ChartOptions(direction, selected, style=style)
    columns = FrameView.of(frame)
    points = _points(columns, direction)
    if not len(points.at):
        return figure.empty_figure(
            "No answered calls, so no average talk time", figure.LOW, _HEADING
        )
    end, top = points.across.max() * _AIR, points.up.max() * _AIR or 1
    rank = _rank(columns, points, options)
    chosen = choose_points(points.across, points.up, rank)
    drawn = points.only(chosen)
    places = drawn.across / end, drawn.up / top
    named = outliers.choose_named(*places, rank[chosen])
    across, up = _titles(points, options)
    remarks = [drawn_words(len(chosen), len(points.at), "extensions", style)]
    if left_out := len(frame) - len(points.at):
        who = numbers.count_of(left_out, "extension", style)
        remarks.append(f"{who} without an average not shown")
    if remark := "<br>".join(filter(None, remarks)):
        across = figure.title_with_remark(across, remark)
    layout = {
        "dragmode": "zoom",
        "uirevision": str(direction),  # a zoom lasts as long as the axes mean the same
        "xaxis": figure.zoomable(figure.count_axis(across, end)),
        "yaxis": figure.zoomable(figure.axis(up, top)),
        "shapes": _medians(points),
        "annotations": _names(columns, drawn, named, places, selected),
    }
    return figure.figure([_marks(columns, drawn, options)], layout, figure.LOW, style, _HEADING)


def describe_calls_against_talk(
    frame: FrameOrView, *, direction: Direction, style: LocaleStyle = ENGLISH
) -> str:
    """The chart in a sentence, for screen readers."""
    columns = FrameView.of(frame)
    points = _points(columns, direction)
    if not len(points.at):
        return f"{_HEADING}: no answered calls."
    longest = int(points.up.argmax())
    (calls, mean), most = _medians_of(points), float(points.up[longest])
    return (
        f"{_HEADING} of {numbers.count_of(len(points.at), 'extension', style)}: the "
        f"medians are {_median_calls(calls, style)} {numbers.plural(calls, 'call')} and "
        f"{numbers.clock(mean * _MINUTE)}; the longest average is "
        f"{numbers.clock(most * _MINUTE)}, at {plain_name(columns, int(points.at[longest]))}."
    )


def _points(columns: FrameView, direction: Direction) -> _Points:
    means = columns.numbers("mean_talk") / _MINUTE
    at = np.flatnonzero(~np.isnan(means))
    calls, talk, answered = (
        rows.sum_columns(columns, names, direction)[at] for names in (COUNTS, TALKS, _ANSWERED)
    )
    return _Points(at, calls, means[at], talk / _MINUTE, answered)


def _marks(columns: FrameView, points: _Points, options: ChartOptions) -> dict[str, Any]:
    extensions = columns.texts("extension", points.at)
    opacity = rows.opacities(extensions, options.selected)
    return {
        "type": "scatter",
        "mode": "markers",
        "name": "",
        "x": list(map(int, points.across.tolist())),
        "y": points.up.round(3).tolist(),
        "customdata": hover.data(columns, _HOVER_METRICS, points.at, options),
        "hovertemplate": hover.template(_HOVER_METRICS, options.direction),
        "cliponaxis": False,
        "meta": figure.selectable(_SEE_THROUGH),
        "marker": {
            "color": palette.of_direction(options.direction),
            "opacity": opacity if isinstance(opacity, list) else _SEE_THROUGH,
            "size": points.talk.round(1).tolist(),
            "sizemode": "area",
            "sizemin": _SMALLEST / 2,
            "sizeref": 2 * float(points.talk.max()) / _LARGEST**2 or 1,
            "line": {"width": 1, "color": palette.HELP_LINE},
        },
    }


def _rank(columns: FrameView, points: _Points, options: ChartOptions) -> Numbers:
    """Priority of each point for a name: the selected first, then the farthest out."""
    means = np.where(points.answered >= _ENOUGH, outliers.distance_beyond_fence(points.up), 0.0)
    rank = np.maximum(outliers.distance_beyond_fence(points.across), means)
    return np.where(columns.one_of(options.selected, points.at), np.inf, rank)


def _names(
    columns: FrameView,
    points: _Points,
    named: list[int],
    places: tuple[Numbers, Numbers],
    selected: frozenset[str],
) -> list[dict[str, Any]]:
    """Names beside their points, on the side where they cover least.

    A name over other points cannot be read: there only a selected extension gets one.
    """
    at = points.at[named]
    names = map(
        labels.short_name, columns.texts("display_name", at), columns.texts("extension", at)
    )
    radii = _LARGEST / 2 * (points.talk / (points.talk.max() or 1.0)) ** 0.5
    notes = []
    selected_ones = columns.one_of(selected, at).tolist()
    reach = radii / figure.LOW
    for name, place, is_selected in zip(names, named, selected_ones, strict=True):
        side = outliers.freest_side(*places, reach, place)
        if not is_selected and outliers.count_covered(*places, reach, place, side):
            continue
        x, y = float(points.across[place]), round(float(points.up[place]), 3)
        anchors = side.anchors(float(radii[place]) + _GAP)
        notes.append(figure.note(name, x=x, y=y, xref="x", yref="y", **anchors))
    return notes


def _titles(points: _Points, options: ChartOptions) -> tuple[str, str]:
    """Titles of both axes, with the medians: on the plot points would hide them."""
    across = label_of("calls", options.direction)
    up = f"{label_of('mean_talk', options.direction)} (minutes)"
    if len(points.at) < _MEDIANS_FROM:
        return across, up
    calls, mean = _medians_of(points)
    return (
        f"{across}, median {_median_calls(calls, options.style)}",
        f"{up}, median {numbers.clock(mean * _MINUTE)}",
    )


def _medians_of(points: _Points) -> tuple[float, float]:
    return median(points.across), median(points.up)


def _median_calls(calls: float, style: LocaleStyle) -> str:
    """Of an even number of extensions the median can end in a half."""
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
