"""Which steps are compared with which, and the numbers of both ranges over the same days."""

from __future__ import annotations

from datetime import timedelta

from telephony.formatting.locale_style import ENGLISH
from telephony.metrics.open_days import open_days
from telephony.metrics.trend_comparison import Compared, compare_days
from telephony.metrics.trends import Trend, pair_steps, trend
from telephony.periods.closed_days import ClosedDays
from telephony.periods.working_hours_text import parse_hours
from telephony.query.view import Direction, StepLength
from telephony.tables.trends import comparison_table
from tests.telephony.answers.histories import history, span
from tests.telephony.frames.extension_frames import BERLIN, row
from tests.telephony.periods.ranges import local

OFFICE = ClosedDays((parse_hours(["mon-fri_08:00-17:00"]),))
NOT_WEDNESDAYS = ClosedDays((parse_hours(["mon-tue_08:00-17:00", "thu-fri_08:00-17:00"]),))
WEEK = timedelta(days=7)
KEYS = ("calls", "pick_up_rate", "talk", "mean_talk", "erlangs")


def days_from(
    first: int, length: int, answered: int = 8, month: int = 11, **given: object
) -> Trend:
    """Each with that many answered calls of a minute and two unanswered ones."""
    days = [f"2026-{month:02}-{day:02}" for day in range(first, first + length)]
    rows = {day: [row(ia=answered, iu=2, it=answered * 60)] for day in days}
    found = history(span(days[0], days[-1]), rows, **given)  # type: ignore[arg-type]
    return trend(found, StepLength.DAY, BERLIN)


def compared(now: Trend, before: Trend, earlier_by: timedelta = WEEK) -> Compared:
    return compare_days(now, before, earlier_by, KEYS)


def test_ranges_that_lie_weeks_apart_meet_on_the_same_weekday_whatever_is_left_out() -> None:
    now = open_days(days_from(16, 7), NOT_WEDNESDAYS).trend
    before = open_days(days_from(9, 7), OFFICE).trend
    assert pair_steps(now, before, WEEK) == (0, 1, 3, 4)


def test_others_meet_in_order_until_one_of_them_ends() -> None:
    now = open_days(days_from(16, 7), OFFICE).trend
    before = open_days(days_from(11, 5), OFFICE).trend  # Wednesday to Friday
    assert pair_steps(now, before, timedelta(days=5)) == (0, 1, 2, None, None)
    assert pair_steps(now, None, WEEK) == (None,) * 5


def test_the_numbers_are_sums_and_ratios_of_sums_over_all_days_of_both() -> None:
    found = compared(days_from(16, 7, answered=18), days_from(9, 7, answered=8))
    assert (found.now["calls"].value, found.before["calls"].value) == (140, 70)
    assert (found.now["pick_up_rate"].top, found.now["pick_up_rate"].bottom) == (126, 140)
    assert found.before["talk"].value == 7 * 8 * 60_000_000
    assert found.before["mean_talk"].value == 60_000_000
    assert found.before["erlangs"].value == 8 * 60 / 86_400
    assert found.words() == "Counts all of each period: 7 days."


def test_a_day_that_is_running_or_missing_on_one_side_counts_on_neither() -> None:
    now = days_from(16, 7, now=local("2026-11-19T12:00"))  # Thursday is running
    before = days_from(9, 7, missing=["2026-11-10"])
    found = compared(now, before)
    assert (found.now["calls"].value, found.before["calls"].value) == (20, 20)
    assert found.words() == (
        "Counts 2 days of each period, of 4 and 7: those that are complete in both."
    )


def test_of_a_longer_range_only_as_many_days_count() -> None:
    found = compared(days_from(1, 30), days_from(1, 31, month=10), timedelta(days=31))
    assert found.now["calls"].value == found.before["calls"].value == 300
    assert "30 days of each period, of 30 and 31" in found.words()


def test_without_a_day_in_common_nothing_is_compared() -> None:
    found = compared(days_from(16, 1), days_from(9, 1, missing=["2026-11-09"]))
    assert found.words() == "No day is complete in both periods, so there is nothing to compare."
    assert found.now["calls"].value is None


def test_the_table_says_now_before_and_change_and_rates_their_n() -> None:
    found = compared(days_from(16, 7, answered=18), days_from(9, 7, answered=8))
    table = comparison_table(found, "this week", "last week", Direction.BOTH, ENGLISH)
    assert list(table.columns) == ["Metric", "Now: this week", "Before: last week", "Change"]
    rows = {words[0]: list(words[1:]) for words in table.itertuples(index=False)}
    assert rows["Calls"] == ["140", "70", "▲ 100 % more than before"]
    assert rows["Pick-up rate"] == [
        "90.0 % (126 of 140)",
        "80.0 % (56 of 70)",
        "▲ 10.0 points higher than before, better",
    ]
