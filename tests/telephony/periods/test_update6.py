"""The day on which the PBX began to count queues in the newer way."""

from __future__ import annotations

from datetime import date

import pytest

from telephony.periods.events import parse_events
from telephony.periods.update6 import MARK, break_words, update6_day, with_update6
from tests.telephony.periods.ranges import period

DAY = date(2026, 5, 12)
NAMED = parse_events("2026-05-11,Fair\n2026-05-12,PBX got Update 6\n")


@pytest.mark.parametrize(
    ("configured", "version", "found"),
    [
        (None, None, DAY),
        (None, "20.0.9.1021", DAY),
        (date(2026, 4, 1), "20.0.6.724", date(2026, 4, 1)),
        (date(2026, 4, 1), "20.0.5.625", None),
        (None, "18.0.9.20", None),
        (None, "unreadable", DAY),
    ],
)
def test_the_day_is_the_configured_one_or_a_named_event_unless_the_version_denies_it(
    configured, version, found
):
    assert update6_day(NAMED, configured, version) == found


@pytest.mark.parametrize("words", ["Update 60", "Update 16", "120.0.61", "Fair"])
def test_other_events_are_not_taken_for_it(words):
    assert update6_day(parse_events(f"2026-05-12,{words}\n"), None, None) is None


def test_the_day_is_among_the_marks_where_it_is_known():
    assert with_update6(parse_events(""), DAY).words(DAY, DAY) == MARK
    assert with_update6(NAMED, None) == NAMED


@pytest.mark.parametrize(
    ("first", "last", "told"),
    [
        ("2026-05-11", "2026-05-13", True),
        ("2026-05-01", "2026-06-01", True),
        ("2026-05-12", "2026-06-01", False),
        ("2026-05-01", "2026-05-12", False),
    ],
)
def test_numbers_from_both_sides_of_the_day_are_said_not_to_compare(first, last, told):
    assert bool(break_words(DAY, [period(first, last)])) is told


def test_a_comparison_across_the_day_is_told_as_well():
    periods = [period("2026-06-01", "2026-06-08"), period("2026-05-01", "2026-05-08")]
    assert "12 May 2026" in break_words(DAY, periods)
    assert break_words(None, periods) == ""
