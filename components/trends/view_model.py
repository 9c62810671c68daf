"""What the trends page shows, built once per answer and view and memoized."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from components.shared.charts import Chart
from components.shared.history_loading import LoadedHistory
from components.shared.memo import memoized
from telephony.charts.trends.charts import describe_trend, trend_line, trend_volume
from telephony.charts.trends.step_figure import TrendChartData
from telephony.formatting.numbers import Separators
from telephony.frames.columns import COUNTS
from telephony.metrics.consistency import Mismatch, find_mismatches
from telephony.metrics.extension_metrics import of_direction
from telephony.metrics.steps import Step
from telephony.metrics.view_trend import trend_of
from telephony.periods.events import Events
from telephony.periods.period import period_words
from telephony.query.view import Direction, View

# A year of days is about a megabyte of plotly figures.
_MEMOIZED: Final = 32


@dataclass(frozen=True)
class ViewModel:
    """The trend with its marks and its comparison, and the charts by metric."""

    over: TrendChartData
    charts: Mapping[str, Chart]


def keys_of(direction: Direction) -> tuple[str, ...]:
    """The metrics that have a chart of their own; each direction has its rate."""
    rate = "connect_rate" if direction is Direction.OUTBOUND else "pick_up_rate"
    return ("calls", rate, "talk", "mean_talk", "erlangs")


def table_keys(key: str, direction: Direction) -> tuple[str, ...]:
    """The metrics in the table of a chart."""
    return (*of_direction(COUNTS, direction), key) if key == "calls" else (key,)


def build(loaded: LoadedHistory, view: View, events: Events, style: Separators) -> ViewModel:
    """The trend of a view and all its charts, for a look at what has arrived so far."""
    history = loaded.history
    shown = trend_of(history, view, loaded.query.period.zone)
    marks = shown.layout.once((_marks, events), lambda: _marks(shown.steps, events))
    over = TrendChartData(shown, marks=marks, style=style)
    if loaded.previous is not None and loaded.before is not None:
        compared = trend_of(loaded.previous, view, loaded.query.period.zone, history)
        over = replace(over, compared=compared, compared_words=period_words(loaded.before))
    return ViewModel(over, charts(over, view.direction))


def charts(over: TrendChartData, direction: Direction) -> Mapping[str, Chart]:
    """One chart per metric."""
    keys = keys_of(direction)
    return {key: Chart(_figure(over, key), describe_trend(over, key)) for key in keys}


build_memoized = memoized(_MEMOIZED)(build)
"""The same for a finished history, memoized."""


@memoized(_MEMOIZED)
def mismatches(loaded: LoadedHistory) -> tuple[Mismatch, ...]:
    """The rows of the history that cannot be right."""
    return find_mismatches(loaded.history, loaded.query.period.zone)


def _marks(steps: Iterable[Step], events: Events) -> tuple[str, ...]:
    return tuple(events.words(step.first, step.last) for step in steps)


def _figure(over: TrendChartData, key: str) -> object:
    return trend_volume(over) if key == "calls" else trend_line(over, key)
