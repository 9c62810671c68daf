"""What ranges mean as instants, and how they read."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given

from telephony.periods.period import Period
from telephony.periods.presets import Preset
from telephony.periods.ranges import DayRange, MomentRange, PresetRange, range_words, resolve_range
from tests.telephony.periods.clock_changes import changes, clocks_change
from tests.telephony.periods.ranges import (
    APIA,
    BERLIN,
    MONDAY_MORNING,
    ZONES,
    day_ranges,
    days,
    moment_ranges,
    moments,
    odd_zones,
    period,
    wall,
)


@pytest.mark.parametrize(
    ("preset", "first", "last"),
    [
        ("today", "2026-11-23", "2026-11-23"),
        ("yesterday", "2026-11-22", "2026-11-22"),
        ("this_week", "2026-11-23", "2026-11-29"),
        ("last_week", "2026-11-16", "2026-11-22"),
        ("last_7_days", "2026-11-16", "2026-11-22"),
        ("last_30_days", "2026-10-24", "2026-11-22"),
        ("last_90_days", "2026-08-25", "2026-11-22"),
        ("this_month", "2026-11-01", "2026-11-30"),
        ("last_month", "2026-10-01", "2026-10-31"),
        ("this_year", "2026-01-01", "2026-12-31"),
        ("last_year", "2025-01-01", "2025-12-31"),
    ],
)
def test_a_preset_means_these_days(preset, first, last):
    found = resolve_range(PresetRange(Preset(preset)), MONDAY_MORNING, BERLIN)
    assert found == resolve_range(days(first, last), MONDAY_MORNING, BERLIN)
    assert (found.first_day.isoformat(), found.last_day.isoformat()) == (first, last)
    assert found.whole_days


def test_today_is_the_day_of_the_pbx_not_that_of_utc():
    late = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)
    assert resolve_range(PresetRange(Preset.TODAY), late, BERLIN).first_day == date(2026, 11, 24)


def test_a_time_range_is_half_open_on_the_wall_clock():
    found = resolve_range(moments("2026-11-23T08:00", "2026-11-23T12:30"), MONDAY_MORNING, BERLIN)
    assert found == period("2026-11-23T08:00", "2026-11-23T12:30")
    assert found.seconds == 4.5 * 3600
    assert not found.whole_days


def test_a_day_that_the_zone_left_out_is_an_empty_period():
    left_out = resolve_range(days("2011-12-30", "2011-12-30"), MONDAY_MORNING, APIA)
    assert left_out.seconds == 0
    around = resolve_range(days("2011-12-29", "2011-12-31"), MONDAY_MORNING, APIA)
    assert around.seconds == 48 * 3600


@pytest.mark.slow
def test_adjacent_days_share_an_instant_around_every_change_of_every_zone():
    # zones that change alike have the same days around it: each change once, in one of its zones
    zone_of = {change: zone for zone in ZONES for change in changes(zone)}
    assert len(zone_of) > 1_000
    assert [zone for zone in ZONES if clocks_change(zone)] == [one for one in ZONES if changes(one)]
    for change, zone in zone_of.items():
        middle = (change.at + change.before).date()
        near = [middle + timedelta(days=away) for away in range(-2, 3)]
        found = [resolve_range(DayRange(day, day), change.at, zone) for day in near]
        assert [one.end for one in found[:-1]] == [one.start for one in found[1:]]
        whole = resolve_range(DayRange(near[0], near[-1]), change.at, zone)
        assert whole.seconds == sum(one.seconds for one in found)
        gained = (change.before - change.after).total_seconds()
        if abs(gained) < 86_400:  # a left-out day lies across the limits of the five
            assert whole.seconds == 5 * 86_400 + gained, (zone.key, middle)


@given(choice=day_ranges | moment_ranges, zone=odd_zones)
def test_a_period_is_as_long_as_its_wall_times_say_less_the_change_of_offset(choice, zone):
    found = resolve_range(choice, MONDAY_MORNING, zone)
    starts, ends = (at.astimezone(zone) for at in (found.start, found.end))
    on_the_wall = ends.replace(tzinfo=None) - starts.replace(tzinfo=None)
    assert found.seconds == (on_the_wall - (ends.utcoffset() - starts.utcoffset())).total_seconds()
    if isinstance(choice, MomentRange):
        assert starts.replace(tzinfo=None) >= choice.start
        assert ends.replace(tzinfo=None) >= choice.end


@pytest.mark.parametrize(
    ("choice", "text"),
    [
        (PresetRange(Preset.LAST_7_DAYS), "last 7 days (16–22 Nov 2026, Europe/Berlin)"),
        (PresetRange(Preset.TODAY), "today (Mon 23 Nov 2026, still running, Europe/Berlin)"),
        (PresetRange(Preset.LAST_30_DAYS), "last 30 days (24 Oct – 22 Nov 2026, Europe/Berlin)"),
        (days("2025-12-28", "2026-01-03"), "28 Dec 2025 – 3 Jan 2026 (Europe/Berlin)"),
        (days("2026-11-22", "2026-11-22"), "Sun 22 Nov 2026 (Europe/Berlin)"),
        (days("2026-12-01", "2026-12-05"), "1–5 Dec 2026 (Europe/Berlin)"),
        (
            moments("2026-11-20T08:00", "2026-11-20T12:30"),
            "20 Nov 2026 08:00–12:30 (Europe/Berlin)",
        ),
        (
            moments("2026-11-20T18:00", "2026-11-21T00:00"),
            "20 Nov 2026 18:00–24:00 (Europe/Berlin)",
        ),
        (
            moments("2026-11-20T22:00", "2026-11-21T06:00"),
            "20 Nov 22:00 – 21 Nov 2026 06:00 (Europe/Berlin)",
        ),
        (
            moments("2025-12-31T22:00", "2026-01-01T06:00"),
            "31 Dec 2025 22:00 – 1 Jan 2026 06:00 (Europe/Berlin)",
        ),
        (moments("2026-11-20T00:00", "2026-11-21T00:00"), "Fri 20 Nov 2026 (Europe/Berlin)"),
    ],
)
def test_a_range_reads_like_this(choice, text):
    assert range_words(choice, MONDAY_MORNING, BERLIN) == text


def test_the_day_that_a_zone_left_out_still_has_its_own_name():
    assert range_words(days("2011-12-30", "2011-12-30"), MONDAY_MORNING, APIA).startswith(
        "Fri 30 Dec"
    )


def test_seconds_that_are_over_never_exceed_the_period_nor_fall_below_none():
    today = resolve_range(PresetRange(Preset.TODAY), MONDAY_MORNING, BERLIN)
    assert today.elapsed_seconds(MONDAY_MORNING) == 10 * 3600 + 20 * 60
    assert today.elapsed_seconds(today.end + timedelta(days=9)) == today.seconds
    assert today.elapsed_seconds(today.start - timedelta(days=9)) == 0


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (lambda: days("2026-11-22", "2026-11-16"), "end is before its start"),
        (lambda: days("1999-12-31", "2000-01-02"), "years 2000 to 2099"),
        (lambda: days("2099-12-31", "2100-01-01"), "years 2000 to 2099"),
        (lambda: days("2020-01-01", "2026-01-01"), "longer than 5 years"),
        (lambda: moments("2026-11-22T08:00", "2026-11-22T08:00"), "end is not after"),
        (lambda: moments("2026-11-22T08:00:30", "2026-11-22T09:00"), "whole minutes"),
        (lambda: moments("2026-11-22T08:00+01:00", "2026-11-22T09:00+01:00"), "without a zone"),
        (lambda: Period(wall("2026-11-22"), wall("2026-11-23"), BERLIN), "aware and in UTC"),
        (lambda: period("2026-11-23", "2026-11-22"), "end lies before its start"),
        (lambda: resolve_range(PresetRange(Preset.TODAY), wall("2026-11-22"), BERLIN), "aware"),
    ],
)
def test_an_impossible_range_says_why(make, reason):
    with pytest.raises(ValueError, match=reason):
        make()


def test_the_last_day_of_the_calendar_can_be_asked_for():
    assert days("2099-12-31", "2099-12-31").last.year == 2099
    assert moments("2099-12-31T08:00", "2100-01-01T00:00").end.year == 2100
