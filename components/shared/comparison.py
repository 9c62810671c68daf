"""What a page's range is compared with: the widgets, and the period that they mean."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

import streamlit as st

from components.shared import url_state
from components.shared.address import path
from components.shared.viewer_locale import viewer_style
from telephony.periods.ranges import FIRST_YEAR, LAST_YEAR, DayRange, resolve_range
from telephony.query.compared_range import compared_range
from telephony.query.view import Baseline, View

_OTHER: Final = "other"
_WORDS: Final = {
    Baseline.NONE.value: "nothing",
    Baseline.PREVIOUS.value: "the preceding period",
    Baseline.WEEKDAYS.value: "the same weekdays before",
    Baseline.LAST_YEAR.value: "the same period last year",
    _OTHER: "other dates",
}
_IN_WIDGETS: Final = "comparison_in_widgets"
"""The page whose widgets these are, and the comparison that they show: of a widget that it has not
had yet, a browser gets no value that is not set."""


class Usual(NamedTuple):
    """What a page compares with unless the link says otherwise, and when and where its days are."""

    baseline: Baseline
    now: datetime
    zone: ZoneInfo


def show(view: View, usual: Usual, without: Sequence[Baseline] = ()) -> None:
    """Draw the widgets, which do not offer ``without``.

    A choice is in the address before the next run.
    """
    shown = view.compared_with(usual.baseline)
    in_widgets = st.session_state.get(_IN_WIDGETS)
    if in_widgets != (path(), shown) or "compare" not in st.session_state:
        _seed(view, usual, shown)
    changed = partial(_changed, usual)
    name = st.selectbox(
        "Compare with",
        [name for name in _WORDS if name not in without],
        format_func=_WORDS.__getitem__,
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
        format=viewer_style().numeric_date,
        width=230,
        persist_state="session",
        on_change=changed,
    )
    try:
        _chosen_days()
    except ValueError as reason:
        st.error(f"These days cannot be compared: {reason}.")


def _seed(view: View, usual: Usual, shown: Baseline | DayRange) -> None:
    """Write the comparison into the widgets before they are rendered.

    Only one that did not come from them: writing that back would erase the first of two days.
    """
    state = st.session_state
    state["compare"] = _OTHER if isinstance(shown, DayRange) else shown.value
    days = shown if isinstance(shown, DayRange) else _preceding_days(view, usual)
    state["compare_days"] = (days.first, days.last)
    state[_IN_WIDGETS] = (path(), shown)


def _preceding_days(view: View, usual: Usual) -> DayRange:
    """The days before the view's, the default of other dates."""
    before = compared_range(view.range, Baseline.PREVIOUS, usual.now, usual.zone) or view.range
    period = resolve_range(before, usual.now, usual.zone)
    return DayRange(period.first_day, period.last_day)


def _changed(usual: Usual) -> None:
    """A widget's callback."""
    view = url_state.view()
    with suppress(ValueError):  # days that cannot be compared are named below their widget
        chosen = _chosen(view, usual)
        compare = None if chosen == usual.baseline else chosen
        url_state.push(replace(view, compare=compare))


def _chosen(view: View, usual: Usual) -> Baseline | DayRange:
    """Raises ValueError where the dates are no range."""
    name = st.session_state["compare"]
    if name != _OTHER:
        return Baseline(name)
    if not isinstance(view.compare, DayRange):  # no dates could be chosen yet
        return _preceding_days(view, usual)
    return _chosen_days() or view.compare


def _chosen_days() -> DayRange | None:
    """None while only one end is chosen. Raises ValueError where they are no range."""
    chosen = st.session_state["compare_days"]
    if not isinstance(chosen, tuple) or len(chosen) != 2:  # noqa: PLR2004  between two clicks
        return None
    return DayRange(*chosen)
