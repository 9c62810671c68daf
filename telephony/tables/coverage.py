"""Which days are stored, as tables: by group, and by month."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

import pandas as pd

from telephony.answers.coverage import Coverage, DayState
from telephony.formatting.locale_style import ENGLISH, LocaleStyle
from telephony.formatting.numbers import count
from telephony.periods.calendar import month_words

STATES = (DayState.FINAL, DayState.INCOMPLETE, DayState.MISSING)


def by_group(
    coverages: Iterable[Coverage], names: Mapping[str, str], style: LocaleStyle = ENGLISH
) -> pd.DataFrame:
    """A row per group: how many days are final, incomplete and missing."""
    rows = [
        [names.get(each.group, each.group), *(count(each.count(one), style) for one in STATES)]
        for each in coverages
    ]
    return _table("Group", rows)


def by_month(coverage: Coverage, style: LocaleStyle = ENGLISH) -> pd.DataFrame:
    """A row per month of one group, the newest first."""
    months: dict[date, dict[date, DayState]] = {}
    for day, state in coverage.days.items():
        months.setdefault(day.replace(day=1), {})[day] = state
    rows = []
    for month, days in sorted(months.items(), reverse=True):
        part = Coverage(coverage.group, days)
        counts = (count(part.count(state), style) for state in STATES)
        rows.append([month_words(month, with_year=True), *counts])
    return _table("Month", rows)


def _table(first: str, rows: list[list[str]]) -> pd.DataFrame:
    titles = [first, *(state.capitalize() for state in STATES)]
    return pd.DataFrame(rows, columns=pd.Index(titles), dtype="str")
