"""Share of the load: how few extensions carry how much of the calls."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import plotly.graph_objects as go

from telephony.charts import figure, palette
from telephony.charts.figure import ChartOptions
from telephony.charts.overview import hover, rows
from telephony.charts.thinning import choose_on_line
from telephony.formatting import numbers
from telephony.formatting.locale_style import ENGLISH, LocaleStyle
from telephony.frames.columns import COUNTS
from telephony.metrics.frame_view import FrameOrView, FrameView, Numbers, Positions
from telephony.metrics.registry import label_of
from telephony.query.view import Direction

# The statement is about the busiest fifth, as in Pareto's rule of thumb.
_FIFTH: Final = 5
# More markers than these touch and hide the line.
_MARKERS: Final = 60
_HOVER_METRICS: Final = ("calls",)
_HEADING: Final = "Share of the load"


def load_share(
    frame: FrameOrView,
    *,
    direction: Direction,
    selected: frozenset[str],
    style: LocaleStyle = ENGLISH,
) -> go.Figure:
    """The cumulative share [%] of the calls of the busiest 1, 2, 3 … extensions.

    frame: derived for the direction; unreadable counts add nothing. The dotted line is an equal
    load. The text on the chart is about the busiest fifth, or says that there are no calls.
    """
    options = ChartOptions(direction, selected, style=style)
    columns = FrameView.of(frame)
    order = rows.order_by_calls(columns, direction)
    shares = _cumulative(rows.sum_columns(columns, COUNTS, direction)[order])
    if not len(shares):
        alone = rows.talk_alone(columns, direction)
        words = f"No calls{rows.ONLY_TALK}" if alone else "No calls to share"
        return figure.empty_figure(words, figure.LOW, _HEADING)
    places = columns.everywhere
    drawn = choose_on_line(shares)
    line, chosen = (
        _trace(columns, order[some], places[some] + 1, shares[some], options)
        for some in (drawn, columns.one_of(selected, order))
    )
    traces = [line | _as_line(options, len(shares))]
    if chosen["x"]:
        traces.append(chosen | _as_points(options))
    what = "all calls" if direction is Direction.BOTH else label_of("calls", direction).lower()
    words = f"<b>{_statement(shares, style)}</b>"
    across = "Extensions, busiest first"
    if len(drawn) < len(shares):
        through = numbers.x_of_n(len(drawn), len(shares), style)
        across = figure.title_with_remark(across, f"drawn through {through} extensions")
    layout = {
        "dragmode": False,
        "xaxis": figure.count_axis(across, len(shares) * 1.02),
        "yaxis": figure.axis(f"Share of {what} (%)", 105),
        "shapes": [_equal(len(shares))],
        # Below the line there is room whatever its shape.
        "annotations": [figure.note(words, x=0.98, xanchor="right", y=0.05, yanchor="bottom")],
    }
    return figure.figure(traces, layout, figure.LOW, style, _HEADING)


def describe_load_share(
    frame: FrameOrView, *, direction: Direction, style: LocaleStyle = ENGLISH
) -> str:
    """The chart in a sentence, for screen readers."""
    columns = FrameView.of(frame)
    calls = np.sort(rows.sum_columns(columns, COUNTS, direction))[::-1]
    shares = _cumulative(calls)
    if not len(shares):
        alone = rows.ONLY_TALK if rows.talk_alone(columns, direction) else ""
        return f"{_HEADING}: no calls{alone}."
    return f"{_HEADING}: {_statement(shares, style)}."


def _cumulative(calls: Numbers) -> Numbers:
    """Shares [%] of the first 1, 2, 3 …; none when there are no calls."""
    whole = calls.sum()
    return 100 * calls.cumsum() / whole if whole else calls[:0]


def _statement(shares: Numbers, style: LocaleStyle) -> str:
    """The main finding: ``5 of 26 carry 61.3 % of the calls``."""
    if len(shares) == 1:
        return "1 extension carries all calls"
    few = max(1, round(len(shares) / _FIFTH))
    share = numbers.percent(float(shares[few - 1]) / 100, style)
    who = numbers.x_of_n(few, len(shares), style)
    return f"{who} {numbers.plural(few, 'carries', 'carry')} {share} of the calls"


def _trace(
    columns: FrameView, at: Positions, places: Positions, shares: Numbers, options: ChartOptions
) -> dict[str, Any]:
    """Extensions at positions of the frame, at places of the order."""
    return {
        "type": "scatter",
        "name": "",
        "x": places.tolist(),
        "y": shares.round(2).tolist(),
        "customdata": hover.data(columns, _HOVER_METRICS, at, options),
        "hovertemplate": _template(options),
        "cliponaxis": False,
    }


def _as_line(options: ChartOptions, points: int) -> dict[str, Any]:
    colour = palette.of_direction(options.direction)
    return {
        "mode": "lines+markers" if points <= _MARKERS else "lines",
        "line": {"color": colour, "width": 3},
        "marker": {"color": colour, "size": 7},
    }


def _as_points(options: ChartOptions) -> dict[str, Any]:
    """Larger than the line's, for the selected extensions."""
    edge = {"width": 2, "color": palette.HELP_LINE}
    colour = palette.of_direction(options.direction)
    return {"mode": "markers", "marker": {"color": colour, "size": 15, "line": edge}}


def _template(options: ChartOptions) -> str:
    share = numbers.as_percent("%{y:.1f}", options.style)
    together = f"<br>The busiest %{{x:,}} together: {share}<extra>"
    return hover.template(_HOVER_METRICS, options.direction).replace("<extra>", together)


def _equal(extensions: int) -> dict[str, Any]:
    """Where the line would be if all had the same number of calls."""
    line = {"color": palette.HELP_LINE, "width": 1, "dash": "dot"}
    return {"type": "line", "x0": 0, "y0": 0, "x1": extensions, "y1": 100, "line": line}
