"""Dates in words, in the order of the reader's region."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from telephony.formatting.locale_style import style_of
from telephony.periods.calendar import date_words, day_words, end_words, numeric_date_words
from telephony.periods.period import Period, period_words

GERMAN, AMERICAN, JAPANESE = (style_of(tag) for tag in ("de-DE", "en-US", "ja-JP"))
MONDAY = date(2026, 11, 23)


def test_a_day_has_its_parts_in_the_order_of_the_region() -> None:
    assert date_words(MONDAY, GERMAN) == date_words(MONDAY) == "23 Nov 2026"
    assert date_words(MONDAY, AMERICAN) == "Nov 23, 2026"
    assert date_words(MONDAY, JAPANESE) == "2026 Nov 23"
    assert date_words(MONDAY, GERMAN, with_year=False) == "23 Nov"
    assert date_words(MONDAY, AMERICAN, with_year=False) == "Nov 23"
    assert date_words(MONDAY, JAPANESE, with_year=False) == "Nov 23"


def test_digits_stand_as_the_region_writes_them() -> None:
    assert numeric_date_words(MONDAY) == "2026-11-23"
    assert numeric_date_words(MONDAY, GERMAN) == "23.11.2026"
    assert numeric_date_words(date(2026, 2, 3), AMERICAN) == "02/03/2026"


@pytest.mark.parametrize(
    ("first", "german", "american", "japanese"),
    [
        (MONDAY, "Mon 23 Nov 2026", "Mon Nov 23, 2026", "Mon 2026 Nov 23"),
        (date(2026, 11, 16), "16–23 Nov 2026", "Nov 16–23, 2026", "2026 Nov 16–23"),
        (
            date(2026, 10, 28),
            "28 Oct – 23 Nov 2026",
            "Oct 28 – Nov 23, 2026",
            "2026 Oct 28 – Nov 23",
        ),
        (
            date(2025, 12, 28),
            "28 Dec 2025 – 23 Nov 2026",
            "Dec 28, 2025 – Nov 23, 2026",
            "2025 Dec 28 – 2026 Nov 23",
        ),
    ],
)
def test_days_say_month_and_year_no_more_often_than_needed(
    first: date, german: str, american: str, japanese: str
) -> None:
    assert day_words(first, MONDAY, GERMAN) == german
    assert day_words(first, MONDAY, AMERICAN) == american
    assert day_words(first, MONDAY, JAPANESE) == japanese


def test_times_of_the_day_follow_their_days() -> None:
    start, end = datetime(2026, 11, 23, 8, tzinfo=UTC), datetime(2026, 11, 24, 12, 30, tzinfo=UTC)
    period = Period(start, end, ZoneInfo("UTC"))
    assert period_words(period, GERMAN) == "23 Nov 08:00 – 24 Nov 2026 12:30"
    assert period_words(period, AMERICAN) == "Nov 23 08:00 – Nov 24, 2026 12:30"
    assert period_words(period, JAPANESE) == "2026 Nov 23 08:00 – Nov 24 12:30"


def test_two_years_are_both_named() -> None:
    ends = end_words(date(2025, 1, 1), date(2026, 1, 1), JAPANESE)
    assert ends == ("2025 Jan 1", "2026 Jan 1")
