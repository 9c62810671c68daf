"""The charts by the hour as tables: the same cells, in words."""

from __future__ import annotations

from typing import Any

import pandas as pd

from telephony.formatting import numbers
from telephony.formatting.locale_style import ENGLISH, LocaleStyle
from telephony.formatting.units import FORMATS, Unit
from telephony.metrics.hour_words import in_unit, sign_of, slot_words
from telephony.metrics.registry import HOUR_METRICS
from telephony.periods.working_hours import WEEKDAYS


def week_table(cells: pd.DataFrame, key: str, style: LocaleStyle = ENGLISH) -> pd.DataFrame:
    """A row per hour of the day, a column of means per weekday; gaps have the chart's signs."""
    columns: dict[str, list[str]] = {"Hour": []}
    for row in cells.itertuples():
        if row.weekday == 0:
            columns["Hour"].append(slot_words(row))
        day = WEEKDAYS[int(str(row.weekday))].capitalize()
        columns.setdefault(day, []).append(_mean(row, key, style))
    return pd.DataFrame(columns, dtype="str")


def profile_table(cells: pd.DataFrame, key: str, style: LocaleStyle = ENGLISH) -> pd.DataFrame:
    """A row per hour of the day: mean, total, and how many such hours stand behind them."""
    metric = HOUR_METRICS[key]
    write = FORMATS[metric.unit].cell(style)
    rows: list[Any] = list(cells.itertuples())
    unit = "minutes" if metric.unit is Unit.TALK else "calls"
    return pd.DataFrame(
        {
            "Hour": [slot_words(row) for row in rows],
            f"{metric.label}, mean [{unit}]": [_mean(row, key, style) for row in rows],
            "Total": [write(row.total) if row.hours else sign_of(row) for row in rows],
            "Hours counted": [numbers.count(row.hours, style) for row in rows],
            "Hours unknown": [numbers.count(row.unknown, style) for row in rows],
        },
        dtype="str",
    )


def _mean(row: Any, key: str, style: LocaleStyle) -> str:
    return numbers.decimal(in_unit(row.mean, key), 1, style) if row.hours else sign_of(row)
