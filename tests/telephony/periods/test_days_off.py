"""Holidays as dates: of a PBX, of a country, and what they leave of working hours."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from telephony.periods.buckets import Grain, buckets_of
from telephony.periods.days_off import DayOff, Holiday
from telephony.periods.events import Event
from telephony.periods.public_holidays import check_region, public_holidays
from telephony.periods.working_hours import ALWAYS, DAY_MINUTES, Stretch
from telephony.periods.working_hours_text import (
    format_hours,
    hours_text,
    parse_hours,
    working_hours_words,
)
from telephony.xapi.holidays import holidays_of
from tests.telephony.periods.ranges import period

OFFICE = parse_hours(["mon-fri_08:00-12:00_13:00-17:00"])
CHRISTMAS = {
    "Name": "Christmas",
    "Day": 25,
    "Month": 12,
    "Year": 0,
    "DayEnd": 26,
    "MonthEnd": 12,
    "YearEnd": 0,
    "IsRecurrent": True,
    "TimeOfStartDate": "PT0S",
    "TimeOfEndDate": "PT23H59M",
}


def read(**changed: object) -> list[DayOff]:
    (holiday,) = holidays_of([{**CHRISTMAS, **changed}])
    return list(holiday.within(range(2025, 2027)))


def test_a_holiday_of_every_year_falls_on_its_days_in_each() -> None:
    assert read() == [
        DayOff(date(year, 12, 25), date(year, 12, 26), "Christmas") for year in (2025, 2026)
    ]


def test_a_holiday_of_one_year_is_one() -> None:
    once = read(IsRecurrent=False, Year=2026, YearEnd=2027, Month=12, Day=31, MonthEnd=1, DayEnd=2)
    assert once == [DayOff(date(2026, 12, 31), date(2027, 1, 2), "Christmas")]


def test_a_holiday_may_go_past_new_years_eve_every_year() -> None:
    assert [off.last for off in read(Month=12, Day=31, MonthEnd=1, DayEnd=1)] == [
        date(2026, 1, 1),
        date(2027, 1, 1),
    ]


@pytest.mark.parametrize("end", [{}, {"DayEnd": 0, "MonthEnd": 0, "TimeOfEndDate": "PT0S"}])
def test_without_an_end_it_is_one_whole_day(end: dict[str, object]) -> None:
    row = {"Name": "May", "Day": 1, "Month": 5, "Year": 2026, **end}
    (holiday,) = holidays_of([row])
    assert list(holiday.within(range(2020, 2030))) == [
        DayOff(date(2026, 5, 1), date(2026, 5, 1), "May")
    ]


def test_the_day_that_only_leap_years_have_is_left_out_of_others() -> None:
    (holiday,) = holidays_of([{"Name": "Leap", "Day": 29, "Month": 2, "IsRecurrent": True}])
    found = [off.first for off in holiday.within(range(2023, 2029))]
    assert found == [date(2024, 2, 29), date(2028, 2, 29)]


@pytest.mark.parametrize(
    "wrong",
    [
        {"Day": 32},
        {"Month": None},
        {"Day": "25"},
        {"TimeOfStartDate": "noon"},
        {"TimeOfStartDate": "PT25H"},
        {"DayEnd": 25, "TimeOfStartDate": "PT12H", "TimeOfEndDate": "PT11H"},
        {"Month": 1, "Day": 1},  # all year round
        {"IsRecurrent": False, "Year": 2026, "YearEnd": 2025},
        {"IsRecurrent": False, "Year": 10**9},
    ],
)
def test_what_cannot_be_a_holiday_marks_no_day_and_costs_no_other(wrong: dict[str, object]) -> None:
    found = holidays_of([{**CHRISTMAS, **wrong}, None, {"Name": "x"}, CHRISTMAS])
    assert found == holidays_of([CHRISTMAS])
    assert holidays_of(None) == holidays_of({"value": []}) == ()


@pytest.mark.parametrize(
    ("begins", "ends"),
    [
        ("PT12H30M", "PT18H"),
        ("12:30", "18:00"),
        ("12:30:00", "18:00:00"),
        ("12:30:00.0000000", "18:00:59"),
    ],
)
def test_times_of_a_holiday_are_read_however_they_are_written(begins: str, ends: str) -> None:
    (found,) = holidays_of(
        [CHRISTMAS | {"DayEnd": 25, "TimeOfStartDate": begins, "TimeOfEndDate": ends}]
    )
    assert (found.begins, found.ends) == (12 * 60 + 30, 18 * 60)


def test_a_holiday_of_one_year_is_of_that_year_though_its_mark_is_no_boolean() -> None:
    (found,) = holidays_of([CHRISTMAS | {"IsRecurrent": "false", "Year": 2026}])
    assert found.years == (2026, 2026)


@pytest.mark.parametrize("name", [None, 7, "", "  ", "\0"])
def test_a_holiday_without_a_name_is_called_one(name: object) -> None:
    assert [off.words for off in read(Name=name)] == ["Holiday"] * 2


def test_hours_of_a_day_off_stand_in_its_words_and_are_left_out_to_the_minute() -> None:
    eve = DayOff(date(2026, 12, 24), date(2026, 12, 24), "Christmas Eve", begins=12 * 60 + 30)
    assert eve.event == Event(eve.first, eve.last, "Christmas Eve from 12:30")
    hours = parse_hours(["mon-fri_08:00-17:00"]).without(eve.closings())
    assert hours.on(date(2026, 12, 24)) == (Stretch(480, 750),)
    assert hours.on(date(2026, 12, 23)) == (Stretch(480, 1020),)


def test_working_hours_without_holidays_have_no_bucket_on_them() -> None:
    closed = DayOff(date(2026, 12, 24), date(2026, 12, 27), "Closed").closings()
    week = period("2026-12-21", "2026-12-28")
    cut = buckets_of(week, OFFICE.without(closed))
    assert {one.start.astimezone(week.zone).day for one in cut} == {21, 22, 23}
    everything = buckets_of(week, ALWAYS.without(DayOff(*[date(2026, 12, 24)] * 2, "").closings()))
    days = buckets_of(week, Grain.DAY)
    assert everything == (*days[:3], *days[4:])


def test_an_hour_of_a_holiday_does_not_count_and_texts_carry_the_weekdays_alone() -> None:
    hours = OFFICE.without([(date(2026, 12, 25), Stretch(0, DAY_MINUTES))])
    friday = period("2026-12-25", "2026-12-26").start.astimezone(
        period("2026-12-25", "2026-12-26").zone
    )
    assert not hours.count(friday + timedelta(hours=9), 60)
    assert hours.count(friday - timedelta(days=7) + timedelta(hours=9), 60)
    assert format_hours(hours) == format_hours(OFFICE)
    assert hours_text(hours) == "mon-fri_08:00-12:00_13:00-17:00 without holidays"
    assert working_hours_words(hours) == "Mon–Fri 08:00–12:00 and 13:00–17:00 without holidays"
    assert hours != OFFICE
    assert hours.weekly == OFFICE


def test_public_holidays_are_those_of_the_region() -> None:
    bavaria, berlin = (
        {off.first for off in public_holidays(region, range(2026, 2027))}
        for region in ("DE-BY", "DE-BE")
    )
    assert date(2026, 1, 6) in bavaria - berlin
    assert date(2026, 3, 8) in berlin - bavaria
    assert DayOff(date(2026, 12, 25), date(2026, 12, 25), "Christmas Day") in public_holidays(
        "DE", range(2026, 2027)
    )


def test_a_region_is_spelled_as_the_calendar_spells_it() -> None:
    assert [check_region(text) for text in ("de-by", " AT ", "gb-Sct")] == [
        "DE-BY",
        "AT",
        "GB-SCT",
    ]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Germany", "names no country with known holidays"),
        ("", "names no country"),
        ("DE-XX", "names no region of DE. Its regions are BB, BE, "),
    ],
)
def test_an_unknown_region_is_refused_with_what_there_is(text: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        check_region(text)


def test_a_holiday_that_no_year_has_is_none() -> None:
    assert list(Holiday("", (2, 30), (2, 30), None).within(range(2020, 2030))) == []
