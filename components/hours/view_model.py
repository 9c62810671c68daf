"""What Time of day shows, built once per answer and view and memoized."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import pandas as pd

from components.shared.charts import MAX_CACHED, Chart
from components.shared.memo import memoized
from telephony.answers.hours import HoursAnswer
from telephony.charts.hours.heatmap import describe_week, week_heatmap
from telephony.charts.hours.profile import describe_profile, hour_profile, profile_keys
from telephony.formatting.locale_style import LocaleStyle
from telephony.metrics.hour_words import none_words
from telephony.metrics.hours import HourFilter, grid, left_out_words, profile, sum_cells
from telephony.query.view import Query, View
from telephony.tables.hours import profile_table, week_table


@dataclass(frozen=True)
class ViewModel:
    """The charts and their tables by name, the cells behind them, and what they leave out.

    ``week`` and ``day`` are cells in the working hours, ``everywhere`` those of all hours.
    ``why_empty``: that there are no calls; empty where there are some, or there may be.
    """

    charts: Mapping[str, Chart]
    tables: Mapping[str, pd.DataFrame]
    week: pd.DataFrame
    day: pd.DataFrame
    everywhere: pd.DataFrame
    left_out: tuple[str, ...]
    why_empty: str


@memoized(MAX_CACHED)
def build(answer: HoursAnswer, query: Query, view: View, style: LocaleStyle) -> ViewModel:
    """The charts of the view's metric."""
    key, zone = view.by_hour.value, query.period.zone.key
    all_hours = HourFilter(query.period, answer.as_of)
    hours = replace(all_hours, working=view.hours)
    week = grid(answer.frame, key, hours)
    days = {name: profile(answer.frame, name, hours) for name in {key, *profile_keys(key)}}
    counted = sum_cells(days[key])
    empty = counted.hours and not counted.total and not counted.unknown
    return ViewModel(
        charts={
            "week": Chart(
                week_heatmap(week, key, zone, style=style), describe_week(week, key, style=style)
            ),
            "day": Chart(
                hour_profile(days, key, zone, style=style),
                describe_profile(days[key], key, style=style),
            ),
        },
        tables={
            "week": week_table(week, key, style),
            "day": profile_table(days[key], key, style),
        },
        week=week,
        day=days[key],
        everywhere=days[key] if hours == all_hours else profile(answer.frame, key, all_hours),
        left_out=tuple(left_out_words(answer.frame, hours)),
        why_empty=none_words(key, in_working_hours=view.hours is not None) if empty else "",
    )
