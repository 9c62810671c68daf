"""The second line of the bar by the hour: which figure, which hours count, on whose clock."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import streamlit as st

from components import url_state
from telephony.metrics.hours import HOUR_METRICS
from telephony.query import HourFigure, View
from telephony.runtime import current
from telephony.wall_time import zone_names
from telephony.working_hours import (
    DAY_MINUTES,
    WEEKDAYS,
    Stretch,
    WorkingHours,
    clock_minutes,
    clock_text,
)
from telephony.xapi.errors import XapiError

_ALL, _OFFICE, _OWN = "all", "office", "own"
_WORDS: Final = {_ALL: "All", _OFFICE: "The department's", _OWN: "Set here"}
_MODE: Final = "hours_mode"
_CHOSEN: Final = "hours_chosen"
_REFUSED: Final = "hours_refused"
_STEP: Final = 30  # minutes between the times that can be picked
_USUAL: Final = (Stretch(8 * 60, 17 * 60), ("mon", "tue", "wed", "thu", "fri"))
_PBX_ZONE: Final = ""


def show(view: View) -> None:
    """Draw the line. What is changed in it is in the address before the next run."""
    office, why_not = _office(view)
    mode = _mode(view, office)
    _seed(view, mode)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="hours_bar"):
        st.segmented_control(
            "Show",
            [figure.value for figure in HourFigure],
            format_func=lambda key: HOUR_METRICS[key].label,
            key="by_hour",
            required=True,
            wrap=True,
            on_change=_figure_changed,
        )
        st.segmented_control(
            "Hours",
            [_ALL, *([_OFFICE] if office else []), _OWN],
            format_func=_WORDS.__getitem__,
            key=_MODE,
            required=True,
            wrap=True,
            on_change=_mode_changed,
            args=(office,),
        )
        st.selectbox(
            "On the clock of",
            [_PBX_ZONE, *zone_names()],
            format_func=lambda name: name or f"{current().zone.key} (the PBX)",
            key="hours_zone",
            width=230,
            on_change=_zone_changed,
        )
        if mode == _OWN:
            _own()
    if refused := st.session_state.pop(_REFUSED, ""):
        st.warning(refused)
    if view.hours is not None:
        st.caption(f"Only {view.hours.words} count.")
    if why_not:
        st.caption(why_not)


def _office(view: View) -> tuple[WorkingHours | None, str]:
    """The department's own hours, or a sentence why they cannot be chosen; nothing to say is ""."""
    if view.trend.zone not in {_PBX_ZONE, current().zone.key}:
        return None, "The department's hours are those of the PBX's clock."
    try:
        known = current().access.office_hours()
    except XapiError as error:
        return None, f"The department's hours could not be read. {error.headline}"
    found = [known.get(group) for group in view.groups]
    if any(group is None for group in found):
        return None, ""
    hours = {(group.hours, group.zone_id) for group in found if group}
    if len(hours) > 1:
        return None, "The departments keep different hours."
    return next((one for one, _ in hours), None), ""


def _mode(view: View, office: WorkingHours | None) -> str:
    if view.hours is None:
        return _ALL
    chosen = st.session_state.get(_CHOSEN)
    return _OFFICE if view.hours == office and chosen != _OWN else _OWN


def _seed(view: View, mode: str) -> None:
    """Put the view into the widgets, before they are drawn."""
    state = st.session_state
    state["by_hour"] = view.by_hour.value
    state[_MODE] = mode
    state["hours_zone"] = view.trend.zone
    if mode == _OWN and view.hours is not None:
        stretches = [stretch for day in view.hours.days for stretch in day]
        limits = min(start for start, _ in stretches), max(end for _, end in stretches)
        state["own_days"] = [
            name for name, day in zip(WEEKDAYS, view.hours.days, strict=True) if day
        ]
        state["own_from"], state["own_until"] = map(clock_text, limits)


def _own() -> None:
    st.pills(
        "Weekdays",
        WEEKDAYS,
        format_func=str.capitalize,
        selection_mode="multi",
        key="own_days",
        on_change=_own_changed,
    )
    for label, key in (("From", "own_from"), ("Until", "own_until")):
        # a link may hold other minutes than are offered here
        times = {clock_text(minute) for minute in range(0, DAY_MINUTES + 1, _STEP)}
        times.add(st.session_state[key])
        st.selectbox(label, sorted(times), key=key, width=110, on_change=_own_changed)


def _figure_changed() -> None:
    url_state.push(replace(url_state.view(), by_hour=HourFigure(st.session_state["by_hour"])))


def _zone_changed() -> None:
    view = url_state.view()
    trend = replace(view.trend, zone=st.session_state["hours_zone"])
    url_state.push(replace(view, trend=trend))


def _mode_changed(office: WorkingHours | None) -> None:
    view = url_state.view()
    mode = st.session_state[_CHOSEN] = st.session_state[_MODE]
    stretch, days = _USUAL
    usual = WorkingHours.of((WEEKDAYS.index(day), stretch) for day in days)
    hours = {_ALL: None, _OFFICE: office}.get(mode, view.hours or office or usual)
    url_state.push(replace(view, hours=hours))


def _own_changed() -> None:
    state = st.session_state
    days = (WEEKDAYS.index(day) for day in state["own_days"])
    try:
        stretch = Stretch(clock_minutes(state["own_from"]), clock_minutes(state["own_until"]))
        hours = WorkingHours.of((day, stretch) for day in days)
    except ValueError as reason:
        state[_REFUSED] = f"This choice {reason}. What counted before still does."
        return
    st.session_state[_CHOSEN] = _OWN
    url_state.push(replace(url_state.view(), hours=hours))
