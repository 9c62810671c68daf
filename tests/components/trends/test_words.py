"""What the trends say about days that are missing or on their way."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from components.shared.gap_notices import spans
from components.shared.history_loading import progress_words


def november(*days):
    return [date(2026, 11, day) for day in days]


def test_progress_counts_and_says_how_long_it_takes_once_that_is_known():
    assert progress_words(0, 90, None) == "0 of 90 days"
    assert progress_words(31, 90, 4.2) == "31 of 90 days, about 4 s"
    assert progress_words(31, 180, 4.2, 2) == "31 of 180 days of 2 groups, about 4 s"
    assert progress_words(89, 90, 0.01) == "89 of 90 days, about 1 s"
    assert progress_words(1, 1_826, 600.0) == "1 of 1,826 days, about 10 min"


def test_days_are_told_as_spans_whatever_their_order():
    assert spans(november(5, 3, 4, 9, 9)) == "3–5 Nov 2026, Mon 9 Nov 2026"


def test_of_many_spans_the_last_are_told():
    told = spans(november(1, 3, 5, 7, 9, 11))
    assert told.startswith("2 more spans, Thu 5 Nov 2026, ")
    assert told.endswith("Wed 11 Nov 2026")


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(1, 400))
def test_days_without_a_hole_are_one_span(first, length):
    days = [first + timedelta(days=n) for n in range(length)]
    assert ", " not in spans(days)
