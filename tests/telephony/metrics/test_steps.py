"""Days, weeks and months out of day buckets."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telephony.data_access.history.plan import started_buckets
from telephony.metrics.steps import StepState, first_day, last_day, state_of, steps_of
from telephony.periods.buckets import Grain, buckets_of
from telephony.periods.ranges import resolve_range
from telephony.periods.working_hours_text import parse_hours
from telephony.query.view import StepLength
from tests.telephony.answers.histories import span
from tests.telephony.frames.extension_frames import BERLIN
from tests.telephony.periods.ranges import MONDAY_MORNING, day_ranges, local, odd_zones

ALL_BYS = st.sampled_from(StepLength)


@given(day_ranges, odd_zones, ALL_BYS)
def test_each_bucket_is_in_exactly_one_step(choice, zone, by):
    buckets = buckets_of(resolve_range(choice, MONDAY_MORNING, zone), Grain.DAY)
    steps = steps_of(buckets, by, zone)
    places = Counter(place for step in steps for place in step.places)
    assert places == Counter(range(len(buckets)))
    for step in steps:
        for place in step.places:
            day = buckets[place].start.astimezone(zone).date()
            assert step.first <= day <= step.last


@given(day_ranges, odd_zones, ALL_BYS)
def test_steps_follow_one_another_and_do_not_overlap(choice, zone, by):
    steps = steps_of(buckets_of(resolve_range(choice, MONDAY_MORNING, zone), Grain.DAY), by, zone)
    for before, after in pairwise(steps):
        assert before.last < after.first
        assert before.ends == after.starts


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)), ALL_BYS)
def test_a_day_lies_in_the_step_that_it_begins_and_the_next_step_begins_after_it(day, by):
    first = first_day(day, by)
    assert first <= day <= last_day(first, by)
    assert first_day(last_day(first, by), by) == first
    assert first_day(last_day(first, by) + timedelta(days=1), by) != first


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)))
def test_weeks_are_those_of_iso_8601(day):
    first = first_day(day, StepLength.WEEK)
    assert first.isoweekday() == 1
    assert first.isocalendar()[:2] == day.isocalendar()[:2]


def states(first, last, by, **given):
    held, recorded = given.get("held"), given.get("recorded")
    now, cut = given.get("now", "2027-01-01"), given.get("cut", Grain.DAY)
    buckets = started_buckets(buckets_of(span(first, last), cut), local(now))
    inside = set(range(len(buckets))) if held is None else held
    begin = local(recorded) if recorded else None
    return [
        state_of(step, inside, local(now), BERLIN, begin, cut=cut)
        for step in steps_of(buckets, by, BERLIN)
    ]


def test_a_week_of_which_the_range_holds_a_part_is_a_part():
    found = states("2026-11-18", "2026-12-02", StepLength.WEEK)
    assert found == [StepState.PART, StepState.WHOLE, StepState.PART]


def test_a_week_with_a_missing_day_is_incomplete_and_one_without_any_is_a_gap():
    found = states("2026-11-16", "2026-11-29", StepLength.WEEK, held={0, 1, 2, 4, 5, 6})
    assert found == [StepState.INCOMPLETE, StepState.GAP]


def test_a_running_day_is_not_over():
    found = states("2026-11-16", "2026-11-17", StepLength.DAY, now="2026-11-17T10:20")
    assert found == [StepState.WHOLE, StepState.RUNNING]


@pytest.mark.parametrize("by", [StepLength.DAY, StepLength.MONTH])
def test_what_ended_before_the_first_record_is_not_recorded_and_not_quiet(by):
    found = states("2026-01-01", "2026-04-30", by, recorded="2026-03-17")
    assert found[0] is StepState.NOT_RECORDED
    assert found[-1] is StepState.WHOLE
    if by is StepLength.MONTH:
        assert found == [
            StepState.NOT_RECORDED,
            StepState.NOT_RECORDED,
            StepState.PART,
            StepState.WHOLE,
        ]


OFFICE = parse_hours(["mon-fri_08:00-12:00_13:00-17:00"])


def test_of_working_hours_a_step_is_whole_when_these_are_and_free_days_have_none():
    found = states("2026-11-16", "2026-11-29", StepLength.DAY, cut=OFFICE)
    assert found == [StepState.WHOLE] * 10
    assert states("2026-11-16", "2026-11-29", StepLength.WEEK, cut=OFFICE) == [StepState.WHOLE] * 2
    assert states("2026-11-21", "2026-11-22", StepLength.DAY, cut=OFFICE) == []


def test_of_working_hours_today_is_over_with_them_and_the_week_is_not():
    given = {"cut": OFFICE, "now": "2026-11-18T17:30"}
    assert states("2026-11-16", "2026-11-22", StepLength.DAY, **given) == [StepState.WHOLE] * 3
    assert states("2026-11-16", "2026-11-22", StepLength.WEEK, **given) == [StepState.RUNNING]
    given["now"] = "2026-11-18T12:30"
    assert states("2026-11-16", "2026-11-22", StepLength.DAY, **given)[-1] is StepState.RUNNING


def test_a_week_whose_working_hours_the_range_cuts_is_a_part():
    assert states("2026-11-17", "2026-11-22", StepLength.WEEK, cut=OFFICE) == [StepState.PART]
    assert states("2026-11-16", "2026-11-20", StepLength.WEEK, cut=OFFICE) == [StepState.WHOLE]


def test_saturdays_and_sundays_are_weekends_and_weeks_are_not():
    days = steps_of(buckets_of(span("2026-11-16", "2026-11-22"), Grain.DAY), StepLength.DAY, BERLIN)
    assert [day.weekend for day in days] == [False] * 5 + [True] * 2
    weeks = steps_of(
        buckets_of(span("2026-11-16", "2026-11-22"), Grain.DAY), StepLength.WEEK, BERLIN
    )
    assert [week.weekend for week in weeks] == [False]
