"""The controls of Time of day below the bar: metric, working hours, time zone."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from components.shared import url_state, working_hours, zone_select
from telephony.context import Context
from telephony.metrics.registry import HOUR_METRICS
from telephony.query.view import HourMetric, View


def show(context: Context, view: View) -> None:
    """Draw the controls. A change in them is in the address before the next run."""
    st.session_state["by_hour"] = view.by_hour.value
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="hours_bar"):
        st.segmented_control(
            "Show",
            [metric.value for metric in HourMetric],
            format_func=lambda key: HOUR_METRICS[key].label,
            key="by_hour",
            required=True,
            wrap=True,
            on_change=_metric_changed,
        )
        working_hours.control(context, view)
        zone_select.show(context, view, "hours_zone", width=230)
    working_hours.remarks(context, view)


def _metric_changed() -> None:
    url_state.push(replace(url_state.view(), by_hour=HourMetric(st.session_state["by_hour"])))
