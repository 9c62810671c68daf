"""The control of Time of day below the bar: which metric."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from components.shared import notices, url_state
from telephony.context import Context
from telephony.metrics.registry import HOUR_METRICS
from telephony.query.view import HourMetric, View


def show(_context: Context, view: View) -> None:
    """Draw it. A change in it is in the address before the next run."""
    st.session_state["by_hour"] = view.by_hour.value
    st.segmented_control(
        "Show",
        [metric.value for metric in HourMetric],
        format_func=lambda key: HOUR_METRICS[key].label,
        key="by_hour",
        required=True,
        wrap=True,
        on_change=_metric_changed,
    )
    notices.comparison_not_applied(view)


def _metric_changed() -> None:
    url_state.push(replace(url_state.view(), by_hour=HourMetric(st.session_state["by_hour"])))
