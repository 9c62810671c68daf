"""The workload as a table of words, and its export's columns on the screen."""

from __future__ import annotations

from typing import Any, Final

import pandas as pd

from telephony.formatting import numbers
from telephony.formatting.locale_style import ENGLISH, LocaleStyle
from telephony.formatting.text import for_display
from telephony.formatting.units import FORMATS, Unit
from telephony.metrics.hour_words import sign_of, slot_words
from telephony.metrics.traffic import Traffic
from telephony.metrics.words import absent
from telephony.metrics.workload import Workload
from telephony.periods.working_hours import WEEKDAYS

_COLUMNS: Final = {
    "Calls": ("calls", Unit.CALLS),
    "Talk time": ("talk", Unit.TALK),
    "Share": ("talk_share", Unit.RATE),
    "Cumulative share": ("cumulative_share", Unit.RATE),
    "Traffic (erlangs)": ("erlangs", Unit.ERLANGS),
}
_IF_ABSENT: Final = {"If absent": ("talk_if_absent", Unit.TALK)}
_AREAS: Final = {
    "Internal talk time": ("internal_talk", Unit.TALK),
    "External talk time": ("external_talk", Unit.TALK),
    "Internal share": ("internal_share", Unit.RATE),
}
# A ratio of nothing does not exist; where a part of it is unknown, so is the ratio.
_PARTS: Final = {
    "talk_share": ("talk",),
    "cumulative_share": ("talk",),
    "internal_share": ("internal_talk", "external_talk"),
    "talk_if_absent": ("talk",),
    "erlangs": ("talk",),
}


def load_table(load: Workload, style: LocaleStyle = ENGLISH) -> pd.DataFrame:
    """A row per extension: what it carries, and what it would carry without the absent ones."""
    return _table(load, _COLUMNS | (_IF_ABSENT if load.absence else {}), style)


def areas_table(load: Workload, style: LocaleStyle = ENGLISH) -> pd.DataFrame:
    """A row per extension: its internal and external talk time."""
    return _table(load, _AREAS, style)


def traffic_table(traffic: Traffic, style: LocaleStyle = ENGLISH) -> pd.DataFrame:
    """A row per hour of the day, a column of erlangs per weekday; gaps have the chart's signs."""
    columns: dict[str, list[str]] = {"Hour": []}
    for row in traffic.cells.itertuples():
        if row.weekday == 0:
            columns["Hour"].append(slot_words(row))
        day = WEEKDAYS[int(str(row.weekday))].capitalize()
        value: Any = row.erlangs
        words = numbers.decimal(float(value), 2, style) if row.hours else sign_of(row)
        columns.setdefault(day, []).append(words)
    return pd.DataFrame(columns, dtype="str")


def _table(
    load: Workload, columns: dict[str, tuple[str, Unit]], style: LocaleStyle
) -> pd.DataFrame:
    rows = load.rows
    words = {
        "Extension": [for_display(number) for number in rows["extension"]],
        "Name": [for_display(name) for name in rows["display_name"]],
    }
    for title, (key, unit) in columns.items():
        write = FORMATS[unit].cell(style)
        unknown = rows[list(_PARTS.get(key, (key,)))].isna().any(axis=1)
        cells = zip(rows[key], rows[key].isna(), unknown, strict=True)
        words[title] = [absent(bool(lost)) if gone else write(value) for value, gone, lost in cells]
    return pd.DataFrame(words, dtype="str")
