"""Tables that stand in for charts: which of their columns are aligned on the right."""

from __future__ import annotations

import json
from dataclasses import replace

import pandas as pd
import plotly.graph_objects as go
import streamlit as st
from streamlit.testing.v1 import AppTest

from components.hours import charts as time_of_day
from components.hours.view_model import ViewModel as HoursViewModel
from components.shared import chart_table
from components.shared.charts import Chart
from components.trends import charts as trends_charts
from components.trends.view_model import ViewModel
from telephony.charts.trends.step_figure import TrendChartData
from telephony.metrics.hours import HourFilter, grid, profile
from telephony.metrics.open_days import OpenDays
from telephony.metrics.trends import trend
from telephony.query.view import StepLength, View
from telephony.tables.hours import profile_table, week_table
from tests.telephony.answers.histories import history, span
from tests.telephony.frames.extension_frames import BERLIN, row
from tests.telephony.frames.hour_frames import hour_frame

# What is never drawn: a table stands in for it.
NO_CHART = Chart(go.Figure(), "")


def draw_trend() -> None:
    """The page's table of calls beside the week before."""
    now, before = (
        trend(history(span(first, last), {first: [row(ia=4)]}), StepLength.DAY, BERLIN)
        for first, last in (("2026-11-16", "2026-11-22"), ("2026-11-09", "2026-11-15"))
    )
    over = replace(TrendChartData(now), compared=before, compared_words="the week before")
    st.session_state["as_tables"] = True
    trends_charts.show_charts(ViewModel(over, {"calls": NO_CHART}, OpenDays(now), over), View())


def draw_hours() -> None:
    """The two tables of the page of hours."""
    period = span("2026-11-16", "2026-11-22")
    frame, lens = hour_frame(period), HourFilter(period, period.end)
    week, day = (make(frame, "calls", lens) for make in (grid, profile))
    tables = {"week": week_table(week, "calls"), "day": profile_table(day, "calls")}
    for name in tables:
        st.session_state[f"hours_table_{name}"] = True
    time_of_day.show_charts(HoursViewModel({}, tables, week, day, day, (), ""))


def on_the_left(draw: str) -> list[set[str]]:
    """The columns that are not aligned on the right, of each table that ``draw`` makes."""
    page = AppTest.from_string(f"from {__name__} import {draw}\n{draw}()").run()
    assert not page.exception
    found = []
    for table in page.dataframe:
        told = json.loads(table.proto.columns)
        sides = {name: told.get(name, {}).get("alignment") for name in table.value.columns}
        found.append({name for name, side in sides.items() if side != "right"})
    return found


def test_all_figures_of_a_trend_stand_on_the_right_those_of_then_as_well() -> None:
    assert on_the_left("draw_trend") == [{"Day", "Compared with", "Note"}]


def test_all_figures_by_the_hour_stand_on_the_right() -> None:
    assert on_the_left("draw_hours") == [{"Hour"}, {"Hour"}]


def draw_names() -> None:
    """Two tables of people: of short names, and with one of sixty letters."""
    for longest in (10, 60):
        names = ["Ann", "b" * longest]
        table = pd.DataFrame({"Name": names, "Calls": ["1", "2"]}, dtype="str")
        chart_table.show(table, ["Calls"], f"names_{longest}", "Names")


def test_long_names_leave_room_for_the_numbers() -> None:
    page = AppTest.from_string(f"from {__name__} import draw_names\ndraw_names()").run()
    assert not page.exception
    short, long = (json.loads(table.proto.columns) for table in page.dataframe)
    assert "width" not in short.get("Name", {})
    assert long["Name"]["width"] == "medium"
    assert long["Calls"]["alignment"] == "right"
