"""A trend and a comparison in links, and the range and the period that a range is compared with."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telephony.periods.period import period_words
from telephony.periods.ranges import DayRange, resolve_range
from telephony.periods.wall_clock import zone_names
from telephony.query.compared_range import compared_period, compared_range
from telephony.query.links import link_to, parse_view, view_parameters
from telephony.query.view import BarOrder, Baseline, StepLength, TrendView, View
from tests.telephony.periods.ranges import (
    APIA,
    BERLIN,
    MONDAY_MORNING,
    day_ranges,
    days,
    moment_ranges,
    moments,
    presets,
)
from tests.telephony.query.opened_links import opened

trends = st.builds(
    TrendView,
    by=st.none() | st.sampled_from(StepLength),
    extension=st.text(st.characters(codec="ascii", exclude_categories=["Cc"]), max_size=12),
    zone=st.just("") | st.sampled_from(zone_names()),
    closed_days=st.booleans(),
)
comparisons = st.none() | st.sampled_from(Baseline) | day_ranges
groups = st.just("") | st.from_regex(r"[A-Z]{1,4}[0-9]{1,4}", fullmatch=True)


@given(trends, comparisons, groups, st.sampled_from(BarOrder))
def test_every_trend_and_comparison_comes_back_out_of_its_link(trend, compare, against, bars):
    view = View(trend=trend, compare=compare, against=against, bars=bars)
    parsed = opened(urlsplit(link_to("https://telephony.example/", view)).query)
    assert parsed.problems == ()
    assert parsed.view == view


def test_only_what_is_not_usual_is_written():
    assert view_parameters(View(trend=TrendView())) == [("range", "last_7_days")]
    trend = TrendView(StepLength.WEEK, "100", "Asia/Kathmandu")
    view = View(trend=trend, compare=days("2026-01-01", "2026-01-31"), against="GRP2")
    assert link_to("https://t.example/", view) == (
        "https://t.example/?range=last_7_days&by=week&compare=2026-01-01_2026-01-31"
        "&extension=100&tz=Asia%2FKathmandu&against=GRP2"
    )


def test_a_page_compares_with_what_is_usual_there_unless_the_link_says_otherwise():
    assert View().compared_with(Baseline.PREVIOUS) is Baseline.PREVIOUS
    assert View(compare=Baseline.NONE).compared_with(Baseline.PREVIOUS) is Baseline.NONE


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("by=hour", "by: “hour” is not one of day, week, month. Days are shown, or weeks"),
        ("closed_days=hide", "Days without working hours are left out."),
        ("bars=size", "Bars are sorted by calls."),
        ("compare=yesterday", "The comparison is the usual one."),
        ("compare=2026-02-30_2026-03-01", "The comparison is the usual one."),
        ("compare=2026-03-02_2026-03-01", "its end is before its start"),
        (
            "tz=Europe/Berln",
            "perhaps Europe/Berlin is meant. Days are those of the PBX's time zone.",
        ),
        ("tz=../../etc/passwd", "is not an IANA time zone"),
        ("tz=localtime", "is not an IANA time zone"),
        ("extension=" + "1" * 65, "All extensions are shown."),
    ],
)
def test_a_wrong_parameter_is_named_and_the_rest_works(query, said):
    parsed = opened(f"group=GRP0000&{query}")
    assert parsed.view == replace(View(), groups=("GRP0000",))
    [problem] = parsed.problems
    assert said in problem.message


def compared(choice, compare, zone=BERLIN):
    return compared_range(choice, compare, MONDAY_MORNING, zone)


def test_nothing_is_compared_unless_asked_for():
    assert compared(days("2026-11-01", "2026-11-30"), Baseline.NONE) is None


def test_the_preceding_month_is_a_whole_month():
    assert compared(days("2026-03-01", "2026-03-31"), Baseline.PREVIOUS) == days(
        "2026-02-01", "2026-02-28"
    )


@given(day_ranges | presets)
def test_the_same_weekdays_before_are_as_many_days_and_the_nearest_that_end_before(choice):
    now = resolve_range(choice, MONDAY_MORNING, BERLIN)
    before = resolve_range(compared(choice, Baseline.WEEKDAYS), MONDAY_MORNING, BERLIN)
    assert before.last_day - before.first_day == now.last_day - now.first_day
    back = now.first_day - before.first_day
    assert back.days % 7 == 0
    assert before.last_day < now.first_day
    assert before.last_day + timedelta(days=7) >= now.first_day


@pytest.mark.parametrize(
    ("choice", "year_before"),
    [
        (days("2026-03-05", "2026-04-10"), days("2025-03-05", "2025-04-10")),
        (days("2024-02-01", "2024-02-29"), days("2023-02-01", "2023-02-28")),
        (days("2025-02-01", "2025-02-28"), days("2024-02-01", "2024-02-29")),
        (days("2024-02-29", "2024-03-01"), days("2023-02-28", "2023-03-01")),
        (
            moments("2026-03-05T08:00", "2026-03-05T12:00"),
            moments("2025-03-05T08:00", "2025-03-05T12:00"),
        ),
    ],
)
def test_the_same_period_last_year_keeps_months_whole(choice, year_before):
    assert compared(choice, Baseline.LAST_YEAR) == year_before


def test_other_days_are_taken_as_they_are():
    other = days("2020-01-01", "2020-01-07")
    assert compared(days("2026-11-01", "2026-11-30"), other) == other


@given(day_ranges | moment_ranges | presets, st.sampled_from(Baseline))
def test_no_range_makes_the_comparison_fail(choice, compare):
    found = compared(choice, compare, APIA)
    assert (found is None) == (compare is Baseline.NONE)
    if found is not None:
        then, now = (resolve_range(one, MONDAY_MORNING, APIA) for one in (found, choice))
        assert then.start < now.start


def test_before_the_first_year_there_is_nothing_to_compare():
    first = DayRange(date(2000, 1, 1), date(2000, 1, 31))
    assert {compared(first, compare) for compare in Baseline} == {None}


def before(choice, compare, now, zone=BERLIN):
    found = compared_period(choice, compare, datetime.fromisoformat(now).astimezone(UTC), zone)
    return None if found is None else period_words(found)


WEEK = days("2026-11-23", "2026-11-29")
NOWS = [
    MONDAY_MORNING + timedelta(days=days, hours=hours) for days in (-400, 0, 3) for hours in (0, 13)
]


@pytest.mark.parametrize(
    ("compare", "expected"),
    [
        (Baseline.PREVIOUS, "16 Nov – 18 Nov 2026 10:20"),
        (Baseline.WEEKDAYS, "16 Nov – 18 Nov 2026 10:20"),
        (Baseline.LAST_YEAR, "23 Nov – 25 Nov 2025 10:20"),
        (Baseline.NONE, None),
    ],
)
def test_a_running_range_is_compared_with_as_much_as_has_elapsed(compare, expected):
    found = before(WEEK, compare, "2026-11-25T10:20+01:00")
    assert found == (expected and expected.replace(" – ", " 00:00 – "))


@pytest.mark.parametrize(
    ("compare", "expected"),
    [
        (Baseline.PREVIOUS, "16–22 Nov 2026"),
        (Baseline.WEEKDAYS, "16–22 Nov 2026"),
        (Baseline.LAST_YEAR, "23–29 Nov 2025"),
        (days("2026-11-02", "2026-11-03"), "2–3 Nov 2026"),
    ],
)
def test_a_range_that_is_over_is_compared_with_whole_days(compare, expected):
    assert before(WEEK, compare, "2026-12-01T10:20+01:00") == expected


def test_days_that_somebody_chose_are_compared_as_they_are():
    chosen = days("2026-11-16", "2026-11-22")
    assert before(WEEK, chosen, "2026-11-25T10:20+01:00") == "16–22 Nov 2026"


@given(day_ranges | moment_ranges | presets, comparisons.filter(bool), st.sampled_from(NOWS))
def test_a_compared_period_never_fails_and_is_never_longer_than_its_range(choice, compare, now):
    found = compared_period(choice, compare, now, APIA)
    other = compared_range(choice, compare, now, APIA)
    if found is not None and other is not None and compare is not Baseline.PREVIOUS:
        whole = resolve_range(other, now, APIA)
        assert whole.start == found.start
        assert found.end <= whole.end


def test_a_group_is_not_compared_with_itself():
    parsed = parse_view({"group": ["A"], "against": ["A"]})
    assert parsed.view == View(groups=("A",))
    [problem] = parsed.problems
    assert problem.message == "against: “A” is the group itself. No group is compared."
    assert parse_view({"group": ["A", "B"], "against": ["A"]}).view.against == "A"
