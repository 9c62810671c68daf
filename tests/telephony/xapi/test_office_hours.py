"""Office hours of a department, in the forms in which a PBX may send them."""

import pytest

from telephony.periods.working_hours import ALWAYS
from telephony.periods.working_hours_text import parse_hours
from telephony.xapi.office_hours import office_hours


def schedule(start, stop, day="Monday"):
    return {"Type": "OfficeHours", "Periods": [{"DayOfWeek": day, "Start": start, "Stop": stop}]}


@pytest.mark.parametrize(
    ("start", "stop", "hours"),
    [
        ("08:30:00", "17:00:00", "mon_08:30-17:00"),
        ("08:30", "17:00", "mon_08:30-17:00"),
        ("8:30", "17:00", "mon_08:30-17:00"),
        ("08:30:00.0000000", "17:00:00.0000000", "mon_08:30-17:00"),
        ("PT8H30M", "PT17H", "mon_08:30-17:00"),
        ("PT0S", "P1D", "mon_00:00-24:00"),
        ("00:00:00", "1.00:00:00", "mon_00:00-24:00"),
        ("00:00", "24:00", "mon_00:00-24:00"),
        ("08:30:00", "23:59:59", "mon_08:30-24:00"),
        ("PT22H", "PT6H", "mon_22:00-06:00"),
    ],
)
def test_times_are_read_however_they_are_written(start, stop, hours):
    assert office_hours(schedule(start, stop)) == parse_hours([hours])


def test_a_department_that_never_closes_needs_no_periods():
    assert office_hours({"Type": "AllHours", "Periods": []}) == ALWAYS


@pytest.mark.parametrize("time", [None, 8, "", "8 AM", "25:00", "08:60", "-08:00", "PT25H", "P1M"])
def test_hours_that_cannot_be_read_are_none_and_never_guessed(time):
    assert office_hours(schedule(time, "17:00")) is None


@pytest.mark.parametrize("day", [None, 1, "monday", "Montag", ["Monday"], {}])
def test_a_day_that_is_none_makes_no_hours(day):
    assert office_hours(schedule("08:00", "17:00", day)) is None
