"""When in the week how many people are on the phone at the same time."""

from __future__ import annotations

from typing import Any, Final

import plotly.graph_objects as go

from telephony.charts.hours import cells as hour_cells
from telephony.charts.hours.heatmap import heatmap_of
from telephony.formatting.locale_style import ENGLISH, LocaleStyle
from telephony.metrics.hour_words import over_hours, total_words
from telephony.metrics.traffic import Traffic
from telephony.metrics.workload_words import people_words, traffic_words

_TITLE: Final = "People on the phone at the same time (erlangs)"


def traffic_heatmap(traffic: Traffic, zone: str, *, style: LocaleStyle = ENGLISH) -> go.Figure:
    """A cell per weekday and hour, coloured by its traffic; ``zone`` names the clock's zone."""

    def words(row: Any) -> list[str]:
        total = f"{total_words(row.total, 'talk', style)} {over_hours(row.hours, style)}"
        return [people_words(row.erlangs, style), total]

    cells = traffic.cells
    shown = hour_cells.placed(cells, lambda row: float(row.erlangs), words, style)
    return heatmap_of(cells, shown, _TITLE, zone, style)


def describe_traffic(traffic: Traffic, *, style: LocaleStyle = ENGLISH) -> str:
    """The chart in a sentence, for screen readers."""
    return f"{_TITLE} by weekday and hour. {traffic_words(traffic, style)}"
