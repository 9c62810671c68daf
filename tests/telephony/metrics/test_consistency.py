"""Figures that cannot be right are named with their difference."""

from __future__ import annotations

from telephony.metrics.consistency import (
    ANSWERED_WITHOUT_TALK,
    against_areas,
    against_total,
    oddities,
)
from tests.telephony.history_made import history, span
from tests.telephony.made import BERLIN, frame, row

DAY = "2026-11-16"


def day_of(*rows):
    return history(span(DAY, DAY), {DAY: rows})


def said(found):
    return [(one.where, one.extension, one.words) for one in found]


def test_figures_that_can_be_right_are_not_odd():
    calm = [row("1", ia=3, it=60), row("2", ia=1, it=0), row("3", ia="?", it=60), row("4")]
    assert oddities(day_of(*calm), BERLIN) == ()


def test_many_answered_calls_without_talk_time_are_odd():
    found = oddities(day_of(row("1", ia=ANSWERED_WITHOUT_TALK)), BERLIN)
    assert said(found) == [(DAY, "1", "10 inbound calls answered, 0:00:00 of talk time")]


def test_talk_time_without_an_answered_call_is_odd():
    found = oddities(day_of(row("1", ou=4, ot=61)), BERLIN)
    assert said(found) == [(DAY, "1", "0 outbound calls answered, 0:01:01 of talk time")]


def test_a_mean_talk_longer_than_the_day_is_odd():
    assert oddities(day_of(row("1", ia=2, it=2 * 86_400)), BERLIN) == ()
    assert len(oddities(day_of(row("1", ia=2, it=2 * 86_400 + 1)), BERLIN)) == 1


def test_days_that_do_not_add_up_to_the_total_are_told_with_both_figures():
    found = history(
        span("2026-11-16", "2026-11-17"),
        {"2026-11-16": [row("1", ia=3, it=60)], "2026-11-17": [row("1", ia=4), row("2", ou=1)]},
    )
    assert against_total(found, frame(row("1", ia=7, it=60), row("2", ou=1), row("3"))) == ()
    assert said(against_total(found, frame(row("1", ia=8, it=61)))) == [
        ("the whole range", "1", "Inbound answered: added up 7, the PBX says 8"),
        ("the whole range", "2", "Outbound unanswered: added up 1, the PBX says 0"),
        ("the whole range", "1", "Inbound talk time: added up 0:01:00, the PBX says 0:01:01"),
    ]


def test_what_is_unknown_is_not_held_against_anything():
    found = day_of(row("1", ia="?"))
    assert against_total(found, frame(row("1", ia=8))) == ()


def test_all_calls_are_the_internal_and_the_external_ones():
    everything, internal = frame(row("1", ia=5, ou=2)), frame(row("1", ia=2))
    assert against_areas(everything, internal, frame(row("1", ia=3, ou=2))) == ()
    assert said(against_areas(everything, internal, frame(row("1", ia=3)))) == [
        ("internal + external", "1", "Outbound unanswered: added up 0, the PBX says 2")
    ]
