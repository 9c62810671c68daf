"""The Lorenz curve of a group's talk time, with the busiest on the left."""

from __future__ import annotations

from typing import Any, Final

import plotly.graph_objects as go

from telephony.charts import figure, labels, palette
from telephony.charts.thinning import choose_on_line
from telephony.formatting import numbers
from telephony.formatting.locale_style import ENGLISH, LocaleStyle
from telephony.metrics.workload import Workload
from telephony.metrics.workload_words import headline
from telephony.query.view import Direction

_HEADING: Final = "Share of the talk time"
# More markers than these touch and hide the line.
_MARKERS: Final = 60
_HOVER: Final = (
    "%{{customdata[1]}}<br>Talk time: %{{customdata[2]}}, %{{customdata[3]}}"
    "<br>The busiest %{{x:,}} together: {share}<extra></extra>"
)


def lorenz_curve(
    load: Workload, direction: Direction, *, marked: str = "", style: LocaleStyle = ENGLISH
) -> go.Figure:
    """The cumulative share [%] of the talk time of the busiest 1, 2, 3 … extensions.

    The dotted line is an equal load. The busiest fifth and the absent ones have larger marks;
    unknown talk times are left out. ``marked``: what the picture says below its statement, such as
    that it is incomplete.
    """
    known = load.rows[load.rows["cumulative_share"].notna()]
    if load.busiest is None:
        return figure.empty_figure(headline(load, style), figure.LOW, _HEADING)
    many = len(known)
    colour = palette.of_direction(direction)
    points = _points(known, style)
    absent = [place for place, away in enumerate(known["absent"]) if away == "yes"]
    edge = {"width": 2, "color": palette.HELP_LINE}
    line = points | {
        "mode": "lines+markers" if many <= _MARKERS else "lines",
        "line": {"color": colour, "width": 3},
        "marker": {"color": colour, "size": 7},
    }
    few = load.busiest.few
    drawn = choose_on_line(known["cumulative_share"].to_numpy(float))
    across = "Extensions, longest talk time first"
    if len(drawn) < many:
        through = numbers.x_of_n(len(drawn), many, style)
        across = figure.title_with_remark(across, f"drawn through {through} extensions")
    line = _some(line, drawn.tolist())
    large = [
        _some(points, [few - 1])
        | {"mode": "markers", "marker": {"color": colour, "size": 13, "line": edge}},
        _some(points, absent)
        | {"mode": "markers", "marker": {"color": palette.MARK, "size": 15, "symbol": "x"}},
    ]
    share = numbers.percent(load.busiest.share, style)
    carry = numbers.plural(few, "carries", "carry")
    words = f"<b>{numbers.x_of_n(few, many, style)} {carry} {share}</b>"
    if marked:
        words += f"<br>{labels.literal(marked)}"
    equal = {"color": palette.HELP_LINE, "width": 1, "dash": "dot"}
    corner = {"type": "line", "x0": 0, "y0": 0, "x1": many, "y1": 100, "line": equal}
    layout = {
        "dragmode": False,
        "xaxis": figure.count_axis(across, many * 1.02),
        "yaxis": figure.axis("Share of the talk time (%)", 105),
        "shapes": [corner],
        # below the curve there is room whatever its shape
        "annotations": [figure.note(words, x=0.98, xanchor="right", y=0.05, yanchor="bottom")],
    }
    start = {"type": "scatter", "mode": "lines", "name": "", "hoverinfo": "skip"}
    from_zero = start | {
        "x": [0, 1],
        "y": [0, points["y"][0]],
        "line": {"color": colour, "width": 3},
    }
    traces = [from_zero, line, *(trace for trace in large if trace["x"])]
    return figure.figure(traces, layout, figure.LOW, style, _HEADING)


def describe_lorenz(load: Workload, *, style: LocaleStyle = ENGLISH) -> str:
    """The chart in a sentence, for screen readers."""
    return f"{_HEADING}: {headline(load, style)}"


def _points(known: Any, style: LocaleStyle) -> dict[str, Any]:
    return {
        "type": "scatter",
        "name": "",
        "x": list(range(1, len(known) + 1)),
        "y": (100 * known["cumulative_share"]).round(2).tolist(),
        "customdata": [
            [
                row.extension,
                labels.whole_name(row.display_name, row.extension),
                numbers.clock(row.talk),
                numbers.percent(row.talk_share, style),
            ]
            for row in known.itertuples()
        ],
        "hovertemplate": _HOVER.format(share=numbers.as_percent("%{y:.1f}", style)),
        "cliponaxis": False,
    }


def _some(points: dict[str, Any], places: list[int]) -> dict[str, Any]:
    """The points at these places alone."""
    kept = {name: [points[name][place] for place in places] for name in ("x", "y", "customdata")}
    return points | kept
