"""The controls of Trends below the bar: steps, comparison and one extension."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Final

import streamlit as st

from components.shared import filter_chips, url_state, working_hours, zone_select
from components.shared.filter_chips import Chip
from telephony.context import Context
from telephony.periods.ranges import FIRST_YEAR, LAST_YEAR, DayRange, resolve_range
from telephony.periods.working_hours_text import working_hours_words
from telephony.query.compared_range import compared_range
from telephony.query.links import MAX_EXTENSION_LENGTH
from telephony.query.view import Baseline, StepLength, View

_OTHER: Final = "other"
_COMPARISONS: Final = {
    Baseline.NONE.value: "nothing",
    Baseline.PREVIOUS.value: "the preceding period",
    Baseline.WEEKDAYS.value: "the same weekdays before",
    Baseline.LAST_YEAR.value: "the same period last year",
    _OTHER: "other dates",
}
_IN_CONTROLS: Final = "trend_in_controls"
"""The trend that the widgets show."""


def show(context: Context, view: View) -> None:
    """Show the controls and the chips. A change is in the address before the next run."""
    if st.session_state.get(_IN_CONTROLS) != view.trend or "by" not in st.session_state:
        _seed(context, view)
    changed = partial(_changed, context)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="trend_bar"):
        st.segmented_control(
            "By",
            [by.value for by in StepLength],
            format_func=str.capitalize,
            key="by",
            required=True,
            persist_state="session",
            help="Weeks begin on Monday (ISO 8601).",
            on_change=changed,
        )
        _comparison_widgets(changed)
        st.text_input(
            "Only extension",
            key="extension",
            placeholder="Number",
            max_chars=MAX_EXTENSION_LENGTH,
            width=110,
            persist_state="session",
            on_change=changed,
        )
    filter_chips.show(view, *_chips(view))


def _seed(context: Context, view: View) -> None:
    """Write the trend into the widgets before they are rendered.

    Only a trend that did not come from the widgets: writing that back would erase the first of
    two days.
    """
    state, trend = st.session_state, view.trend
    state["by"] = trend.by.value
    state["compare"] = _OTHER if isinstance(trend.compare, DayRange) else trend.compare.value
    days = trend.compare if isinstance(trend.compare, DayRange) else _preceding_days(context, view)
    state["compare_days"] = (days.first, days.last)
    state["extension"] = trend.extension
    state[_IN_CONTROLS] = trend


def _preceding_days(context: Context, view: View) -> DayRange:
    """The days before the view's, the default of other dates."""
    zone, now = context.zone_of(view), context.now()
    before = compared_range(view.range, Baseline.PREVIOUS, now, zone) or view.range
    period = resolve_range(before, now, zone)
    return DayRange(period.first_day, period.last_day)


def _changed(context: Context) -> None:
    """A widget's callback."""
    state, view = st.session_state, url_state.view()
    trend = replace(
        view.trend, by=StepLength(state["by"]), extension=(state["extension"] or "").strip()
    )
    with suppress(ValueError):  # days that cannot be compared are named below their widget
        trend = replace(trend, compare=_chosen_comparison(context, view))
    url_state.push(replace(view, trend=trend))


def _chosen_comparison(context: Context, view: View) -> Baseline | DayRange:
    """Raises ValueError where the dates are no range."""
    name = st.session_state["compare"]
    if name != _OTHER:
        return Baseline(name)
    if not isinstance(view.trend.compare, DayRange):  # no dates could be chosen yet
        return _preceding_days(context, view)
    return _chosen_days() or view.trend.compare


def _chosen_days() -> DayRange | None:
    """None while only one end is chosen. Raises ValueError where they are no range."""
    chosen = st.session_state["compare_days"]
    if not isinstance(chosen, tuple) or len(chosen) != 2:  # noqa: PLR2004  between two clicks
        return None
    return DayRange(*chosen)


def _comparison_widgets(changed: Callable[[], None]) -> None:
    name = st.selectbox(
        "Compare with",
        list(_COMPARISONS),
        format_func=_COMPARISONS.__getitem__,
        key="compare",
        width=230,
        persist_state="session",
        on_change=changed,
    )
    if name != _OTHER:
        return
    st.date_input(
        "Compared days, both included",
        key="compare_days",
        min_value=date(FIRST_YEAR, 1, 1),
        max_value=date(LAST_YEAR, 12, 31),
        format="YYYY-MM-DD",
        width=230,
        persist_state="session",
        on_change=changed,
    )
    try:
        _chosen_days()
    except ValueError as reason:
        st.error(f"These days cannot be compared: {reason}.")


def more_controls(context: Context, view: View) -> None:
    """Working hours, and the time zone of the days.

    A choice is in the address before the next run.
    """
    working_hours.control(context, view)
    working_hours.remarks(context, view)
    zone_select.show(context, view, "zone", width="stretch")


def _chips(view: View) -> list[Chip]:
    """The chips of what limits this page alone."""
    chips = []
    if view.trend.extension:
        label = f"extension {view.trend.extension} only"
        chips.append(Chip("extension", label, _all_extensions))
    if view.hours is not None:
        label = f"{working_hours_words(view.hours)} only"
        chips.append(Chip("hours", label, partial(replace, hours=None), "Count all hours"))
    if not view.holidays:
        every_day = partial(replace, holidays=True)
        chips.append(Chip("holidays", "without holidays", every_day, "Count holidays"))
    return chips


def _all_extensions(view: View) -> View:
    return replace(view, trend=replace(view.trend, extension=""))
