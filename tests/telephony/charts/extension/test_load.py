"""The chart of one extension's days: what plotly accepts, and what stands on it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from telephony.charts.extension.load import LoadChartData, describe_load, load_chart
from telephony.metrics.normal_load import REFERENCE, load_of, reference_period
from telephony.query.view import Direction
from tests.telephony.answers.histories import history, span
from tests.telephony.charts.test_figures import plotly_accepts
from tests.telephony.frames.extension_frames import row

DAY = timedelta(days=1)
FIRST = date(2026, 11, 16)


def rows_from(first, counts):
    return {
        (first + place * DAY).isoformat(): [row(ia=calls)] for place, calls in enumerate(counts)
    }


def data(counts, before=(), missing=(), direction=Direction.BOTH):
    period = span(FIRST.isoformat(), (FIRST + (len(counts) - 1) * DAY).isoformat())
    earlier = reference_period(period, period.end)
    made = load_of(
        history(period, rows_from(FIRST, counts), missing=missing),
        history(earlier, rows_from(FIRST - REFERENCE, before)),
        period,
        "100",
        direction,
    )
    return LoadChartData(made.trend, load=made.load)


def traces(made):
    return {trace["name"]: trace for trace in load_chart(made).to_dict()["data"]}


numbers = st.integers(0, 40) | st.just("unreadable")


@given(
    st.lists(numbers, min_size=1, max_size=20),
    st.lists(numbers, max_size=56),
    st.sampled_from(Direction),
)
@settings(max_examples=15, deadline=None)
def test_plotly_accepts_every_property(counts, before, direction):
    made = data(counts, before, direction=direction)
    plotly_accepts(load_chart(made))
    assert describe_load(made).endswith(".")


def test_days_outside_their_range_are_triangles_and_say_so():
    drawn = data([60, 20, 0], [20] * 56)
    line = traces(drawn)["Calls"]
    assert list(line["marker"]["symbol"]) == ["triangle-up", "circle", "triangle-down"]
    hovers = traces(drawn)[""]["customdata"]
    assert "More than normal" in hovers[0]
    assert "Normally " in hovers[1]
    assert "Fewer than normal" in hovers[2]
    assert "Of 3 days 1 above the normal range and 1 below it." in describe_load(drawn)


def test_a_day_without_data_has_no_point_and_the_sentence_says_so():
    drawn = data([20, 20, 20], [20] * 56, missing=["2026-11-17"])
    assert list(traces(drawn)["Calls"]["y"]) == [20, None, 20]
    assert "1 of them without data" in describe_load(drawn)


@pytest.mark.parametrize("before", [[], [0] * 56])
def test_without_days_to_compare_with_there_is_no_range(before):
    drawn = data([20, 20], before)
    assert "Normal range" not in traces(drawn)
    assert describe_load(drawn).endswith("No normal range to compare with.")
