"""Figures over time: what they hold, and that plotly takes it."""

from __future__ import annotations

import json
from dataclasses import replace

import plotly.graph_objects as go
import plotly.io
import pytest

from telephony.charts import palette
from telephony.charts.trends.axis import ticks
from telephony.charts.trends.charts import describe_trend, trend_line, trend_volume
from telephony.charts.trends.step_figure import TrendChartData
from telephony.metrics.steps import steps_of
from telephony.metrics.trends import trend
from telephony.metrics.view_trend import trend_of
from telephony.periods.buckets import Grain, buckets_of
from telephony.query.view import Direction, StepLength, TrendView, View
from telephony.tables.trends import step_table, value_columns
from tests.telephony.answers.histories import history, span
from tests.telephony.charts.figure_parts import texts
from tests.telephony.frames.extension_frames import BERLIN, row
from tests.telephony.periods.ranges import local

LINES = ("talk", "mean_talk", "pick_up_rate", "connect_rate", "erlangs")
WEEK = span("2026-11-16", "2026-11-22")
ROWS = {
    f"2026-11-{day}": [row(ia=day, iu=4, it=day * 60, oa=3, ou=1, ot=90)]
    for day in (16, 17, 18, 20, 22)
}
NOW = local("2026-11-22T12:00")


def over(by=StepLength.DAY, **given):
    found = history(WEEK, ROWS, missing=["2026-11-18"], now=NOW)
    return TrendChartData(trend(found, by, BERLIN, **given))


def before():
    period = span("2026-11-09", "2026-11-13")
    return trend(history(period, {"2026-11-09": [row(ia=40)]}), StepLength.DAY, BERLIN)


def named(figure, name):
    return next(trace for trace in figure.data if trace.name == name)


def columns(figure):
    return figure.data[0]


def build(given, key):
    return trend_volume(given) if key == "calls" else trend_line(given, key)


@pytest.mark.parametrize("key", ["calls", *LINES])
@pytest.mark.parametrize("by", StepLength)
@pytest.mark.parametrize("direction", Direction)
def test_plotly_accepts_every_property(key, by, direction):
    given = replace(over(by, direction=direction), compared=before(), compared_words="then")
    figure = build(given, key)
    checked = go.Figure(figure.to_dict())
    ours, theirs = (json.loads(plotly.io.to_json(one, validate=False)) for one in (figure, checked))
    for found in (ours, theirs):
        found["layout"].pop("template")  # plotly spells an empty one out, by the traces' types
    assert theirs == ours


@pytest.mark.parametrize("key", ["calls", *LINES])
def test_before_the_range_begins_and_without_any_figures_there_is_a_figure(key):
    nothing = history(WEEK, now=local("2026-11-01"))
    assert build(TrendChartData(trend(nothing, StepLength.DAY, BERLIN)), key).layout.annotations
    gaps = history(WEEK, missing=[f"2026-11-{day}" for day in range(16, 23)], now=NOW)
    given = TrendChartData(trend(gaps, StepLength.DAY, BERLIN))
    assert len(columns(build(given, key)).x) == 7
    assert describe_trend(given, key).endswith(": no data.")


def test_calls_are_stacked_in_the_colours_of_every_other_chart():
    figure = trend_volume(over())
    assert figure.layout.barmode == "stack"
    bars = [trace for trace in figure.data if trace.marker.color in palette.SERIES.values()]
    assert [trace.name for trace in bars] == [
        "Inbound answered",
        "Inbound unanswered",
        "Outbound answered",
        "Outbound unanswered",
    ]
    assert list(bars[0].y) == [16, 17, None, 0, 20, 0, 22]


def test_one_direction_shows_its_bars_alone():
    figure = trend_volume(over(direction=Direction.INBOUND))
    assert "Outbound answered" not in [trace.name for trace in figure.data]


def test_a_gap_is_a_hole_with_a_hatched_column_and_says_so():
    figure = trend_line(over(), "talk")
    assert named(figure, "Talk time").y[2] is None
    assert list(columns(figure).marker.pattern.shape) == ["", "", "/", "", "", "", ""]
    assert columns(figure).customdata[2] == "<b>Wed 18 Nov 2026</b><br>no data"


def test_a_running_day_is_faint_and_its_point_is_open():
    assert list(named(trend_volume(over()), "Inbound answered").marker.opacity)[-1] < 1
    line = named(trend_line(over(), "erlangs"), "Traffic")
    assert list(line.marker.symbol)[-1] == "circle-open"
    assert "not over yet" in columns(trend_line(over(), "erlangs")).customdata[-1]


def test_the_pick_up_rate_lies_in_its_band_and_says_its_n():
    figure = trend_line(over(), "pick_up_rate")
    band, line = named(figure, "95 % band"), named(figure, "Pick-up rate")
    assert band.base[0] <= line.y[0] <= band.base[0] + band.y[0]
    assert "Pick-up rate: 80.0 % of 20 calls (58.4 % to 91.9 %)" in columns(figure).customdata[0]
    assert list(figure.layout.yaxis2.range) == [0, 1]


def test_the_compared_range_lies_step_upon_step_and_its_hover_names_its_own_day():
    given = replace(over(), compared=before(), compared_words="9–13 Nov 2026")
    figure = trend_volume(given)
    assert list(named(figure, "9–13 Nov 2026").y) == [40, 0, 0, 0, 0, None, None]
    said = columns(figure).customdata
    assert said[0].endswith("<i>Mon 9 Nov 2026</i><br>Calls: 40")
    assert "<i>" not in said[-1]


@pytest.mark.parametrize("key", ["calls", *LINES])
def test_the_average_and_the_comparison_are_told_from_the_line_and_from_each_other(key):
    days = span("2026-11-09", "2026-11-22")
    rows = {f"2026-11-{day:02}": [row(ia=8, iu=2, it=90, oa=1, ot=9)] for day in range(9, 23)}
    shown = trend(history(days, rows), StepLength.DAY, BERLIN)
    figure = build(TrendChartData(shown, compared=shown, compared_words="then"), key)
    average, compared = named(figure, "7-day average"), named(figure, "then")
    assert average.line.width > 2 > compared.line.width
    assert compared.line.dash
    assert not average.line.dash
    lines = [trace for trace in figure.data if trace.type == "scatter"]
    assert len({trace.line.color for trace in lines}) == len(lines)
    assert all(trace.showlegend is not False for trace in lines)
    # points would hide the dashes
    assert average.mode == compared.mode == "lines"
    assert not [trace for trace in build(TrendChartData(shown), key).data if trace.name == "then"]


def test_a_line_that_stands_alone_is_named_by_the_title_only():
    assert named(trend_line(over(), "talk"), "Talk time").showlegend is False


def test_a_point_between_two_gaps_is_drawn_as_a_point():
    now = trend(history(span("2026-11-16", "2026-11-18")), StepLength.DAY, BERLIN)
    gaps = ["2026-11-09", "2026-11-11"]
    then = history(span("2026-11-09", "2026-11-11"), missing=gaps)
    given = TrendChartData(now, compared=trend(then, StepLength.DAY, BERLIN), compared_words="then")
    assert list(named(trend_volume(given), "then").marker.size) == [0, 5, 0]


def test_what_a_chart_leaves_out_is_said_in_lines_that_fit_a_phone():
    remark = "104 weekend days or holidays with hardly any calls: gaps in lines, not in averages"
    title = trend_line(replace(over(), remark=remark), "talk").layout.xaxis.title.text
    assert title.replace("<br>", " ") == remark
    assert max(map(len, title.split("<br>"))) <= 56


def test_a_closed_day_is_a_gap_in_lines_and_averages_and_the_axis_says_so():
    closed = replace(over().trend, closed=frozenset({3, 5}))
    given = TrendChartData(closed, remark="2 days not drawn")
    assert named(trend_line(given, "talk"), "Talk time").y[3] is None
    assert trend_line(given, "talk").layout.xaxis.title.text == "2 days not drawn"
    assert "lowest 24" in describe_trend(given, "calls")
    assert describe_trend(given, "calls").endswith(". 2 days not drawn.")
    assert step_table(given, ("calls",))["Calls"][3] == "0"
    busy = replace(given, trend=replace(closed, closed=frozenset({4})))
    assert named(trend_volume(busy), "Inbound answered").y[4] == 20  # what a closed day has


def test_the_comparison_does_not_draw_what_it_could_not_mark_as_incomplete():
    now = trend(history(span("2026-11-12", "2026-11-22")), StepLength.WEEK, BERLIN)
    days = {f"2026-10-{day:02}": [row(ia=7)] for day in range(10, 26)}
    cut = trend(history(span("2026-10-10", "2026-10-20"), days), StepLength.WEEK, BERLIN)
    given = TrendChartData(now, compared=cut, compared_words="then")
    assert list(named(trend_volume(given), "then").y) == [None, 49]
    assert (
        "<i>5–11 Oct 2026 (week 41)</i> (partly in the range)"
        in columns(trend_volume(given)).customdata[0]
    )


def test_weekends_and_own_events_are_marked_behind_the_figures():
    marks = ("", "Fair & <b>more</b>", "", "", "", "", "")
    found = columns(trend_volume(replace(over(), marks=marks)))
    assert list(found.marker.color)[1] == palette.EVENT
    assert list(found.marker.color)[5:] == [palette.WEEKEND] * 2
    assert found.text[1] == "▾"
    assert "Fair &amp; &lt;b&gt;more&lt;/b&gt;" in found.customdata[1]
    assert not [text for text in texts(trend_volume(over()).to_dict()) if "$" in text]


def test_a_sentence_stands_for_each_chart():
    assert describe_trend(over(), "calls") == (
        "Calls per day over 7 days, 1 of them without data: highest 30 on Sun 22 Nov 2026, "
        "lowest 0 on Thu 19 Nov 2026."
    )


@pytest.mark.parametrize(
    ("first", "last", "by", "count"),
    [
        ("2026-11-16", "2026-11-22", StepLength.DAY, 7),
        ("2026-10-25", "2026-11-23", StepLength.DAY, 5),
        ("2026-08-26", "2026-11-23", StepLength.DAY, 3),
        ("2025-11-24", "2026-11-23", StepLength.DAY, 4),
        ("2025-11-24", "2026-11-23", StepLength.MONTH, 4),
        ("2022-01-01", "2026-11-23", StepLength.MONTH, 5),
        ("2026-11-01", "2026-11-12", StepLength.DAY, 6),
    ],
)
def test_the_axis_names_at_most_seven_steps(first, last, by, count):
    steps = steps_of(buckets_of(span(first, last), Grain.DAY), by, BERLIN)
    assert len(ticks([step.first for step in steps], by)) == count


def test_the_table_says_what_the_chart_shows():
    given = replace(over(), compared=before(), marks=("", "Fair", "", "", "", "", ""))
    table = step_table(given, ("inbound_answered", "calls"))
    assert list(table.columns) == [
        *("Day", "Inbound answered", "Calls", "Compared with", "Calls then", "Note"),
    ]
    assert value_columns(given, ("inbound_answered", "calls")) == (
        *("Inbound answered", "Calls", "Calls then"),
    )
    assert value_columns(over(), ("calls",)) == ("Calls",)
    assert list(table.iloc[1]) == ["Tue 17 Nov 2026", "17", "25", "Tue 10 Nov 2026", "0", "Fair"]
    assert list(table.iloc[2][["Calls", "Note"]]) == ["–", "no data"]
    assert list(table["Note"])[-1] == "not over yet"


def test_weeks_and_months_are_named():
    assert step_table(over(StepLength.WEEK), ("calls",))["Week"][0] == "16–22 Nov 2026 (week 47)"
    assert step_table(over(StepLength.MONTH), ("calls",))["Month"][0] == "Nov 2026"
    assert step_table(over(StepLength.WEEK), ("calls",))["Note"][0] == "incomplete: 6 of 7 days"


def test_what_is_unreadable_and_marked_is_of_the_chart_that_shows_it_alone():
    rows = {"2026-11-16": [row("100", ia=1), row("101", ia="unreadable")]}
    found = history(span("2026-11-16", "2026-11-16"), rows)

    def hover(extension, mark=""):
        view = View(trend=TrendView(extension=extension))
        data = TrendChartData(trend_of(found, view, BERLIN), marks=(mark,))
        return columns(trend_volume(data)).customdata[0]

    assert "1 unreadable value left out" in hover("101")
    assert "left out" not in hover("100")
    assert "Fair" in hover("100", "Fair")
    assert "Fair" not in hover("100")
    assert "left out" in hover("101", "Fair")
