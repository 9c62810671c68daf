"""The controls of Trends below the bar: steps, comparison and one extension."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Final

import streamlit as st

from components.shared import comparison, day_filters, filter_chips, notices, url_state
from components.shared.comparison import Usual
from components.shared.filter_chips import Chip
from telephony.context import Context
from telephony.query.trend_parameters import MAX_EXTENSION_LENGTH
from telephony.query.view import Baseline, StepLength, TrendView, View

_IN_CONTROLS: Final = "trend_in_controls"
"""The trend that the widgets show."""


def show(context: Context, view: View) -> None:
    """Show the controls. A change is in the address before the next run."""
    trend = _with_step(context, view)
    if st.session_state.get(_IN_CONTROLS) != trend or "by" not in st.session_state:
        _seed(trend)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="trend_bar"):
        st.segmented_control(
            "By",
            [by.value for by in StepLength],
            format_func=str.capitalize,
            key="by",
            required=True,
            persist_state="session",
            help="Weeks begin on Monday (ISO 8601).",
            on_change=partial(_changed, context),
        )
        usual = Usual(Baseline.NONE, context.now(), context.zone_of(view))
        comparison.show(view, usual)
        st.text_input(
            "Only extension",
            key="extension",
            placeholder="Number",
            max_chars=MAX_EXTENSION_LENGTH,
            width=110,
            persist_state="session",
            on_change=partial(_changed, context),
        )
    notices.comparison_not_applied(view)


def _with_step(context: Context, view: View) -> TrendView:
    """The view's trend with the step in which it is shown."""
    return view.trend.with_step_for(view.query(context.now(), context.zone_of(view)).period)


def _seed(trend: TrendView) -> None:
    """Write the trend, which has a step, into the widgets before they are rendered."""
    state = st.session_state
    state["by"] = str(trend.by)
    state["extension"] = trend.extension
    state[_IN_CONTROLS] = trend


def _changed(context: Context) -> None:
    """A widget's callback. A step that nobody chose goes on following the range."""
    state, view = st.session_state, url_state.view()
    by = StepLength(state["by"])
    chosen = view.trend.by if by is _with_step(context, view).by else by
    trend = replace(view.trend, by=chosen, extension=(state["extension"] or "").strip())
    url_state.push(replace(view, trend=trend))


def chips(view: View) -> list[Chip]:
    """The active filters, with those of this page alone."""
    chips = filter_chips.of_view(view)
    if view.trend.extension:
        label = f"extension {view.trend.extension} only"
        chips.append(Chip("extension", label, _all_extensions))
    return [*chips, *day_filters.chips(view)]


def _all_extensions(view: View) -> View:
    return replace(view, trend=replace(view.trend, extension=""))
