"""Working hours as a lens over hours, and as text that comes back as it was."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telephony.periods.working_hours import ALWAYS, DAY_MINUTES, Stretch, WorkingHours, wall_minutes
from telephony.periods.working_hours_text import format_hours, parse_hours, working_hours_words
from tests.telephony.periods.generated_working_hours import placed_stretches, working_hours
from tests.telephony.query.opened_links import opened

OFFICE = parse_hours(["mon-fri_08:00-17:00"])
MONDAY = datetime.fromisoformat("2026-11-23")


def minutes_of(hours: WorkingHours) -> set[tuple[int, int]]:
    return {
        (day, minute)
        for day, stretches in enumerate(hours.days)
        for start, end in stretches
        for minute in range(start, end)
    }


@given(working_hours)
def test_what_is_written_is_read_back(hours) -> None:
    assert parse_hours(format_hours(hours)) == hours
    assert len(format_hours(hours)) <= 7


@given(placed_stretches)
def test_stretches_in_any_order_cover_the_same_minutes_and_never_touch(given_ones) -> None:
    expected = {(day, m) for day, (start, end) in given_ones for m in range(start, end)}
    made = WorkingHours.of(given_ones)
    assert minutes_of(made) == expected
    assert made == WorkingHours.of(reversed(given_ones))
    for day in made.days:
        assert all(left.end < right.start for left, right in pairwise(day))


two_minutes_of_a_day = st.sets(st.integers(1, DAY_MINUTES - 1), min_size=2, max_size=2).map(sorted)


@given(st.integers(0, 6), two_minutes_of_a_day)
def test_a_night_is_the_evening_of_one_day_and_the_morning_of_the_next(day, ends) -> None:
    until, begin = ends
    hours = WorkingHours.of([(day, Stretch(begin, until))])
    evening = {(day, minute) for minute in range(begin, DAY_MINUTES)}
    assert minutes_of(hours) == evening | {((day + 1) % 7, minute) for minute in range(until)}
    assert hours.shifts[day] == (Stretch(begin, until),)


@given(working_hours, st.integers(0, 6), st.integers(0, 23), st.sampled_from((60, 30, 90)))
def test_an_hour_counts_when_any_minute_of_it_lies_inside(hours, day, hour, length) -> None:
    start = MONDAY + timedelta(days=day, hours=hour)
    last = min(hour * 60 + length, DAY_MINUTES)
    inside = any((day, minute) in minutes_of(hours) for minute in range(hour * 60, last))
    assert hours.count(start, length) == inside


@pytest.mark.parametrize(
    ("texts", "written", "words"),
    [
        (["mon-fri_08:00-17:00"], ("mon-fri_08:00-17:00",), "Mon–Fri 08:00–17:00"),
        (
            ["fri_13:00-15:00_08:00-12:00"],
            ("fri_08:00-12:00_13:00-15:00",),
            "Fri 08:00–12:00 and 13:00–15:00",
        ),
        (
            ["sat-mon_09:00-10:00"],
            ("mon_09:00-10:00", "sat-sun_09:00-10:00"),
            "Mon 09:00–10:00, Sat–Sun 09:00–10:00",
        ),
        (["mon-fri_22:00-06:00"], ("mon-fri_22:00-06:00",), "Mon–Fri 22:00–06:00"),
        (
            ["mon_22:00-24:00", "tue-fri_00:00-06:00_22:00-24:00", "sat_00:00-06:00"],
            ("mon-fri_22:00-06:00",),
            "Mon–Fri 22:00–06:00",
        ),
        (["sun_21:30-05:15"], ("sun_21:30-05:15",), "Sun 21:30–05:15"),
        (["mon-sun_22:00-06:00"], ("mon-sun_22:00-06:00",), "Mon–Sun 22:00–06:00"),
        (
            ["mon-fri_00:00-06:00_22:00-24:00"],
            ("mon-fri_00:00-06:00_22:00-24:00",),
            "Mon–Fri 00:00–06:00 and 22:00–24:00",
        ),
        (["mon_22:00-00:00"], ("mon_22:00-24:00",), "Mon 22:00–24:00"),
        (
            ["mon-tue_14:00-18:00_22:00-06:00"],
            ("mon-tue_14:00-18:00_22:00-06:00",),
            "Mon–Tue 14:00–18:00 and 22:00–06:00",
        ),
        (["mon_00:00-12:00", "mon_12:00-24:00"], ("mon_00:00-24:00",), "Mon 00:00–24:00"),
    ],
)
def test_texts_are_made_plain(texts, written, words) -> None:
    hours = parse_hours(texts)
    assert format_hours(hours) == written
    assert working_hours_words(hours) == words


def test_all_week_is_one_text() -> None:
    assert format_hours(ALWAYS) == ("mon-sun_00:00-24:00",)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("mon-fri", "is not like"),
        ("08:00-17:00", "is not like"),
        ("mon-fri_8:00-17:00", "is not like"),
        ("MON_08:00-17:00", "is not like"),
        ("mon-foo_08:00-17:00", "names a day “foo”"),
        ("mon_08:00-24:01", "names a time “24:01”"),
        ("mon_08:60-09:00", "names a time “08:60”"),
        ("mon_24:00-06:00", "does not end after it starts"),
        ("mon_08:00-08:00", "does not end after it starts"),
        ("mon_٠٨:00-17:00", "is not like"),
    ],
)
def test_a_wrong_text_says_what_is_wrong_and_the_link_names_it(text, why) -> None:
    with pytest.raises(ValueError, match=why):
        parse_hours([text])
    parsed = opened(f"hours=mon_08:00-09:00&hours={text}")
    [problem] = parsed.problems
    assert problem.parameter == "hours"
    assert text in problem.value
    assert why in problem.message
    assert problem.message.endswith("All hours are included.")
    assert parsed.view.hours is None


def test_no_hours_at_all_are_no_working_hours() -> None:
    with pytest.raises(ValueError, match="no hour"):
        WorkingHours.of([])


def test_an_hour_of_which_a_part_lies_outside_is_told_to_be_cut() -> None:
    eight = MONDAY.replace(hour=8)
    half, whole = parse_hours(["mon_08:30-17:00"]), parse_hours(["mon_08:00-17:00"])
    assert half.cut(eight, 60)
    assert not half.cut(eight.replace(minute=30), 30)
    assert not half.cut(MONDAY.replace(hour=7), 60)
    assert not whole.cut(eight, 60)
    assert not ALWAYS.cut(MONDAY.replace(hour=23), 60)
    closed = ALWAYS.without([(MONDAY.date(), Stretch(8 * 60 + 15, 24 * 60))])
    assert closed.cut(eight, 60)
    assert not closed.cut(MONDAY.replace(hour=9), 60)


def test_a_part_of_a_minute_is_a_minute() -> None:
    assert wall_minutes(MONDAY, MONDAY + timedelta(minutes=59, seconds=1)) == 60
