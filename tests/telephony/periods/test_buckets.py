"""Each instant of a period lies in exactly one bucket, whatever the clocks do."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from telephony.periods.buckets import Bucket, Grain, buckets_of
from telephony.periods.period import Period
from telephony.periods.ranges import resolve_range
from telephony.periods.working_hours import DAY_MINUTES, Stretch, WorkingHours
from telephony.periods.working_hours_text import parse_hours
from tests.telephony.periods.clock_changes import changes
from tests.telephony.periods.ranges import APIA, BERLIN, ZONES, day_ranges, moment_ranges, period

NOW = datetime(2026, 3, 10, 11, 0, tzinfo=UTC)
# Antarctica/Casey once put its clocks back by three hours
LONGEST = {Grain.DAY: timedelta(hours=27), Grain.HOUR: timedelta(hours=1)}


def local_starts(cut: tuple[Bucket, ...], whole: Period) -> list[str]:
    return [f"{one.start.astimezone(whole.zone):%d %H:%M %z}" for one in cut]


@given(st.one_of(day_ranges, moment_ranges), st.sampled_from(ZONES), st.sampled_from(Grain))
@settings(max_examples=150, deadline=None)
def test_the_buckets_of_any_period_meet_end_to_end(chosen, zone, grain) -> None:
    whole = resolve_range(chosen, NOW, zone)
    cut = buckets_of(whole, grain)
    limits = [whole.start, *(one.end for one in cut)]
    assert all(one.start < one.end <= one.start + LONGEST[grain] for one in cut)
    assert all(one.end == after.start for one, after in itertools.pairwise(cut))
    assert (limits[0], limits[-1]) == (whole.start, whole.end)
    if cut:
        assert cut[0].start == whole.start


@pytest.mark.slow
def test_no_day_and_no_hour_reaches_over_a_limit_of_the_wall_clock() -> None:
    # changes alike are cut alike: each once, in one of its zones and years
    alike = {
        (change.before, change.after, change.at.time()): (change, zone)
        for zone in ZONES
        for change in changes(zone)[-60:]
    }
    for change, zone in alike.values():
        for grain, hours, shown in ((Grain.DAY, 30, "%Y-%m-%d"), (Grain.HOUR, 5, "%Y-%m-%d %H %z")):
            near = timedelta(hours=hours)
            for one in buckets_of(Period(change.at - near, change.at + near, zone), grain):
                last = one.end - timedelta(seconds=1)
                local = [at.astimezone(zone).strftime(shown) for at in (one.start, last)]
                # clocks put back over midnight show the day before once more
                back = grain is Grain.DAY and change.after < change.before
                assert local[0] == local[1] or back, (zone, change)


@st.composite
def working_hours(draw):
    stretches = st.builds(
        lambda start, length: Stretch(start, min(start + length, DAY_MINUTES)),
        st.integers(0, DAY_MINUTES - 1),
        st.integers(1, 600),
    )
    days = st.tuples(st.integers(0, 6), stretches)
    return WorkingHours.of(draw(st.lists(days, min_size=1, max_size=9)))


@given(st.one_of(day_ranges, moment_ranges), st.sampled_from(ZONES), working_hours(), st.data())
@settings(max_examples=200, deadline=None)
def test_an_instant_lies_in_one_bucket_of_working_hours_or_in_none(chosen, zone, hours, data):
    whole = resolve_range(chosen, NOW, zone)
    cut = buckets_of(whole, hours)
    assert all(one.end <= after.start for one, after in itertools.pairwise(cut))
    assert all(whole.start <= one.start < one.end <= whole.end for one in cut)
    seconds = int((whole.end - whole.start).total_seconds())
    for away in data.draw(st.lists(st.integers(0, max(seconds - 1, 0)), min_size=1, max_size=30)):
        at = whole.start + timedelta(seconds=away)
        wall = at.astimezone(zone)
        day = timedelta(days=1)
        if (at - day).astimezone(zone).utcoffset() != (at + day).astimezone(zone).utcoffset():
            continue  # the clocks change near it: the examples below are about that
        minute = wall.hour * 60 + wall.minute
        counts = any(one.start <= minute < one.end for one in hours.days[wall.weekday()])
        assert sum(one.start <= at < one.end for one in cut) == (counts and at < whole.end)


def test_working_hours_over_a_change_of_the_clocks_are_shorter_or_longer() -> None:
    night = parse_hours(["mon-sun_00:00-24:00"])
    week = period("2026-10-19", "2026-10-26")
    assert buckets_of(week, night) == buckets_of(week, Grain.DAY)
    early = parse_hours(["sun_01:00-04:00"])
    for first, last, long in (("2026-10-25", "2026-10-26", 4), ("2026-03-29", "2026-03-30", 2)):
        (one,) = buckets_of(period(first, last), early)
        assert one.end - one.start == timedelta(hours=long)


def test_a_night_over_a_change_of_the_clocks_is_cut_at_midnight_and_loses_no_minute() -> None:
    night = parse_hours(["sat_22:00-06:00"])
    for first, last, hours in (("2026-10-24", "2026-10-26", 7), ("2026-03-28", "2026-03-30", 5)):
        evening, morning = buckets_of(period(first, last), night)
        assert evening.end == morning.start
        assert evening.end - evening.start == timedelta(hours=2)
        assert morning.end - morning.start == timedelta(hours=hours)


def test_a_doubled_hour_is_two_buckets_with_their_offsets() -> None:
    night = period("2026-10-25T01:00", "2026-10-25T04:00")
    assert local_starts(buckets_of(night, Grain.HOUR), night) == [
        "25 01:00 +0200",
        "25 02:00 +0200",
        "25 02:00 +0100",
        "25 03:00 +0100",
    ]


def test_a_skipped_hour_is_no_bucket() -> None:
    night = period("2026-03-29T01:00", "2026-03-29T04:00")
    assert local_starts(buckets_of(night, Grain.HOUR), night) == [
        "29 01:00 +0100",
        "29 03:00 +0200",
    ]


def test_a_day_that_the_zone_left_out_is_no_bucket() -> None:
    turn = period("2011-12-29", "2012-01-01", APIA)
    assert [start[:2] for start in local_starts(buckets_of(turn, Grain.DAY), turn)] == ["29", "31"]


def test_the_edges_of_the_period_cut_the_first_and_the_last_bucket_short() -> None:
    some = period("2026-03-09T22:30", "2026-03-10T01:15")
    days, hours = buckets_of(some, Grain.DAY), buckets_of(some, Grain.HOUR)
    assert [one.end - one.start for one in days] == [
        timedelta(minutes=90),
        timedelta(minutes=75),
    ]
    assert [one.end - one.start for one in hours] == [
        timedelta(minutes=minutes) for minutes in (30, 60, 60, 15)
    ]


def test_an_empty_period_has_no_buckets() -> None:
    nothing = Period(NOW, NOW, BERLIN)
    assert [buckets_of(nothing, grain) for grain in Grain] == [(), ()]
