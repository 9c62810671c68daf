"""How many calls groups leave unanswered by the hour of the day, side by side."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

import pandas as pd

from telephony.formatting.lists import listed
from telephony.formatting.locale_style import ENGLISH, LocaleStyle
from telephony.formatting.numbers import NONE, decimal
from telephony.formatting.text import for_display
from telephony.metrics.hour_words import slot_words
from telephony.metrics.hours import HourFilter, busiest, profile

_UNANSWERED: Final = "unanswered"


class GroupHours(NamedTuple):
    """A group's averages per hour of the day (``hours.COLUMNS``): unanswered calls, all calls."""

    name: str
    unanswered: pd.DataFrame
    calls: pd.DataFrame


def group_hours(name: str, frame: pd.DataFrame, hour_filter: HourFilter) -> GroupHours:
    """The averages over the hours of the frame that count."""
    of = (profile(frame, key, hour_filter) for key in (_UNANSWERED, "calls"))
    return GroupHours(name, *of)


def most_unanswered_words(groups: Sequence[GroupHours], style: LocaleStyle = ENGLISH) -> str:
    """When a group leaves most calls unanswered, and how many each leaves at that hour."""
    peaks: list[Any] = [row for group in groups if (row := busiest(group.unanswered)) is not None]
    if not peaks:
        return "No unanswered calls in hours that are known."
    peak = max(peaks, key=lambda row: float(row["mean"]))
    at_peak = []
    for name, *cells in groups:
        mean, calls = (cell["mean"].loc[peak.name] for cell in cells)
        if pd.notna(mean) and mean > 0:
            at_peak.append((float(mean), f"{for_display(name)} {of_calls(mean, calls, style)}"))
    named = [words for _, words in sorted(at_peak, key=lambda each: -each[0])]
    return (
        f"Most calls stay unanswered at {slot_words(peak)}, per hour: {listed(named, style)} calls."
    )


def of_calls(unanswered: Any, calls: Any, style: LocaleStyle = ENGLISH) -> str:
    """``2.4 of 9.0``, both averages; without calls there is none to answer."""
    if not calls:
        return NONE
    return " of ".join(decimal(float(mean), 1, style) for mean in (unanswered, calls))
