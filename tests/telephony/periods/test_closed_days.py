"""Days without working hours, where hours are known and where they are not."""

from __future__ import annotations

from datetime import date

from telephony.periods.closed_days import ClosedDays
from telephony.periods.working_hours import DAY_MINUTES, Stretch
from telephony.periods.working_hours_text import parse_hours

OFFICE, SATURDAYS = parse_hours(["mon-fri_08:00-17:00"]), parse_hours(["sat_09:00-14:00"])
FRIDAY, SATURDAY, SUNDAY, MONDAY = (date(2026, 11, day) for day in (20, 21, 22, 23))
WHOLE_DAY = Stretch(0, DAY_MINUTES)


def test_a_day_is_closed_when_nobody_has_hours_on_it() -> None:
    days = ClosedDays((OFFICE, SATURDAYS))
    assert [days.closed(day) for day in (FRIDAY, SATURDAY, SUNDAY)] == [False, False, True]


def test_a_holiday_closes_a_day_and_half_a_holiday_does_not() -> None:
    assert ClosedDays((OFFICE.without([(FRIDAY, WHOLE_DAY)]),)).closed(FRIDAY)
    assert not ClosedDays((OFFICE.without([(FRIDAY, Stretch(0, 720))]),)).closed(FRIDAY)


def test_without_known_hours_no_day_is_surely_closed_and_some_usually_are() -> None:
    days = ClosedDays(holidays=frozenset({FRIDAY}))
    assert not any(days.closed(day) for day in (FRIDAY, SATURDAY, SUNDAY, MONDAY))
    usually = [days.usually_closed(day) for day in (FRIDAY, SATURDAY, SUNDAY, MONDAY)]
    assert usually == [True, True, True, False]


def test_the_closed_days_before_a_first_day_are_covered_by_it_six_at_most() -> None:
    assert ClosedDays((OFFICE,)).covered_from(MONDAY) == SATURDAY
    assert ClosedDays((OFFICE,)).covered_from(SUNDAY) == SATURDAY
    assert ClosedDays().covered_from(MONDAY) == MONDAY
    assert ClosedDays((parse_hours(["mon_08:00-17:00"]),)).covered_from(MONDAY) == date(
        2026, 11, 17
    )
