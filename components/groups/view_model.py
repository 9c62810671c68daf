"""What the page of groups shows, built once per answer and view and memoized."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import pandas as pd

from components.groups.loading import LoadedDays, LoadedGroups
from components.shared.charts import MAX_CACHED, Chart
from components.shared.memo import memoized
from components.shared.words import INCOMPLETE, compared
from telephony.charts.groups.by_day import GroupDays, describe_groups, groups_by_day
from telephony.export.groups import shared_words
from telephony.formatting.locale_style import LocaleStyle
from telephony.formatting.numbers import NONE, x_of_n
from telephony.metrics.change import Change, compare
from telephony.metrics.extension_metrics import MetricValue
from telephony.metrics.group_totals import GroupTotals, totals_of
from telephony.metrics.group_words import groups_sentence
from telephony.metrics.registry import METRICS
from telephony.metrics.scorecard import card_value
from telephony.metrics.step_words import step_words, value_words
from telephony.metrics.steps import WITHOUT_DATA
from telephony.metrics.trends import Trend
from telephony.metrics.view_trend import trend_of
from telephony.periods.period import period_words
from telephony.query.view import Direction, StepLength, TrendView, View

_INBOUND = ("inbound_answered", "inbound_unanswered", "pick_up_rate", "inbound_talk")
_OUTBOUND = ("outbound_answered", "connect_rate", "outbound_talk")


@dataclass(frozen=True)
class Cell:
    """A metric of a group in words: its value, x of n for a rate, and the change."""

    value: str
    detail: str
    change: Change


@dataclass(frozen=True)
class Groups:
    """The groups in order, their cells by metric, and the sentence on them."""

    totals: tuple[GroupTotals, ...]
    cells: tuple[Mapping[str, Cell], ...]
    sentence: str
    compared_words: str

    @cached_property
    def shared(self) -> tuple[str, ...]:
        """That extensions are in several of the groups."""
        return shared_words(self.totals)


@dataclass(frozen=True)
class Days:
    """The trends of the groups by their number, their chart, and its table."""

    trends: Mapping[str, Trend]
    chart: Chart
    table: pd.DataFrame


def keys_of(direction: Direction) -> tuple[str, ...]:
    """The metrics in the table: those of the cards, and all calls first."""
    sides = {Direction.INBOUND: _INBOUND, Direction.OUTBOUND: _OUTBOUND}
    return ("calls", *sides.get(direction, (*_INBOUND, *_OUTBOUND)))


@memoized(MAX_CACHED)
def groups(loaded: LoadedGroups, view: View, style: LocaleStyle) -> Groups:
    """The groups as the view sorts them."""
    totals = totals_of(loaded.groups, loaded.query, view)
    before = period_words(loaded.before, style) if loaded.before else ""
    cells = tuple(
        {} if group.error else _cells(group, keys_of(view.direction), before, style)
        for group in totals
    )
    known = any(group.before is not None for group in totals)
    sentence = groups_sentence(totals, before, style)
    return Groups(totals, cells, sentence, compared(before, known=known))


def build_days(
    days: LoadedDays, names: tuple[tuple[str, str], ...], view: View, style: LocaleStyle
) -> Days:
    """The days of the groups, of which ``names`` are in order, by number."""
    by_day = replace(view, hours=None, trend=TrendView(StepLength.DAY))
    histories, zone = days.by_group(), days.loaded.query.period.zone
    trends = {
        number: trend_of(histories[number], by_day, zone)
        for number, _ in names
        if number in histories
    }
    panels = [GroupDays(name, trends[number]) for number, name in names if number in trends]
    complete = all(history.complete for history in histories.values())
    words = describe_groups(panels, style) + ("" if complete else f" {INCOMPLETE}")
    chart = Chart(groups_by_day(panels, style), words)
    return Days(trends, chart, _table(panels, style))


build_days_memoized = memoized(MAX_CACHED)(build_days)
"""The same for finished histories, memoized."""


def _cells(
    group: GroupTotals, keys: Sequence[str], before_words: str, style: LocaleStyle
) -> Mapping[str, Cell]:
    return {
        key: _cell(key, group.values[key], (group.before or {}).get(key), before_words, style)
        for key in keys
    }


def _cell(
    key: str, now: MetricValue, before: MetricValue | None, before_words: str, style: LocaleStyle
) -> Cell:
    metric = METRICS[key]
    details = []
    if metric.bottom and now.top is not None and now.bottom is not None:
        details.append(x_of_n(int(now.top), int(now.bottom), style))
    if now.incomplete:
        details.append("incomplete")
    value = card_value(metric, now, style)
    return Cell(value, ", ".join(details), compare(metric, now, before, before_words, style))


def _table(panels: Sequence[GroupDays], style: LocaleStyle) -> pd.DataFrame:
    """A row per day, a column per group."""
    if not panels:
        return pd.DataFrame({"Day": pd.array([], dtype="str")})
    first = panels[0].trend
    columns = {"Day": [step_words(step, first.by, style) for step in first.steps]}
    for panel in panels:
        name = panel.name if panel.name not in columns else f"{panel.name} ({len(columns)})"
        columns[name] = [
            NONE if state in WITHOUT_DATA else words
            for words, state in zip(
                value_words(panel.trend, "calls", style), panel.trend.states, strict=True
            )
        ]
    return pd.DataFrame(columns, dtype="str")
