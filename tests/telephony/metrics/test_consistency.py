"""Figures that cannot be right are named with their difference."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from telephony.metrics.consistency import (
    ANSWERED_WITHOUT_TALK,
    COME,
    GONE,
    IN_BOTH_AREAS,
    TALK_ALONE,
    against_areas,
    against_total,
    find_mismatches,
)
from tests.telephony.answers.histories import history, span
from tests.telephony.frames.extension_frames import BERLIN, frame, row

DAY = "2026-11-16"


def day_of(*rows):
    return history(span(DAY, DAY), {DAY: rows})


def said(found):
    return [(one.where, one.extension, one.words) for one in found]


def test_figures_that_can_be_right_are_not_odd():
    calm = [row("1", ia=3, it=60), row("2", ia=1, it=0), row("3", ia="?", it=60), row("4")]
    assert find_mismatches(day_of(*calm), BERLIN) == ()


def test_many_answered_calls_without_talk_time_are_odd():
    found = find_mismatches(day_of(row("1", ia=ANSWERED_WITHOUT_TALK)), BERLIN)
    assert said(found) == [(DAY, "1", "10 inbound calls answered, 0:00:00 of talk time")]


def test_talk_time_without_an_answered_call_is_told_with_its_reason():
    (found,) = find_mismatches(day_of(row("1", ou=4, ot=61)), BERLIN)
    assert said([found]) == [(DAY, "1", "0 outbound calls answered, 0:01:01 of talk time")]
    assert found.why == TALK_ALONE


def test_a_mean_talk_longer_than_the_day_is_odd():
    assert find_mismatches(day_of(row("1", ia=2, it=2 * 86_400)), BERLIN) == ()
    assert len(find_mismatches(day_of(row("1", ia=2, it=2 * 86_400 + 1)), BERLIN)) == 1


def test_days_that_do_not_add_up_to_the_total_are_told_with_both_figures():
    found = history(
        span("2026-11-16", "2026-11-17"),
        {"2026-11-16": [row("1", ia=3, it=60)], "2026-11-17": [row("1", ia=4), row("2", ou=1)]},
    )
    assert against_total(found, frame(row("1", ia=7, it=60), row("2", ou=1), row("3"))) == ()
    assert said(against_total(found, frame(row("1", ia=8, it=61)))) == [
        ("the whole range", "1", "Inbound answered: summed here 7, reported by the PBX 8"),
        ("the whole range", "2", "Outbound unanswered: summed here 1, reported by the PBX 0"),
        (
            "the whole range",
            "1",
            "Inbound talk time: summed here 0:01:00, reported by the PBX 0:01:01",
        ),
    ]


MONDAY, TUESDAY = "2026-11-16", "2026-11-17"
TWO_DAYS = span(MONDAY, TUESDAY)


def reasons(found, total):
    return {(one.extension, one.why) for one in against_total(found, total)}


def test_an_extension_that_left_the_group_explains_its_difference():
    found = history(TWO_DAYS, {MONDAY: [row("1", ia=3), row("2", ia=5)], TUESDAY: [row("1", ia=1)]})
    assert reasons(found, frame(row("1", ia=4))) == {("2", GONE)}
    assert reasons(found, frame(row("1", ia=9), row("2", ia=4))) == {("1", ""), ("2", "")}


def test_an_extension_that_joined_the_group_explains_its_difference():
    found = history(
        TWO_DAYS, {MONDAY: [row("1", ia=3), row("3")], TUESDAY: [row("1", ia=1), row("2", ia=2)]}
    )
    total = frame(row("1", ia=4), row("2", ia=7, it=60), row("3"), row("4", oa=1))
    assert reasons(found, total) == {("2", COME), ("4", COME)}
    # fewer than the stored days have is nobody's past
    assert reasons(found, frame(row("1", ia=4), row("2", ia=1, it=60))) == {("2", "")}


def test_where_members_without_calls_are_not_listed_a_later_first_row_explains_nothing():
    found = history(TWO_DAYS, {MONDAY: [row("1", ia=3)], TUESDAY: [row("2", ia=2)]})
    assert reasons(found, frame(row("1", ia=3), row("2", ia=7))) == {("2", "")}


def test_what_is_unknown_is_not_held_against_anything():
    found = day_of(row("1", ia="?"))
    assert against_total(found, frame(row("1", ia=8))) == ()


def test_all_calls_are_the_internal_and_the_external_ones():
    everything, internal = frame(row("1", ia=5, ou=2)), frame(row("1", ia=2))
    assert against_areas(everything, internal, frame(row("1", ia=3, ou=2))) == ()
    assert said(against_areas(everything, internal, frame(row("1", ia=3)))) == [
        ("internal + external", "1", "Outbound unanswered: summed here 0, reported by the PBX 2")
    ]


def test_internal_and_external_calls_may_be_more_than_all_but_not_fewer():
    found = against_areas(
        frame(row("1", ia=5), row("2", ia=5)),
        frame(row("1", ia=2), row("2", ia=2)),
        frame(row("1", ia=4), row("2", ia=1)),
    )
    assert [(one.extension, one.why) for one in found] == [("1", IN_BOTH_AREAS), ("2", "")]


def test_calls_longer_than_the_stretch_they_began_in_are_not_odd():
    hour = day_of(row("1", ia=1, it=2 * 3600))
    frame_of_an_hour = hour.frame.assign(bucket_end=hour.frame["bucket_start"] + timedelta(hours=1))
    assert find_mismatches(replace(hour, frame=frame_of_an_hour), BERLIN) == ()
