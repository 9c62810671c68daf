"""When in the week: a heatmap of weekdays and hours, coloured by the average."""

from __future__ import annotations

from typing import Any, Final

import pandas as pd
import plotly.graph_objects as go

from telephony.charts import figure, labels, palette
from telephony.charts.hours import cells as hour_cells
from telephony.charts.hours.cells import Cell
from telephony.formatting.locale_style import ENGLISH, LocaleStyle
from telephony.metrics.hour_words import nothing_words, scale_title
from telephony.periods.working_hours import WEEKDAYS

_BAR: Final = 10  # [px] of the colour bar
_BAR_ROOM: Final = 76  # [px] above the heatmap, for the bar, its title and its numbers
_BAR_UP, _TITLE_UP = 38, 41  # [px] from the heatmap to the bar's upper edge, and to its title


def week_heatmap(
    cells: pd.DataFrame, key: str, zone: str, *, style: LocaleStyle = ENGLISH
) -> go.Figure:
    """The cells of ``metrics.hours.grid`` for one of its metrics; ``zone`` names the clock's zone.

    Monday is on top. A gap has a sign instead of a colour, so that it does not look like zero, and
    its hover gives the reason; so does a chart without any value.
    """
    shown = hour_cells.cells_of(cells, key, style)
    return heatmap_of(cells, shown, scale_title(key), zone, style)


def heatmap_of(
    cells: pd.DataFrame, shown: list[Cell], title: str, zone: str, style: LocaleStyle
) -> go.Figure:
    """The heatmap of ``shown``, made of the ``cells`` of a grid; ``title`` is the scale's."""
    if all(cell.value is None for cell in shown):
        return figure.empty_figure(nothing_words(cells), figure.LOW)
    rows = [cell.weekday for cell in shown]
    layout = {
        "dragmode": False,
        "margin": figure.MARGIN | {"t": _BAR_ROOM},
        # the colour bar's own title would overlap it: the bar is placed in the whole figure
        "annotations": [
            figure.note(title, x=0, y=1, xanchor="left", yanchor="bottom", yshift=_TITLE_UP)
        ],
        "xaxis": hour_cells.ticks(cells)
        | {"title": {"text": f"Hour of the day, {labels.literal(zone)}", "standoff": 8}},
        "yaxis": {
            "range": [len(WEEKDAYS) - 0.5, -0.5],
            "tickvals": list(range(len(WEEKDAYS))),
            "ticktext": [day.capitalize() for day in WEEKDAYS],
            "showgrid": False,
            "zeroline": False,
            "fixedrange": True,
            "automargin": True,
        },
    }
    traces = [_field(shown, rows), hour_cells.signs_of(shown, rows)]
    return figure.figure(traces, layout, figure.LOW, style)


def describe_week(cells: pd.DataFrame, key: str, *, style: LocaleStyle = ENGLISH) -> str:
    """The chart in a sentence, for screen readers."""
    return hour_cells.describe_busiest(cells, key, "weekday and hour", style)


def _field(shown: list[Cell], rows: list[int]) -> dict[str, Any]:
    highest = max(cell.value for cell in shown if cell.value is not None)
    return {
        "type": "heatmap",
        "x": [cell.place for cell in shown],
        "y": rows,
        "z": [None if cell.value is None else round(cell.value, 4) for cell in shown],
        "zmin": 0,
        "zmax": highest or 1,
        "xgap": 1,
        "ygap": 1,
        "colorscale": palette.HEATMAP_SCALE,
        "customdata": [cell.words for cell in shown],
        "hovertemplate": "%{customdata}<extra></extra>",
        "hoverongaps": True,
        "colorbar": {
            "orientation": "h",
            "thickness": _BAR,
            "len": 1,
            "x": 0.5,
            # in the whole figure: beside the heatmap it would move it after the axis is drawn
            "yref": "container",
            "y": 1 - (_BAR_ROOM - _BAR_UP) / figure.LOW,
            "yanchor": "top",
            "outlinewidth": 0,
            "nticks": 6,
        },
    }
