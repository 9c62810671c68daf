"""When in the day: one bar per hour, as high as the average."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import pandas as pd
import plotly.graph_objects as go

from telephony.charts import figure, labels, palette
from telephony.charts.hours import cells as hour_cells
from telephony.charts.hours.cells import Cell
from telephony.formatting.locale_style import ENGLISH, LocaleStyle
from telephony.metrics.hour_words import nothing_words, scale_title
from telephony.metrics.registry import HOUR_METRICS

_AIR: Final = 1.05  # above the highest bar
_LEGEND: Final = 40  # [px] above the bars
# The parts that a metric is stacked from.
_PARTS: Final = {"calls": ("inbound", "outbound")}
_COLOURS: Final = {"inbound": palette.INBOUND_ANSWERED, "outbound": palette.OUTBOUND_ANSWERED}


def profile_keys(key: str) -> tuple[str, ...]:
    """The metrics that the bars of ``key`` show: its parts, or itself."""
    return _PARTS.get(key, (key,))


def hour_profile(
    cells: Mapping[str, pd.DataFrame], key: str, zone: str, *, style: LocaleStyle = ENGLISH
) -> go.Figure:
    """The cells of ``metrics.hours.profile``, by metric: of ``key`` and of its ``profile_keys``.

    An invisible bar as high as the chart covers each hour and carries its hover, so that an hour
    without calls has one too. Without any value the chart gives the reason.
    """
    whole = hour_cells.cells_of(cells[key], key, style)
    if all(cell.value is None for cell in whole):
        return figure.empty_figure(nothing_words(cells[key]), figure.LOW)
    parts = profile_keys(key)
    traces = [_bars(hour_cells.cells_of(cells[part], part, style), part) for part in parts]
    over = {"yaxis": "y2"}
    low = [0.03] * len(whole)
    traces += [_hit_areas(whole) | over, hour_cells.signs_of(whole, low, **over)]
    highest = max(cell.value for cell in whole if cell.value is not None)
    layout = {
        "barmode": "stack",
        "bargap": 0.15,
        "dragmode": False,
        "showlegend": len(parts) > 1,
        "margin": figure.MARGIN | {"t": _LEGEND},
        "legend": figure.legend(x=0, y=1, yanchor="bottom"),
        "xaxis": hour_cells.ticks(cells[key])
        | {"title": {"text": f"Hour of the day, {labels.literal(zone)}", "standoff": 8}},
        "yaxis": figure.axis(scale_title(key), highest * _AIR or 1),
        "yaxis2": {"overlaying": "y", "range": [0, 1], "visible": False, "fixedrange": True},
    }
    return figure.figure(traces, layout, figure.LOW, style)


def describe_profile(cells: pd.DataFrame, key: str, *, style: LocaleStyle = ENGLISH) -> str:
    """The chart in a sentence, for screen readers."""
    return hour_cells.describe_busiest(cells, key, "hour of the day", style)


def _bars(cells: list[Cell], key: str) -> dict[str, Any]:
    marker: dict[str, Any] = {"color": _COLOURS.get(key, palette.BOTH)}
    if key == "unanswered":
        marker["pattern"] = figure.hatching(palette.BOTH_HATCH)
    return {
        "type": "bar",
        "name": HOUR_METRICS[key].label,
        "x": [cell.place for cell in cells],
        "y": [None if cell.value is None else round(cell.value, 4) for cell in cells],
        "marker": marker,
        "hoverinfo": "skip",
    }


def _hit_areas(cells: list[Cell]) -> dict[str, Any]:
    hovers = [cell.words for cell in cells]
    return figure.hit_areas(hovers, "%{customdata}<extra></extra>") | {
        "x": [cell.place for cell in cells],
        "y": [1] * len(cells),
    }
