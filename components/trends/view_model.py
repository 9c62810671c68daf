"""What the trends page shows, built once per answer and view and memoized."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from components.shared.charts import Chart
from components.shared.history_loading import LoadedHistory
from components.shared.memo import memoized
from telephony.charts.thinning import drawn_step
from telephony.charts.trends.charts import describe_trend, trend_line, trend_volume
from telephony.charts.trends.step_figure import TrendChartData
from telephony.formatting.locale_style import LocaleStyle
from telephony.formatting.numbers import count_of
from telephony.frames.columns import COUNTS
from telephony.metrics.consistency import Mismatch, find_mismatches
from telephony.metrics.extension_metrics import of_direction
from telephony.metrics.open_days import OpenDays, open_days
from telephony.metrics.steps import Step
from telephony.metrics.trend_comparison import Compared, compare_days
from telephony.metrics.trends import ShownTrend, Trend
from telephony.metrics.view_trend import trend_of
from telephony.periods.closed_days import ClosedDays
from telephony.periods.events import Events
from telephony.periods.period import period_words
from telephony.query.view import Direction, StepLength, View

# A year of days is about a megabyte of plotly figures.
_MEMOIZED: Final = 32


@dataclass(frozen=True)
class ViewModel:
    """What the page shows of a trend.

    ``over``: the steps that charts and tables show, with their marks and their comparison; ``days``
    says which days it leaves out. ``whole`` has all steps, for files. ``compared``: the numbers of
    the range against those of the compared one.
    """

    over: TrendChartData
    charts: Mapping[str, Chart]
    days: OpenDays
    whole: ShownTrend
    compared: Compared | None = None


def keys_of(direction: Direction) -> tuple[str, ...]:
    """The metrics that have a chart of their own; each direction has its rate."""
    rate = "connect_rate" if direction is Direction.OUTBOUND else "pick_up_rate"
    return ("calls", rate, "talk", "mean_talk", "erlangs")


def table_keys(key: str, direction: Direction) -> tuple[str, ...]:
    """The metrics in the table of a chart."""
    return (*of_direction(COUNTS, direction), key) if key == "calls" else (key,)


def build(
    loaded: LoadedHistory, view: View, events: Events, closed: ClosedDays, style: LocaleStyle
) -> ViewModel:
    """The trend of a view and all its charts, for a look at what has arrived so far.

    ``closed``: the days without working hours. The view has a step (``with_step_for``).
    """
    by = view.trend.by or StepLength.DAY
    sides = _Sides.of(loaded, view, by)
    over, days = _shown(loaded, view, sides, events, closed, style=style)
    drawn = over
    if (longer := drawn_step(by, len(over.trend))) is not by:
        drawn, _ = _shown(
            loaded, view, _Sides.of(loaded, view, longer), events, closed, style=style
        )
        many = count_of(len(over.trend), by, style)
        drawn = replace(drawn, remark=f"{many} drawn by {longer}; table and file have each {by}")
    compared = sides.before is not None and by is not StepLength.DAY
    by_day = _Sides.of(loaded, view, StepLength.DAY) if compared else sides
    return ViewModel(
        over,
        charts(drawn, view.direction),
        days,
        ShownTrend(sides.now, marks=_marks_of(sides.now, events)),
        by_day.compared(keys_of(view.direction)),
    )


@dataclass(frozen=True)
class _Sides:
    """The trends of the range and of the compared one, which begins some time earlier, in steps."""

    now: Trend
    before: Trend | None
    earlier_by: timedelta

    @classmethod
    def of(cls, loaded: LoadedHistory, view: View, by: StepLength) -> _Sides:
        zone, history = loaded.query.period.zone, loaded.history
        in_steps = replace(view, trend=replace(view.trend, by=by))
        now = trend_of(history, in_steps, zone)
        if loaded.previous is None or loaded.before is None:
            return cls(now, None, timedelta())
        before = trend_of(loaded.previous, in_steps, zone, history)
        return cls(now, before, loaded.query.period.first_day - loaded.before.first_day)

    def compared(self, keys: Sequence[str]) -> Compared | None:
        """The numbers of both, where these are days."""
        if self.before is None:
            return None
        return compare_days(self.now, self.before, self.earlier_by, keys)


def _shown(  # noqa: PLR0913  # all that stands beside a trend
    loaded: LoadedHistory,
    view: View,
    sides: _Sides,
    events: Events,
    closed: ClosedDays,
    *,
    style: LocaleStyle,
) -> tuple[TrendChartData, OpenDays]:
    """The steps to show, with what stands beside them, and which days they leave out."""

    def without_closed(whole: Trend) -> OpenDays:
        return OpenDays(whole) if view.trend.closed_days else open_days(whole, closed)

    days = without_closed(sides.now)
    marks = _marks_of(days.trend, events)
    over = TrendChartData(days.trend, marks=marks, remark=days.words(style), style=style)
    if sides.before is None or loaded.before is None:
        return over, days
    compared, words = without_closed(sides.before).trend, period_words(loaded.before, style)
    return (
        replace(over, compared=compared, compared_words=words, earlier_by=sides.earlier_by),
        days,
    )


def _marks_of(trend: Trend, events: Events) -> tuple[str, ...]:
    return trend.layout.once((_marks, events), lambda: _marks(trend.steps, events))


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
