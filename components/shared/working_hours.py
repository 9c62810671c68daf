"""The working hours of a view: off, those of the department, or custom weekdays and times."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Final

import streamlit as st

from components.shared import url_state, waiting, words
from components.shared.literal_text import literal
from components.shared.viewer_locale import viewer_style
from telephony.answers.marked_days import MarkedDays
from telephony.context import Context
from telephony.periods.period import Period
from telephony.periods.working_hours import (
    DAY_MINUTES,
    WEEKDAYS,
    Stretch,
    WorkingHours,
    clock_minutes,
    clock_text,
)
from telephony.periods.working_hours_text import working_hours_words
from telephony.query.view import View
from telephony.xapi.errors import XapiError

_ALL, _DEPARTMENT, _CUSTOM = "all", "office", "own"
_LABELS: Final = {_ALL: "Off", _DEPARTMENT: "Department", _CUSTOM: "Custom"}
_MODE: Final = "hours_mode"
_CHOSEN: Final = "hours_chosen"
_REFUSED: Final = "hours_refused"
_HOLIDAYS: Final = "leave_out_holidays"
_STEP: Final = 30  # minutes between the times that can be picked
_DEFAULT_HOURS: Final = (Stretch(8 * 60, 17 * 60), ("mon", "tue", "wed", "thu", "fri"))
# These hours are only an option: the page waits for them at most this long.
_DEPARTMENT_SECONDS: Final = 5.0
# Marks that are late appear with the next run.
_MARKS_SECONDS: Final = 1.0


def control(context: Context, view: View) -> None:
    """The widgets. A change in them is in the address before the next run."""
    department, _ = _department_hours(context, view)
    mode = _mode(view, department)
    _seed(view, mode)
    st.segmented_control(
        "Working hours",
        [_ALL, *([_DEPARTMENT] if department else []), _CUSTOM],
        format_func=_LABELS.__getitem__,
        key=_MODE,
        required=True,
        wrap=True,
        on_change=_mode_changed,
        args=(department,),
    )
    if mode == _CUSTOM:
        _custom_widgets()
    st.session_state[_HOLIDAYS] = not view.holidays
    st.toggle(
        "Leave out holidays",
        key=_HOLIDAYS,
        help=words.HOLIDAYS_HELP,
        on_change=_holidays_changed,
    )


def load_marked_days(context: Context, view: View, periods: Sequence[Period]) -> MarkedDays:
    """The days to mark and to leave out; the page waits longer only where it leaves some out."""
    office_hours = waiting.request(context.access.request_office_hours)
    seconds = _MARKS_SECONDS if view.holidays else waiting.VIEW_SECONDS
    waiting.wait_for(context, office_hours, at_most=seconds)
    return context.marked_days(view, periods, office_hours)


def without_holidays(view: View, marked: MarkedDays) -> View:
    """The view with its working hours less its holidays; a notice where some are included."""
    if view.holidays:
        return view
    if marked.load_error is not None:
        st.warning(
            f"{words.HOLIDAYS_NOT_LOADED} {literal(marked.load_error.headline)}",
            icon=":material/event_busy:",
        )
    elif remaining := marked.holidays_still_included(view, viewer_style()):
        st.info(" ".join(remaining), icon=":material/event_busy:")
    return marked.with_effective_hours(view)


def remarks(context: Context, view: View) -> None:
    """The working hours in words, what was refused, why the department's cannot be chosen."""
    if refused := st.session_state.pop(_REFUSED, ""):
        st.warning(refused)
    if view.hours is not None:
        st.caption(f"Working hours: {working_hours_words(view.hours)}.")
    if why_not := _department_hours(context, view)[1]:
        st.caption(why_not)


def _department_hours(context: Context, view: View) -> tuple[WorkingHours | None, str]:
    """The department's hours, or why they cannot be chosen, in a sentence (may be empty)."""
    if context.zone_of(view).key != context.zone.key:
        return None, words.DEPARTMENT_ZONE
    try:
        known = waiting.answer_of(
            context, context.access.request_office_hours(), _DEPARTMENT_SECONDS
        )
    except XapiError as error:
        return None, words.department_hours_not_loaded(error)
    of_groups = [known.get(group) for group in view.groups]
    hours = {(group.hours, group.zone_id) for group in of_groups if group and group.hours}
    if any(group is None or group.hours is None for group in of_groups):
        return None, ""
    if len(hours) > 1:
        return None, words.DEPARTMENT_HOURS_DIFFER
    return next((working_hours for working_hours, _ in hours), None), ""


def _mode(view: View, department: WorkingHours | None) -> str:
    if view.hours is None:
        return _ALL
    chosen = st.session_state.get(_CHOSEN)
    return _DEPARTMENT if view.hours == department and chosen != _CUSTOM else _CUSTOM


def _seed(view: View, mode: str) -> None:
    """Set the hours in the widgets, before they are created."""
    state = st.session_state
    state[_MODE] = mode
    if mode == _CUSTOM and view.hours is not None:
        shifts = view.hours.shifts
        state["own_days"] = [name for name, day in zip(WEEKDAYS, shifts, strict=True) if day]
        stretches = {stretch for day in shifts for stretch in day}
        state["own_from"], state["own_until"] = map(clock_text, _outline(stretches))


def _outline(stretches: Collection[Stretch]) -> Stretch:
    """The stretches as one start and one end: the only stretch, or from the first to the last."""
    if len(stretches) == 1:
        return next(iter(stretches))
    night = next((stretch for stretch in stretches if stretch.end < stretch.start), None)
    return night or Stretch(min(start for start, _ in stretches), max(end for _, end in stretches))


def _custom_widgets() -> None:
    st.pills(
        "Weekdays",
        WEEKDAYS,
        format_func=str.capitalize,
        selection_mode="multi",
        key="own_days",
        on_change=_custom_changed,
    )
    with st.container(horizontal=True, width="content"):
        for label, key in (("From", "own_from"), ("Until", "own_until")):
            # a link may have other minutes than these options
            times = {clock_text(minute) for minute in range(0, DAY_MINUTES + 1, _STEP)}
            times.add(st.session_state[key])
            st.selectbox(label, sorted(times), key=key, width=110, on_change=_custom_changed)


def _mode_changed(department: WorkingHours | None) -> None:
    view = url_state.view()
    mode = st.session_state[_CHOSEN] = st.session_state[_MODE]
    stretch, days = _DEFAULT_HOURS
    default = WorkingHours.of((WEEKDAYS.index(day), stretch) for day in days)
    hours = {_ALL: None, _DEPARTMENT: department}.get(mode, view.hours or department or default)
    url_state.push(replace(view, hours=hours))


def _holidays_changed() -> None:
    url_state.push(replace(url_state.view(), holidays=not st.session_state[_HOLIDAYS]))


def _custom_changed() -> None:
    state = st.session_state
    days = (WEEKDAYS.index(day) for day in state["own_days"])
    try:
        stretch = Stretch(clock_minutes(state["own_from"]), clock_minutes(state["own_until"]))
        hours = WorkingHours.of((day, stretch) for day in days)
    except ValueError as reason:
        state[_REFUSED] = words.refused_hours(reason)
        return
    st.session_state[_CHOSEN] = _CUSTOM
    url_state.push(replace(url_state.view(), hours=hours))
