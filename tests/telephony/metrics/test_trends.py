"""Figures over time: sums that add up, ratios of sums, holes that stay holes."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from telephony.formatting.units import Unit
from telephony.metrics.extension_metrics import total
from telephony.metrics.intervals import wilson
from telephony.metrics.moving_average import moving
from telephony.metrics.registry import METRICS
from telephony.metrics.steps import WITHOUT_DATA, StepState
from telephony.metrics.trends import KEYS, trend
from telephony.metrics.view_trend import history_rows, records_begin, trend_of
from telephony.query.view import Direction, StepLength, TrendView, View
from tests.telephony.answers.histories import history, span
from tests.telephony.frames.extension_frames import BERLIN, SEEDS, row, row_by
from tests.telephony.periods.ranges import local

ALL_BYS, DIRECTIONS = st.sampled_from(StepLength), st.sampled_from(Direction)


@st.composite
def histories(draw):
    first = draw(st.dates(date(2026, 1, 1), date(2026, 11, 1)))
    length = draw(st.integers(1, 80))
    period = span(first.isoformat(), (first + timedelta(days=length - 1)).isoformat())
    days = [(first + timedelta(days=n)).isoformat() for n in range(length)]
    busy = draw(st.lists(st.sampled_from(days), unique=True, max_size=5))
    rows = {
        day: [
            row_by(seed, str(100 + number))
            for number, seed in enumerate(draw(st.lists(SEEDS, max_size=3)))
        ]
        for day in busy
    }
    missing = draw(st.lists(st.sampled_from(days), unique=True, max_size=3))
    return history(period, rows, missing=missing)


def held_rows(found):
    starts = [bucket.start for bucket in found.held]
    return found.frame[found.frame["bucket_start"].isin(starts)].reset_index(drop=True)


@given(histories(), ALL_BYS, DIRECTIONS)
@settings(max_examples=60, deadline=None)
def test_sums_and_ratios_over_steps_are_those_of_the_readable_rows_of_the_days_held(
    found, by, direction
):
    shown = trend(found, by, BERLIN, direction)
    whole = total(held_rows(found), direction)
    for key in KEYS:
        if METRICS[key].bottom:
            parts = shown.parts[key]
            assert parts.top.sum() == (whole[key].top or 0), key
            assert parts.bottom.sum() == (whole[key].bottom or 0), key
        elif METRICS[key].unit not in (Unit.RATE, Unit.ERLANGS):
            assert shown.frame[key].sum() == (whole[key].value or 0), key


@given(histories(), DIRECTIONS)
@settings(max_examples=40, deadline=None)
def test_steps_of_each_length_have_the_same_calls_and_a_gap_is_never_a_zero(found, direction):
    each = [trend(found, by, BERLIN, direction) for by in StepLength]
    assert len({int(shown.frame["calls"].sum()) for shown in each}) == 1
    for shown in each:
        for state, (_, figures) in zip(shown.states, shown.frame.iterrows(), strict=True):
            if state in WITHOUT_DATA:
                assert figures[list(KEYS)].isna().all()
            else:
                assert figures["days_held"] > 0
                assert figures["left_out"] or figures["calls"] is not pd.NA


def test_a_day_without_rows_is_a_quiet_day_with_zeros_but_no_rate():
    shown = trend(history(span("2026-11-16", "2026-11-16")), StepLength.DAY, BERLIN)
    figures = shown.frame.iloc[0]
    assert (figures["calls"], figures["talk"], figures["erlangs"]) == (0, 0, 0)
    assert pd.isna(figures["pick_up_rate"])
    assert pd.isna(figures["pick_up_low"])


def test_traffic_is_talk_over_the_real_hours_of_a_day_with_25_of_them():
    period = span("2026-10-25", "2026-10-25")
    shown = trend(history(period, {"2026-10-25": [row(it=25 * 3600)]}), StepLength.DAY, BERLIN)
    assert shown.frame["erlangs"].tolist() == [1.0]


def test_traffic_of_a_running_day_counts_the_hours_that_are_over():
    now = local("2026-11-16T06:00")
    found = history(span("2026-11-16", "2026-11-17"), {"2026-11-16": [row(it=3 * 3600)]}, now=now)
    shown = trend(found, StepLength.DAY, BERLIN)
    assert shown.states == (StepState.RUNNING,)
    assert shown.frame["erlangs"].tolist() == [0.5]


def test_a_day_that_one_group_lacks_does_not_count_at_all():
    period = span("2026-11-16", "2026-11-17")
    rows = {"2026-11-16": [row(ia=5)], "2026-11-17": [row(ia=7)]}
    shown = trend(history(period, rows, missing=["2026-11-17"]), StepLength.WEEK, BERLIN)
    assert shown.states == (StepState.INCOMPLETE,)
    assert shown.frame["calls"].tolist() == [5]
    assert shown.frame["days_held"].tolist() == [1]


def test_where_all_counts_of_a_day_are_unreadable_there_is_no_sum():
    period = span("2026-11-16", "2026-11-16")
    shown = trend(history(period, {"2026-11-16": [row(ia="?", iu=3)]}), StepLength.DAY, BERLIN)
    assert shown.frame["inbound_answered"].isna().all()
    assert np.isnan(shown.frame["pick_up_rate"][0])
    assert shown.frame["left_out"].tolist() == [1]


def test_the_pick_up_rate_has_its_n_and_its_band():
    period = span("2026-11-16", "2026-11-16")
    found = history(period, {"2026-11-16": [row("1", ia=60, iu=20), row("2", ia=21, iu=0)]})
    figures = trend(found, StepLength.DAY, BERLIN).frame.iloc[0]
    assert figures["inbound"] == 101
    assert figures["pick_up_low"] < 81 / 101 < figures["pick_up_high"]


@pytest.mark.parametrize(
    ("hits", "n", "low", "high"),
    # Newcombe, Statistics in Medicine 17 (1998) 857, table I, method 3
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_the_band_is_that_of_wilson(hits, n, low, high):
    found = wilson(np.array([float(hits)]), np.array([float(n)]))
    assert [round(float(limit[0]), 4) for limit in found] == [low, high]


@given(st.integers(0, 10**6), st.integers(1, 10**6))
def test_the_band_holds_the_share_and_stays_between_0_and_1(hits, n):
    hits = min(hits, n)
    low, high = (float(limit[0]) for limit in wilson(np.array([float(hits)]), np.array([float(n)])))
    assert 0 <= low <= hits / n <= high <= 1


def week_of(calls, **given):
    days = [f"2026-11-{day:02}" for day in range(9, 9 + len(calls))]
    rows = {day: [row(ia=number, iu=1, it=60)] for day, number in zip(days, calls, strict=True)}
    return history(span(days[0], days[-1]), rows, **given)


def test_the_moving_mean_covers_seven_whole_days():
    shown = trend(week_of([0, 10, 20, 30, 40, 50, 60, 140]), StepLength.DAY, BERLIN)
    expected = [np.nan] * 6 + [31.0, 51.0]
    assert np.array_equal(moving(shown, "calls"), expected, equal_nan=True)


def test_the_moving_rate_is_a_ratio_of_sums():
    shown = trend(week_of([0, 0, 0, 0, 0, 0, 93]), StepLength.DAY, BERLIN)
    assert moving(shown, "pick_up_rate")[-1] == 0.93


def test_no_moving_mean_reaches_over_a_gap_or_a_running_day():
    gap = trend(week_of([5] * 14, missing=["2026-11-12"]), StepLength.DAY, BERLIN)
    assert np.flatnonzero(~np.isnan(moving(gap, "calls"))).tolist() == [10, 11, 12, 13]
    running = trend(week_of([5] * 7, now=local("2026-11-15T12:00")), StepLength.DAY, BERLIN)
    assert np.isnan(moving(running, "calls")).all()


def test_weeks_and_months_have_no_moving_mean():
    shown = trend(week_of([5] * 14), StepLength.WEEK, BERLIN)
    assert np.isnan(moving(shown, "calls")).all()


def test_one_extension_and_those_searched_for_are_shown_alone():
    period = span("2026-11-16", "2026-11-16")
    staff = [row("100", "Zoë", ia=1), row("101", "Ann", ia=2), row("1000", "Zoe B", ia=4)]
    found = history(period, {"2026-11-16": staff})

    def calls(view):
        return int(trend_of(found, view, BERLIN).frame["calls"].sum())

    assert calls(View(trend=TrendView(extension="100"))) == 1
    assert calls(View(search="zoe")) == 5
    assert calls(View(search="zoe", trend=TrendView(extension="101"))) == 0
    assert history_rows(found, View(), found) is None


def test_a_filter_chooses_by_the_figures_of_the_whole_range_and_compares_the_same_extensions():
    busy, quiet = row("100", ia=6), row("101", ia=4)
    days = ("2026-11-16", "2026-11-17")
    found = history(span(*days), {day: [busy, quiet] for day in days})
    before = history(span("2026-11-14", "2026-11-14"), {"2026-11-14": [busy, quiet]})
    view = View(filter="InboundAnsweredCount gt 10")
    assert trend_of(found, view, BERLIN).cells["calls"] == [6, 6]
    assert trend_of(before, view, BERLIN).cells["calls"] == [0]
    assert trend_of(before, view, BERLIN, found).cells["calls"] == [6]


def test_what_is_unknown_on_one_day_and_a_sentiment_of_several_meet_no_filter():
    first, second = row("100", ia=6, sentiment=80), row("100", ia="unreadable", sentiment=80)
    days = {"2026-11-16": [first], "2026-11-17": [second]}
    found = history(span("2026-11-16", "2026-11-17"), days)
    one_day = history(span("2026-11-16", "2026-11-16"), {"2026-11-16": [first]})
    for text in ("InboundAnsweredCount ge 0", "SentimentScore ge 0"):
        assert len(history_rows(found, View(filter=text), found)) == 0
        assert len(history_rows(one_day, View(filter=text), one_day)) == 1


def test_records_begin_with_the_first_call_after_a_long_silence():
    rows = {"2026-03-17": [row(ia=1)]}
    found = history(span("2026-01-01", "2026-04-30"), rows)
    assert records_begin(found) == local("2026-03-17")


def test_talk_time_without_a_counted_call_is_a_record_as_well():
    found = history(span("2026-01-01", "2026-04-30"), {"2026-03-17": [row(it=60)]})
    assert records_begin(found) == local("2026-03-17")


def test_a_short_silence_is_quiet_and_an_unknown_one_says_nothing():
    rows = {"2026-01-10": [row(ia=1)]}
    assert records_begin(history(span("2026-01-01", "2026-01-31"), rows)) is None
    rows = {"2026-03-17": [row(ia=1)]}
    found = history(span("2026-01-01", "2026-04-30"), rows, missing=["2026-01-05"])
    assert records_begin(found) is None


def test_a_long_range_without_any_call_was_never_recorded():
    found = history(span("2026-01-01", "2026-02-28"))
    assert set(trend_of(found, View(), BERLIN).states) == {StepState.NOT_RECORDED}


def test_before_the_range_has_begun_there_are_no_steps():
    found = history(span("2026-11-16", "2026-11-17"), now=local("2026-11-01"))
    assert len(trend(found, StepLength.DAY, BERLIN)) == 0
    assert records_begin(found) is None


def test_what_no_extension_changes_is_made_once_for_all_trends_of_a_history():
    days = {"2026-11-16": [row("100", ia=1), row("101", ia=2)]}
    found = history(span("2026-11-16", "2026-11-17"), days)
    views = [View(), *(View(trend=TrendView(extension=one)) for one in ("100", "101", "none"))]
    shown = [trend_of(found, view, BERLIN) for view in views]
    assert len({id(one.layout) for one in shown}) == 1
    assert [one.cells["calls"][0] for one in shown] == [3, 1, 2, 0]
    by_week = View(trend=TrendView(extension="100", by=StepLength.WEEK))
    assert len(trend_of(found, by_week, BERLIN)) == 1
    assert len(shown[0]) == 2
