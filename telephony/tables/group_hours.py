"""Unanswered calls of groups by the hour of the day: a row per hour, a column per group."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from telephony.formatting.locale_style import ENGLISH, LocaleStyle
from telephony.metrics.group_hours import GroupHours, of_calls
from telephony.metrics.hour_words import sign_of, slot_words


def group_hours_table(groups: Sequence[GroupHours], style: LocaleStyle = ENGLISH) -> pd.DataFrame:
    """``2.4 of 9.0`` calls per hour; hours at which no group has calls are left out."""
    busy = sorted(
        {
            place
            for group in groups
            for place in group.calls.index[group.calls["total"].fillna(0) > 0]
        }
    )
    columns: dict[str, list[str]] = {"Hour": []}
    for group in groups:
        rows: list[Any] = list(group.unanswered.loc[busy].itertuples())
        columns["Hour"] = [slot_words(row) for row in rows]
        name = group.name if group.name not in columns else f"{group.name} ({len(columns)})"
        columns[name] = [
            of_calls(row.mean, calls, style) if row.hours else sign_of(row)
            for row, calls in zip(rows, group.calls.loc[busy, "mean"], strict=True)
        ]
    return pd.DataFrame(columns, dtype="str")
