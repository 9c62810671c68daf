"""Wall clocks to instants, over every zone and every change of its clocks."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telephony.periods.wall_clock import clock_change, instant, start_of_day, zone_names
from tests.telephony.periods.clock_changes import changes, clocks_change

BERLIN = ZoneInfo("Europe/Berlin")
wall = datetime.fromisoformat
ZONES = [ZoneInfo(name) for name in zone_names()]


def test_every_name_is_a_place_s_and_stands_in_order():
    names = zone_names()
    assert {"Europe/Berlin", "UTC"} < set(names)
    assert {"localtime", "Factory"}.isdisjoint(names)
    assert list(names) == sorted(set(names))


def test_every_day_around_every_change_begins_when_clocks_first_reach_it():
    checked = 0
    for zone in ZONES:
        for change in changes(zone):
            day = (change.at + change.before).date()
            for near in (day - timedelta(days=1), day, day + timedelta(days=1)):
                midnight = wall(near.isoformat())
                assert start_of_day(near, zone) == change.first_showing(midnight), (zone.key, near)
                checked += 1
    assert checked > 10_000


@given(
    zone=st.sampled_from(ZONES).filter(clocks_change),
    number=st.integers(0, 10_000),
    away=st.timedeltas(timedelta(hours=-30), timedelta(hours=30)),
)
def test_any_wall_time_near_a_change_is_its_first_showing(zone, number, away):
    change = changes(zone)[number % len(changes(zone))]
    shown = (change.at + change.before + away).replace(tzinfo=None)
    assert instant(shown, zone) == change.first_showing(shown)


@given(
    zone=st.sampled_from(ZONES),
    walls=st.lists(st.datetimes(wall("2000-01-03"), wall("2037-12-01")), min_size=2, max_size=2),
)
def test_a_later_wall_time_is_never_an_earlier_instant(zone, walls):
    earlier, later = sorted(walls)
    assert instant(earlier, zone) <= instant(later, zone)


def test_a_wall_time_shown_twice_means_the_first_time():
    first = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert instant(wall("2026-10-25T02:30"), BERLIN) == first


def test_a_wall_time_that_clocks_skip_means_the_moment_of_the_jump():
    jump = datetime(2026, 3, 29, 1, 0, tzinfo=UTC)
    assert instant(wall("2026-03-29T02:30"), BERLIN) == jump


@pytest.mark.parametrize(
    ("zone", "day", "hours"),
    [
        ("Europe/Berlin", date(2026, 3, 29), 23),
        ("Europe/Berlin", date(2026, 10, 25), 25),
        ("Australia/Lord_Howe", date(2026, 10, 4), 23.5),
        ("Australia/Lord_Howe", date(2026, 4, 5), 24.5),
        ("Pacific/Apia", date(2011, 12, 30), 0),
        ("America/Havana", date(2026, 3, 8), 23),
        ("Africa/Cairo", date(2026, 4, 24), 23),
        ("Asia/Kolkata", date(2026, 3, 29), 24),
    ],
)
def test_odd_days_have_their_real_length(zone, day, hours):
    zone = ZoneInfo(zone)
    length = start_of_day(day + timedelta(days=1), zone) - start_of_day(day, zone)
    assert length == timedelta(hours=hours)


def test_a_day_whose_midnight_is_skipped_begins_at_one_o_clock():
    start = start_of_day(date(2026, 4, 24), ZoneInfo("Africa/Cairo"))
    assert start.astimezone(ZoneInfo("Africa/Cairo")).hour == 1


@pytest.mark.parametrize("name", ["Europe/Berlin", "Australia/Lord_Howe", "Pacific/Apia"])
def test_a_clock_change_is_found_to_the_second_from_any_side(name: str) -> None:
    zone = ZoneInfo(name)
    for change in changes(zone):
        for before, after in ((1, 1), (86_399, 3_600), (7, 86_400), (3_600, 5)):
            start = change.at - timedelta(seconds=before)
            end = change.at + timedelta(seconds=after)
            assert clock_change(start, end, zone) == change.at
