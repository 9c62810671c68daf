"""The funnel plot: each extension's rate by its number of calls, and what chance allows."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from telephony.charts import figure, labels, palette
from telephony.charts.overview import outliers, rows
from telephony.charts.thinning import choose_points, drawn_words
from telephony.formatting import numbers
from telephony.formatting.locale_style import ENGLISH, LocaleStyle
from telephony.metrics import funnel
from telephony.metrics.frame_view import Numbers, Positions
from telephony.metrics.reliability import Outlier, Reliability
from telephony.metrics.reliability_words import headline, limit_names, rank_words
from telephony.query.view import Direction

# Between them the limits are straight: so many points and no eye sees it.
_CURVE_POINTS: Final = 60
_AIR: Final = 1.08  # beyond the most calls, for the point and its name
_RADIUS: Final = 6  # [px] of a point
_GAP: Final = 4  # [px] between a point and its name
_SEE_THROUGH: Final = 0.75  # points overlap
_LEGEND_ROOM: Final = 70  # [px] above the plot, for the title and the legend below it
_COLOURS: Final = {
    "pick_up_rate": palette.of_direction(Direction.INBOUND),
    "connect_rate": palette.of_direction(Direction.OUTBOUND),
}
_CALLS: Final = {"pick_up_rate": "Inbound calls", "connect_rate": "Outbound calls"}


def funnel_plot(
    found: Reliability,
    selected: frozenset[str],
    *,
    marked: str = "",
    style: LocaleStyle = ENGLISH,
) -> go.Figure:
    """A point per extension: calls on x, rate [%] on y, the group's rate and its limits as lines.

    Names: the selected ones and true outliers, as far as there is room. Extensions without calls
    are not shown, and the axis says how many. ``marked``: what the picture says below, such as that
    it is incomplete.
    """
    heading = f"{found.metric.label} by number of calls"
    shown = found.rows[found.rows["rate"].notna()]
    if found.rate is None:
        return figure.empty_figure(headline(found, style), figure.TALL, heading)
    end = float(shown["offered"].max()) * _AIR
    title, all_shown = _CALLS[found.metric.key], len(shown)
    left_out = len(found.rows) - all_shown
    shown = shown.iloc[_drawn(shown, selected, found.rate)]
    remarks = [drawn_words(len(shown), all_shown, "extensions", style)]
    if left_out:
        remarks.append(f"{numbers.count_of(left_out, 'extension', style)} without calls not shown")
    if remark := "<br>".join(filter(None, remarks)):
        title = figure.title_with_remark(title, remark)
    notes = _names(shown, selected, found.rate, end)
    if marked:
        notes.append(
            figure.note(labels.literal(marked), x=0.98, xanchor="right", y=0.02, yanchor="bottom")
        )
    layout = {
        "dragmode": "zoom",
        "showlegend": True,
        "legend": figure.legend_below_title(figure.TALL),
        "margin": figure.MARGIN | {"t": _LEGEND_ROOM},
        "xaxis": figure.count_axis(title, end, fixedrange=False),
        "yaxis": figure.axis(f"{found.metric.label} (%)", 104, fixedrange=False),
        "annotations": notes,
    }
    traces = [*_lines(found, end, style), _marks(shown, found, selected, style)]
    return figure.figure(traces, layout, figure.TALL, style, heading)


def describe_funnel(found: Reliability, *, style: LocaleStyle = ENGLISH) -> str:
    """The chart in a sentence, for screen readers."""
    return f"{found.metric.label} by number of calls: {headline(found, style)}"


def _lines(found: Reliability, end: float, style: LocaleStyle) -> list[dict[str, Any]]:
    rate = found.rate or 0.0
    calls = np.unique(np.geomspace(1, max(end, 2), _CURVE_POINTS).round())
    line: dict[str, Any] = {"type": "scatter", "mode": "lines", "hoverinfo": "skip"}
    traces: list[dict[str, Any]] = [
        line
        | {
            "name": "Group",
            "x": [0, end],
            "y": [100 * rate, 100 * rate],
            "line": {"color": palette.HELP_LINE, "width": 2},
        }
    ]
    names = limit_names(style)
    limits = ((names.inner, funnel.INNER, "dot"), (names.outer, funnel.OUTER, "dash"))
    for name, level, dash in limits:
        for first, limit in enumerate(funnel.limits(calls, rate, level, found.factor)):
            traces.append(
                line
                | {
                    "name": name,
                    "showlegend": first == 0,
                    "x": calls.tolist(),
                    "y": (100 * limit).round(2).tolist(),
                    "line": {"color": palette.HELP_LINE, "width": 1.5, "dash": dash},
                }
            )
    return traces


def _marks(
    shown: pd.DataFrame, found: Reliability, selected: frozenset[str], style: LocaleStyle
) -> dict[str, Any]:
    out = shown["outlier"] != Outlier.NO
    opacity = rows.opacities(shown["extension"].tolist(), selected)
    return {
        "type": "scatter",
        "mode": "markers",
        "name": "Extension",
        "x": list(map(int, shown["offered"])),
        "y": (100 * shown["rate"]).round(2).tolist(),
        "customdata": [
            [
                row.extension,
                labels.whole_name(row.display_name, row.extension),
                *_hover_words(row, style),
            ]
            for row in shown.itertuples()
        ],
        "hovertemplate": (
            f"%{{customdata[1]}}<br>{found.metric.label}: %{{customdata[2]}}"
            f"<br>{limit_names(style).interval}: %{{customdata[3]}}"
            "<br>Rank: %{customdata[4]}<extra></extra>"
        ),
        "cliponaxis": False,
        "meta": figure.selectable(_SEE_THROUGH),
        "marker": {
            "color": _COLOURS[found.metric.key],
            "opacity": opacity if isinstance(opacity, list) else _SEE_THROUGH,
            "size": 2 * _RADIUS,
            "symbol": ["diamond" if one else "circle" for one in out],
            "line": {"width": 1, "color": palette.HELP_LINE},
        },
    }


def _hover_words(row: Any, style: LocaleStyle) -> list[str]:
    """The rate with its calls, its interval, and its rank."""
    got = numbers.x_of_n(int(row.answered), int(row.offered), style)
    low, high = (numbers.percent(limit, style) for limit in (row.low_95, row.high_95))
    rank = rank_words(row.rank_from, row.rank_to, style) or "none, too few calls"
    return [f"{numbers.percent(row.rate, style)}, {got}", f"{low} to {high}", rank]


def _drawn(shown: pd.DataFrame, selected: frozenset[str], rate: float) -> Positions:
    calls, rates = (shown[name].to_numpy(float) for name in ("offered", "rate"))
    return choose_points(calls, rates, _rank(shown, selected, rate))


def _rank(shown: pd.DataFrame, selected: frozenset[str], rate: float) -> Numbers:
    """The selected ones first, then the outliers, the farthest from the group's rate first."""
    chosen = shown["extension"].isin(list(selected)).to_numpy()
    far = np.abs(shown["rate"].to_numpy(float) - rate)
    return np.where(chosen, np.inf, np.where(shown["outlier"] != Outlier.NO, far, 0.0))


def _names(
    shown: pd.DataFrame, selected: frozenset[str], rate: float, end: float
) -> list[dict[str, Any]]:
    """Names beside their points, in the order of the points' ranks."""
    values, calls = shown["rate"].to_numpy(float), shown["offered"].to_numpy(float)
    places = calls / end, values
    reach = np.full(len(shown), _RADIUS / figure.TALL)
    notes = []
    for place in outliers.choose_named(*places, _rank(shown, selected, rate)):
        row = shown.iloc[place]
        side = outliers.freest_side(*places, reach, place)
        name = labels.short_name(row["display_name"], row["extension"])
        x, y = int(calls[place]), round(100 * float(values[place]), 2)
        anchors = side.anchors(_RADIUS + _GAP)
        notes.append(figure.note(name, x=x, y=y, xref="x", yref="y", **anchors))
    return notes
