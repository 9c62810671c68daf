"""A trend without the days that have no working hours: what goes, what stays, what is counted."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from telephony.metrics.moving_average import moving
from telephony.metrics.open_days import open_days
from telephony.metrics.steps import StepState
from telephony.metrics.trends import Trend, trend
from telephony.periods.closed_days import ClosedDays
from telephony.periods.working_hours import DAY_MINUTES, Stretch
from telephony.periods.working_hours_text import parse_hours
from telephony.query.view import StepLength
from tests.telephony.answers.histories import history, span
from tests.telephony.frames.extension_frames import BERLIN, row
from tests.telephony.periods.ranges import local

OFFICE = parse_hours(["mon-fri_08:00-17:00"])
BY_HOURS, UNKNOWN_HOURS = ClosedDays((OFFICE,)), ClosedDays()
WEDNESDAY = date(2026, 11, 11)
HOLIDAY = ClosedDays((OFFICE.without([(WEDNESDAY, Stretch(0, DAY_MINUTES))]),))


def days_of(calls: list[int | str], by: StepLength = StepLength.DAY, **given_days: object) -> Trend:
    """Days from Monday 9 November 2026 on; "?" is a day with an unreadable value."""
    days = [f"2026-11-{day:02}" for day in range(9, 9 + len(calls))]
    rows = {day: [row(ia=number)] for day, number in zip(days, calls, strict=True) if number}
    return trend(history(span(days[0], days[-1]), rows, **given_days), by, BERLIN)  # type: ignore[arg-type]


def calls_of(shown: Trend) -> list[int | None]:
    return shown.cells["calls"]


def test_days_without_working_hours_are_left_out_and_what_was_on_them_is_counted() -> None:
    shown = open_days(days_of([10, 10, 10, 10, 10, 3, 2]), BY_HOURS)
    assert calls_of(shown.trend) == [10] * 5
    assert (shown.left_out, shown.calls) == (2, 5)
    assert shown.words() == "2 days without working hours left out, also of averages"


def test_a_holiday_is_left_out_as_well() -> None:
    shown = open_days(days_of([10, 10, 0, 10, 10]), HOLIDAY)
    assert [step.first.day for step in shown.trend.steps] == [9, 10, 12, 13]


@pytest.mark.parametrize("days", [BY_HOURS, UNKNOWN_HOURS])
def test_a_day_that_lacks_something_is_never_taken_for_a_closed_one(days: ClosedDays) -> None:
    whole = days_of([10, 10, 10, 10, 10, 0, 0], missing=["2026-11-14"])
    shown = open_days(whole, days).trend
    assert StepState.GAP in shown.states
    gap = shown.states.index(StepState.GAP)
    assert shown.steps[gap].first == date(2026, 11, 14)
    assert gap not in shown.closed


def test_a_weekend_with_an_unreadable_value_is_no_day_without_calls() -> None:
    shown = open_days(days_of([10, 10, 10, 10, 10, "?", 0]), UNKNOWN_HOURS)
    assert shown.trend.closed == {6}


def test_where_hours_are_unknown_a_weekend_without_calls_is_a_gap_and_one_with_calls_is_not() -> (
    None
):
    shown = open_days(days_of([10, 0, 10, 10, 10, 4, 0]), UNKNOWN_HOURS)
    assert calls_of(shown.trend) == [10, 0, 10, 10, 10, 4, 0]
    assert shown.trend.closed == {6}
    assert shown.words() == (
        "1 weekend day or holiday with hardly any calls: gaps in lines, not in averages"
    )
    hardly = open_days(days_of([10, 0, 10, 10, 10, 1, 2]), UNKNOWN_HOURS)
    assert hardly.trend.closed == {5}


def test_weeks_and_months_have_all_of_their_days() -> None:
    whole = days_of([10, 10, 10, 10, 10, 3, 2], StepLength.WEEK)
    assert open_days(whole, BY_HOURS).trend is whole
    assert open_days(whole, BY_HOURS).words() == ""


def test_a_range_of_closed_days_alone_shows_them() -> None:
    weekend = history(span("2026-11-14", "2026-11-15"), {"2026-11-14": [row(ia=2)]})
    shown = open_days(trend(weekend, StepLength.DAY, BERLIN), BY_HOURS)
    assert calls_of(shown.trend) == [2, 0]


def test_the_average_of_a_week_counts_the_days_with_working_hours_alone() -> None:
    whole = days_of([10, 20, 30, 40, 50, 0, 0, 60])
    assert moving(whole, "calls")[6:].tolist() == pytest.approx([150 / 7, 200 / 7])
    shown = open_days(whole, BY_HOURS).trend  # Monday to Friday, and the next Monday
    averages = [np.nan, np.nan, np.nan, np.nan, 30, 40]
    assert np.array_equal(moving(shown, "calls"), averages, equal_nan=True)
    gaps = open_days(whole, UNKNOWN_HOURS).trend
    assert moving(gaps, "calls")[6:].tolist() == [30, 40]


def test_over_a_holiday_the_average_is_that_of_the_other_days_of_the_week() -> None:
    shown = open_days(days_of([10, 20, 0, 40, 50, 0, 0]), HOLIDAY).trend
    assert moving(shown, "calls")[-1] == 30


def test_no_average_reaches_over_a_closed_day_that_could_not_be_loaded() -> None:
    whole = days_of([10] * 8, missing=["2026-11-14"])
    assert np.isnan(moving(open_days(whole, BY_HOURS).trend, "calls")[-1])


def test_of_hours_that_are_counted_alone_the_average_covers_a_week_too() -> None:
    period = span("2026-11-09", "2026-11-13")
    found = history(period, {"2026-11-09": [row(ia=50)]}, now=local("2026-11-20"))
    shown = trend(found, StepLength.DAY, BERLIN, cut=OFFICE)
    assert shown.layout.covered_from == date(2026, 11, 7)


@given(
    st.lists(st.integers(0, 3), min_size=1, max_size=21),
    st.sets(st.integers(0, 20)),
    st.sampled_from([BY_HOURS, UNKNOWN_HOURS, HOLIDAY]),
)
@settings(max_examples=40, deadline=None)
def test_what_is_shown_and_what_is_left_out_are_all_days_and_calls(
    calls: list[int], gone: set[int], days: ClosedDays
) -> None:
    missing = [f"2026-11-{9 + place:02}" for place in gone]
    whole = days_of(list(calls), missing=missing)
    shown = open_days(whole, days)
    assert len(shown.trend) + shown.left_out == len(whole)
    there = sum(number or 0 for number in calls_of(shown.trend))
    assert there + shown.calls == sum(number or 0 for number in calls_of(whole))
    assert shown.trend.states.count(StepState.GAP) == whole.states.count(StepState.GAP)
    assert all(shown.trend.steps[place].weekend for place in shown.trend.closed)
