"""The widgets for range and call area, which several pages share."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

import streamlit as st

from components.shared import words
from components.shared.viewer_locale import viewer_style
from telephony.periods.presets import Preset
from telephony.periods.ranges import (
    FIRST_YEAR,
    LAST_YEAR,
    DayRange,
    MomentRange,
    PresetRange,
    RangeChoice,
    resolve_range,
)
from telephony.query.view import CallArea

WidgetCallback = Callable[[], None]

DAYS: Final = "custom dates"
MOMENTS: Final = "custom date and time"
_OWN_DATES: Final = (DAYS, MOMENTS)
_RANGES: Final = (*(preset.value for preset in Preset), *_OWN_DATES)
_RANGE_WIDTH: Final = 170
_DATES: Final = "dates"
"""Whether the range's own dates are open."""
_ENDS: Final = 2  # of a range of days; only one between a viewer's two clicks
_EARLIEST, _LATEST = date(FIRST_YEAR, 1, 1), date(LAST_YEAR, 12, 31)


def seed(choice: RangeChoice, area: CallArea, now: datetime, zone: ZoneInfo) -> None:
    """Set the range and the call area in their widgets, before they are created."""
    state = st.session_state
    period = resolve_range(choice, now, zone)
    state["range"] = _range_name(choice)
    state["days"] = (period.first_day, period.last_day)
    start, end = (at.astimezone(zone).replace(tzinfo=None) for at in (period.start, period.end))
    state["start"], state["end"] = start, end
    state["area"] = area.param


def _range_name(choice: RangeChoice) -> str:
    if isinstance(choice, PresetRange):
        return choice.preset.value
    return DAYS if isinstance(choice, DayRange) else MOMENTS


def follow(choice: RangeChoice) -> bool:
    """Whether the widgets show this range, or dates that are still being chosen."""
    state = st.session_state
    if state.get(_DATES):
        return True
    try:
        return "range" in state and selected_range(choice) == choice
    except ValueError:
        return False


def show_range(before: RangeChoice, on_change: WidgetCallback) -> None:
    """The widgets for the range, seeded before: its name and, behind a button, its own dates."""
    name = st.selectbox(
        "Period",
        _RANGES,
        format_func=lambda name: name.replace("_", " ").capitalize(),
        key="range",
        label_visibility="collapsed",
        width=_RANGE_WIDTH,
        persist_state="session",
        on_change=_named,
        args=(on_change,),
    )
    if name not in _OWN_DATES:
        return
    dates = st.popover("Dates", icon=":material/calendar_month:", key=_DATES, on_change="rerun")
    if not dates.open:
        return
    with dates:
        if name == DAYS:
            _show_days(on_change)
        else:
            _show_moments(on_change)
        try:
            selected_range(before)
        except ValueError as reason:
            st.error(words.refused_range(reason))


def _named(on_change: WidgetCallback) -> None:
    """A range was chosen by its name; whoever wants own dates sees them at once."""
    st.session_state[_DATES] = st.session_state["range"] in _OWN_DATES
    on_change()


def selected_range(before: RangeChoice) -> RangeChoice:
    """The widgets' range, shown or not; ``before`` while only one end is selected.

    Raises ValueError with the reason where the widgets describe no range.
    """
    state = st.session_state
    name = state["range"]
    if name == DAYS:
        days = state["days"]
        return DayRange(*days) if isinstance(days, tuple) and len(days) == _ENDS else before
    if name == MOMENTS:
        start, end = state["start"], state["end"]
        return before if start is None or end is None else MomentRange(start, end)
    return PresetRange(Preset(name))


def _show_days(on_change: WidgetCallback) -> None:
    st.date_input(
        "Days, both included",
        key="days",
        min_value=_EARLIEST,
        max_value=_LATEST,
        format=viewer_style().numeric_date,
        persist_state="session",
        on_change=on_change,
    )


def _show_moments(on_change: WidgetCallback) -> None:
    limits: dict[str, Any] = {
        "min_value": datetime.combine(_EARLIEST, time.min),
        "max_value": datetime.combine(_LATEST, time.min),
        "step": timedelta(minutes=15),
        "format": viewer_style().numeric_date,
        "persist_state": "session",
        "on_change": on_change,
    }
    with st.container(horizontal=True):
        st.datetime_input("From", key="start", **limits)
        st.datetime_input("Until", key="end", **limits)


def show_area(on_change: WidgetCallback) -> None:
    """The widget for the call area; seeded before."""
    st.segmented_control(
        "Calls",
        [area.param for area in CallArea],
        format_func=str.capitalize,
        key="area",
        required=True,
        label_visibility="collapsed",
        persist_state="session",
        help=words.AREA_HELP,
        on_change=on_change,
    )


def selected_area() -> CallArea:
    """The widget's call area, shown or not."""
    return next(area for area in CallArea if area.param == st.session_state["area"])
