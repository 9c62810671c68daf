"""The second line of the trends' bar: how the range is cut, compared, narrowed and dated."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Final

import streamlit as st

from components.shared import url_state, working_hours
from components.shared.literal import literal
from components.shared.working_hours import zone_of
from telephony.context import Context
from telephony.periods.ranges import FIRST_YEAR, LAST_YEAR, DayRange, resolve_range
from telephony.periods.wall_clock import zone_names
from telephony.query.compared_range import compared_range
from telephony.query.links import MAX_EXTENSION_LENGTH
from telephony.query.view import Baseline, StepLength, TrendView, View

_OTHER: Final = "other"
_COMPARES: Final = {
    Baseline.NONE.value: "nothing",
    Baseline.PREVIOUS.value: "the preceding period",
    Baseline.WEEKDAYS.value: "the same weekdays before",
    Baseline.LAST_YEAR.value: "the same period last year",
    _OTHER: "other dates",
}
_SEEN: Final = "trend_seen"
_PBX_ZONE: Final = ""
_ZONE: Final = "zone"


def view_from_bar(context: Context, view: View, now: datetime) -> View:
    """Draw the line; ``view`` with the trend that its widgets and the address describe together."""
    if st.session_state.get(_SEEN) != view.trend or "by" not in st.session_state:
        _seed(context, view, now)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="trend_bar"):
        by = st.segmented_control(
            "By",
            [by.value for by in StepLength],
            format_func=str.capitalize,
            key="by",
            required=True,
            persist_state="session",
            help="Weeks begin on Monday (ISO 8601).",
        )
        compare = _compare(view.trend)
        extension = st.text_input(
            "Only extension",
            key="extension",
            placeholder="Number",
            max_chars=MAX_EXTENSION_LENGTH,
            width=110,
            persist_state="session",
        )
    alone = (extension or "").strip()
    trend = replace(
        view.trend, by=StepLength(by or StepLength.DAY), compare=compare, extension=alone
    )
    chosen = replace(view, trend=trend)
    st.session_state[_SEEN] = trend
    url_state.push(chosen)
    _chips(chosen)
    return chosen


def _seed(context: Context, view: View, now: datetime) -> None:
    """Put the trend into the widgets, before they are drawn."""
    state, trend = st.session_state, view.trend
    state["by"] = trend.by.value
    fixed = isinstance(trend.compare, DayRange)
    state["compare"] = _OTHER if isinstance(trend.compare, DayRange) else trend.compare.value
    days = trend.compare if fixed else None
    if not isinstance(days, DayRange):
        zone = zone_of(context, view)
        before = compared_range(view.range, Baseline.PREVIOUS, now, zone) or view.range
        period = resolve_range(before, now, zone)
        days = DayRange(period.first_day, period.last_day)
    state["compare_days"] = (days.first, days.last)
    state["extension"] = trend.extension


def more_controls(context: Context, view: View) -> None:
    """The hours that count, and the zone in which days are cut.

    What is chosen is in the address before the next run.
    """
    working_hours.control(context, view)
    working_hours.remarks(context, view)
    st.session_state[_ZONE] = view.trend.zone
    st.selectbox(
        "Days of",
        [_PBX_ZONE, *zone_names()],
        format_func=lambda name: name or f"{context.zone.key} (the PBX)",
        key=_ZONE,
        on_change=_zone_changed,
    )


def _zone_changed() -> None:
    view = url_state.view()
    zone = st.session_state[_ZONE] or _PBX_ZONE
    url_state.push(replace(view, trend=replace(view.trend, zone=zone)))


def _compare(trend: TrendView) -> Baseline | DayRange:
    name = st.selectbox(
        "Compare with",
        list(_COMPARES),
        format_func=_COMPARES.__getitem__,
        key="compare",
        width=230,
        persist_state="session",
    )
    if name != _OTHER:
        return Baseline(name)
    picked = st.date_input(
        "Compared days, both included",
        key="compare_days",
        min_value=date(FIRST_YEAR, 1, 1),
        max_value=date(LAST_YEAR, 12, 31),
        format="YYYY-MM-DD",
        width=230,
        persist_state="session",
    )
    if not isinstance(picked, tuple) or len(picked) != 2:  # noqa: PLR2004  between two clicks
        return trend.compare
    try:
        return DayRange(*picked)
    except ValueError as reason:
        st.error(f"These days cannot be compared: {reason}.")
        return trend.compare


def _chips(view: View) -> None:
    """What narrows this page alone, each with a click to undo it."""
    if view.trend.extension:
        st.button(
            f"{literal(f'extension {view.trend.extension} only')} ✕",
            key="chip_extension",
            type="tertiary",
            help="Clear this filter",
            on_click=st.session_state.update,
            args=({"extension": ""},),
        )
    if view.hours is not None:
        st.button(
            f"{literal(f'{view.hours.words} only')} ✕",
            key="chip_hours",
            type="tertiary",
            help="Count all hours",
            on_click=_all_hours,
        )
    if not view.holidays:
        st.button(
            "without holidays ✕",
            key="chip_holidays",
            type="tertiary",
            help="Count holidays",
            on_click=_all_days,
        )


def _all_days() -> None:
    url_state.push(replace(url_state.view(), holidays=True))


def _all_hours() -> None:
    url_state.push(replace(url_state.view(), hours=None))
