"""The widgets for range and call area, which several pages share."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

import streamlit as st

from telephony.periods import (
    FIRST_YEAR,
    LAST_YEAR,
    DayRange,
    MomentRange,
    Preset,
    PresetRange,
    RangeChoice,
    resolve,
)
from telephony.query import CallArea

DAYS: Final = "custom dates"
MOMENTS: Final = "custom date and time"
_RANGES: Final = (*(preset.value for preset in Preset), DAYS, MOMENTS)
_EARLIEST, _LATEST = date(FIRST_YEAR, 1, 1), date(LAST_YEAR, 12, 31)


def seed(choice: RangeChoice, area: CallArea, now: datetime, zone: ZoneInfo) -> None:
    """Put the range and the call area into their widgets, before they are drawn."""
    state = st.session_state
    period = resolve(choice, now, zone)
    state["range"] = _range_name(choice)
    state["days"] = (period.first_day, period.last_day)
    start, end = (at.astimezone(zone).replace(tzinfo=None) for at in (period.start, period.end))
    state["start"], state["end"] = start, end
    state["area"] = area.param


def _range_name(choice: RangeChoice) -> str:
    if isinstance(choice, PresetRange):
        return choice.preset.value
    return DAYS if isinstance(choice, DayRange) else MOMENTS


def pick_range(before: RangeChoice) -> RangeChoice:
    """The widgets for the range, seeded before; what they cannot mean leaves it at ``before``."""
    name = st.selectbox(
        "Period",
        _RANGES,
        format_func=lambda name: name.replace("_", " ").capitalize(),
        key="range",
        persist_state="session",
    )
    try:
        if name == DAYS:
            return _day_range(before)
        if name == MOMENTS:
            return _moment_range(before)
    except ValueError as reason:
        st.error(f"This range cannot be used: {reason}. The one before is still shown.")
        return before
    return PresetRange(Preset(name))


def _day_range(before: RangeChoice) -> RangeChoice:
    picked = st.date_input(
        "Days, both included",
        key="days",
        min_value=_EARLIEST,
        max_value=_LATEST,
        format="YYYY-MM-DD",
        persist_state="session",
    )
    if not isinstance(picked, tuple) or len(picked) != 2:  # noqa: PLR2004  between two clicks
        return before
    return DayRange(*picked)


def _moment_range(before: RangeChoice) -> RangeChoice:
    limits: dict[str, Any] = {
        "min_value": datetime.combine(_EARLIEST, time.min),
        "max_value": datetime.combine(_LATEST, time.min),
        "step": timedelta(minutes=15),
        "persist_state": "session",
    }
    with st.container(horizontal=True):
        start = st.datetime_input("From", key="start", **limits)
        end = st.datetime_input("Until", key="end", **limits)
    if start is None or end is None:
        return before
    return MomentRange(start, end)


def pick_area() -> CallArea:
    """The widget for the call area; seeded before."""
    param = st.segmented_control(
        "Calls",
        [area.param for area in CallArea],
        format_func=str.capitalize,
        key="area",
        required=True,
        persist_state="session",
        help="Internal: between extensions of this PBX. External: over its lines.",
    )
    return next(one for one in CallArea if one.param == param)
