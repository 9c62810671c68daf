"""The controls of Time of day below the bar: metric, working hours, time zone."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import streamlit as st

from components.shared import url_state, working_hours
from telephony.context import Context
from telephony.metrics.registry import HOUR_METRICS
from telephony.periods.wall_clock import zone_names
from telephony.query.view import HourMetric, View

_PBX_ZONE: Final = ""


def show(context: Context, view: View) -> None:
    """Draw the line. What is changed in it is in the address before the next run."""
    st.session_state["by_hour"] = view.by_hour.value
    st.session_state["hours_zone"] = view.trend.zone
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="hours_bar"):
        st.segmented_control(
            "Show",
            [figure.value for figure in HourMetric],
            format_func=lambda key: HOUR_METRICS[key].label,
            key="by_hour",
            required=True,
            wrap=True,
            on_change=_metric_changed,
        )
        working_hours.control(context, view)
        st.selectbox(
            "Time zone",
            [_PBX_ZONE, *zone_names()],
            format_func=lambda name: name or f"{context.zone.key} (the PBX)",
            key="hours_zone",
            width=230,
            on_change=_zone_changed,
        )
    working_hours.remarks(context, view)


def _metric_changed() -> None:
    url_state.push(replace(url_state.view(), by_hour=HourMetric(st.session_state["by_hour"])))


def _zone_changed() -> None:
    view = url_state.view()
    trend = replace(view.trend, zone=st.session_state["hours_zone"])
    url_state.push(replace(view, trend=trend))
