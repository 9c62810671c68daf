"""What ranges are compared with, and where a step takes them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from telephony.periods.period import period_words
from telephony.periods.presets import Preset
from telephony.periods.ranges import (
    MomentRange,
    PresetRange,
    previous_period,
    range_words,
    resolve_range,
    step_range,
)
from tests.telephony.periods.ranges import (
    BERLIN,
    MONDAY_MORNING,
    day_ranges,
    days,
    local,
    moment_ranges,
    moments,
    moments_near_changes,
    odd_zones,
    period,
    presets,
)


@given(presets | day_ranges | moment_ranges, moments_near_changes())
def test_every_choice_has_a_period_a_comparison_and_words_at_any_moment(choice, moment):
    zone, now = moment
    found, before = resolve_range(choice, now, zone), previous_period(choice, now, zone)
    assert before.start <= before.end <= found.start
    assert range_words(choice, now, zone).endswith(f"{zone.key})")
    assert period_words(before)


@given(day_ranges, odd_zones)
def test_a_closed_range_of_days_is_compared_with_as_many_days_or_months_before(choice, zone):
    now = datetime(2040, 1, 1, tzinfo=UTC)
    assume(choice.last < date(2011, 12, 1) or zone.key not in {"Pacific/Apia", "Pacific/Fakaofo"})
    found, before = resolve_range(choice, now, zone), previous_period(choice, now, zone)
    assert before.end == found.start
    assert before.whole_days
    if choice.first.day == 1 and (choice.last + timedelta(days=1)).day == 1:
        assert before.first_day.day == 1
    else:
        assert before.last_day - before.first_day == choice.last - choice.first


@given(moment_ranges)
def test_a_time_range_is_compared_with_the_same_times_of_earlier_days(choice):
    now = datetime(2040, 1, 1, tzinfo=UTC)
    before = previous_period(choice, now, ZoneInfo("UTC"))
    start, end = (at.replace(tzinfo=None) for at in (before.start, before.end))
    assert (start.time(), end - start) == (choice.start.time(), choice.end - choice.start)
    assert end <= choice.start < end + timedelta(days=1)


@pytest.mark.parametrize(
    ("choice", "now", "start", "end"),
    [
        ("today", "2026-11-23T10:20", "2026-11-22T00:00", "2026-11-22T10:20"),
        ("this_week", "2026-11-26T10:20", "2026-11-16T00:00", "2026-11-19T10:20"),
        ("this_month", "2026-11-15T10:20", "2026-10-01T00:00", "2026-10-15T10:20"),
        ("this_month", "2026-03-31T10:20", "2026-02-01T00:00", "2026-03-01T00:00"),
        ("this_month", "2028-03-29T10:20", "2028-02-01T00:00", "2028-02-29T10:20"),
        ("this_year", "2026-11-15T10:20", "2025-01-01T00:00", "2025-11-15T10:20"),
        ("this_year", "2028-02-29T10:20", "2027-01-01T00:00", "2027-03-01T00:00"),
    ],
)
def test_a_running_preset_is_compared_up_to_the_same_wall_time(choice, now, start, end):
    assert previous_period(PresetRange(Preset(choice)), local(now), BERLIN) == period(start, end)


@pytest.mark.parametrize(
    ("choice", "start", "end"),
    [
        (days("2026-11-20", "2026-11-29"), "2026-11-10T00:00", "2026-11-13T10:20"),
        (days("2026-11-01", "2026-11-30"), "2026-10-01T00:00", "2026-10-23T10:20"),
        (days("2026-10-01", "2026-12-31"), "2026-07-01T00:00", "2026-08-23T10:20"),
        (moments("2026-11-23T08:00", "2026-11-23T12:00"), "2026-11-22T08:00", "2026-11-22T10:20"),
    ],
)
def test_a_running_range_of_fixed_dates_is_compared_up_to_the_same_wall_time(choice, start, end):
    assert previous_period(choice, MONDAY_MORNING, BERLIN) == period(start, end)


def test_the_same_wall_time_holds_across_a_change_of_clocks():
    noon = local("2026-03-29T12:00")  # a day of 23 hours: 11 have passed
    before = previous_period(PresetRange(Preset.TODAY), noon, BERLIN)
    assert before == period("2026-03-28T00:00", "2026-03-28T12:00")
    assert resolve_range(PresetRange(Preset.TODAY), noon, BERLIN).elapsed_seconds(noon) == 11 * 3600


def test_a_question_asked_twice_within_a_second_is_the_same_comparison():
    choice = PresetRange(Preset.TODAY)
    later = MONDAY_MORNING + timedelta(microseconds=900_000)
    assert previous_period(choice, MONDAY_MORNING, BERLIN) == previous_period(choice, later, BERLIN)


@given(day_ranges | moment_ranges, st.integers(-3, 3))
def test_stepping_there_and_back_again_changes_nothing(choice, count):
    there = step_range(choice, count, MONDAY_MORNING, BERLIN)
    # Thirty days that land on a whole April go on as a month: dates do not say what they came from.
    assume(_is_months(choice) == _is_months(there))
    assert step_range(there, -count, MONDAY_MORNING, BERLIN) == choice


def _is_months(choice) -> bool:
    if isinstance(choice, MomentRange):
        return False
    return choice.first.day == 1 and (choice.last + timedelta(days=1)).day == 1


@given(day_ranges | moment_ranges)
def test_one_step_back_is_what_a_closed_range_is_compared_with(choice):
    now = datetime(2040, 1, 1, tzinfo=UTC)
    back = step_range(choice, -1, now, BERLIN)
    assert resolve_range(back, now, BERLIN) == previous_period(choice, now, BERLIN)


@pytest.mark.parametrize(
    ("choice", "count", "moved"),
    [
        (PresetRange(Preset.THIS_MONTH), -1, days("2026-10-01", "2026-10-31")),
        (PresetRange(Preset.LAST_MONTH), 1, days("2026-11-01", "2026-11-30")),
        (PresetRange(Preset.LAST_7_DAYS), -1, days("2026-11-09", "2026-11-15")),
        (PresetRange(Preset.THIS_WEEK), -1, days("2026-11-16", "2026-11-22")),
        (PresetRange(Preset.TODAY), -1, days("2026-11-22", "2026-11-22")),
        (PresetRange(Preset.LAST_YEAR), -1, days("2024-01-01", "2024-12-31")),
        (PresetRange(Preset.THIS_MONTH), 0, days("2026-11-01", "2026-11-30")),
        (days("2026-02-01", "2026-02-28"), 1, days("2026-03-01", "2026-03-31")),
        (days("2026-01-01", "2026-12-31"), -2, days("2024-01-01", "2024-12-31")),
        (days("2026-10-01", "2026-12-31"), 1, days("2027-01-01", "2027-03-31")),
        (days("2026-02-01", "2026-02-27"), 1, days("2026-02-28", "2026-03-26")),
        (
            moments("2026-11-23T08:00", "2026-11-23T12:00"),
            -1,
            moments("2026-11-22T08:00", "2026-11-22T12:00"),
        ),
        (
            moments("2026-11-23T22:00", "2026-11-25T06:00"),
            1,
            moments("2026-11-25T22:00", "2026-11-27T06:00"),
        ),
    ],
)
def test_a_step_moves_by_the_length_of_the_range(choice, count, moved):
    assert step_range(choice, count, MONDAY_MORNING, BERLIN) == moved


@pytest.mark.parametrize("count", [-1_000, 1_000, 10**12, -(10**12), 10**30])
@pytest.mark.parametrize(
    "choice",
    [
        days("2026-11-16", "2026-11-22"),
        days("2026-01-01", "2026-12-31"),
        moments("2026-11-23T08:00", "2026-11-28T12:00"),
    ],
)
def test_a_step_out_of_the_calendar_stays_where_it_is(choice, count):
    landed = step_range(choice, count * 100, MONDAY_MORNING, BERLIN)
    assert landed == choice
