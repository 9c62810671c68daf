"""Everything that the trends draw, built once per answer and view and kept ready."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from components.drawn import Chart
from components.kept import kept
from components.trends_bar import zone_of
from components.trends_loading import Loaded
from telephony.charts import Over, describe_trend, trend_line, trend_volume
from telephony.events import Events
from telephony.formats import Separators
from telephony.frames import COUNTS
from telephony.metrics.derived import of_direction
from telephony.metrics.recorded import chosen, trend_of
from telephony.periods import period_words
from telephony.query import Direction, View

# A year of days is about a megabyte of figures.
_KEPT: Final = 32
TITLES: Final = {
    "calls": "Calls",
    "pick_up_rate": "Pick-up rate",
    "connect_rate": "Connect rate",
    "talk": "Talk time",
    "mean_talk": "Mean talk",
    "erlangs": "Traffic",
}


@dataclass(frozen=True)
class Drawn:
    """The trend with what is drawn behind it, its figures by metric, and how many rows it has."""

    over: Over
    charts: Mapping[str, Chart]
    rows: int


def keys_of(direction: Direction) -> tuple[str, ...]:
    """The metrics that have a chart of their own; each direction has its rate."""
    rate = "connect_rate" if direction is Direction.OUTBOUND else "pick_up_rate"
    return ("calls", rate, "talk", "mean_talk", "erlangs")


def table_keys(key: str, direction: Direction) -> tuple[str, ...]:
    """The metrics in the table of a chart."""
    return (*of_direction(COUNTS, direction), key) if key == "calls" else (key,)


def draw(loaded: Loaded, view: View, events: Events, style: Separators) -> Drawn:
    """The trend of a view and all its charts, for a look at what has arrived so far."""
    history = loaded.history
    shown = trend_of(history, view, zone_of(view))
    marks = tuple(events.words(step.first, step.last) for step in shown.steps)
    over = Over(shown, marks=marks, style=style)
    if loaded.previous is not None and loaded.before is not None:
        compared = trend_of(loaded.previous, view, zone_of(view), history)
        over = replace(over, compared=compared, compared_words=period_words(loaded.before))
    return Drawn(
        over, charts(over, view.direction), len(chosen(history.frame, view, history.frame))
    )


def charts(over: Over, direction: Direction) -> Mapping[str, Chart]:
    """The figures by metric."""
    keys = keys_of(direction)
    return {key: Chart(_figure(over, key), describe_trend(over, key)) for key in keys}


drawn = kept(_KEPT)(draw)
"""The same of a finished answer, kept ready."""


def _figure(over: Over, key: str) -> object:
    return trend_volume(over) if key == "calls" else trend_line(over, key)
