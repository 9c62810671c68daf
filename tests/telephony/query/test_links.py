"""Views that travel in links."""

from __future__ import annotations

import string
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from urllib.parse import urljoin, urlsplit
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telephony.odata.literal_writer import text_literal
from telephony.periods.presets import Preset
from telephony.periods.ranges import DayRange, MomentRange, PresetRange, range_words
from telephony.periods.working_hours_text import parse_hours
from telephony.query.links import (
    MAX_FILTER_LENGTH,
    MAX_SEARCH_LENGTH,
    MAX_SELECTED,
    link_to,
    page_address,
    view_parameters,
    with_fixed_dates,
)
from telephony.query.view import Baseline, CallArea, Direction, HourMetric, Sort, View
from tests.telephony.periods.generated_working_hours import working_hours
from tests.telephony.query.opened_links import opened

wall = datetime.fromisoformat
BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 23, 9, 20, tzinfo=UTC)
BASE = "https://telephony.example.internal/"


def readable(longest: int, shortest: int = 0):
    letters = st.characters(
        exclude_categories=("Cs", "Cc"), exclude_characters="\ufffd"
    ) | st.sampled_from("&=+%#?/;' \"äß😀")
    return st.text(letters, min_size=shortest, max_size=longest)


numbers = st.lists(readable(12, 1), unique=True, max_size=6).map(tuple)
ranges = (
    st.sampled_from(Preset).map(PresetRange)
    | st.builds(
        lambda first, length: DayRange(first, first + timedelta(days=length)),
        st.dates(date(2000, 1, 1), date(2094, 12, 1)),
        st.integers(0, 1_800),
    )
    | st.builds(
        lambda start, minutes: MomentRange(
            start.replace(second=0, microsecond=0),
            start.replace(second=0, microsecond=0) + timedelta(minutes=minutes),
        ),
        st.datetimes(wall("2000-01-01"), wall("2094-12-01")),
        st.integers(1, 2_000_000),
    )
)
views = st.builds(
    View,
    groups=numbers,
    range=ranges,
    area=st.sampled_from(CallArea),
    search=readable(MAX_SEARCH_LENGTH),
    filter=st.just("") | readable(20).map(lambda text: f"DisplayName ne {text_literal(text)}"),
    show_idle=st.booleans(),
    direction=st.sampled_from(Direction),
    sort=st.builds(
        Sort, st.text(string.ascii_lowercase + "_", min_size=1, max_size=40), st.booleans()
    ),
    selected=numbers,
    hours=st.none() | working_hours,
    holidays=st.booleans(),
    by_hour=st.sampled_from(HourMetric),
)


@given(views)
def test_every_view_comes_back_out_of_its_link(view):
    parsed = opened(urlsplit(link_to(BASE, view)).query)
    assert parsed.problems == ()
    assert parsed.view == view


def test_only_the_range_is_written_when_all_else_is_as_usual():
    assert view_parameters(View()) == [("range", "last_7_days")]


def test_a_view_is_written_in_a_fixed_order():
    view = View(
        groups=("GRP0001", "GRP0002"),
        range=MomentRange(wall("2026-11-16T08:00"), wall("2026-11-16T12:30")),
        area=CallArea.INTERNAL,
        search="Söhne & Co",
        filter="Dn ne '1'",
        show_idle=False,
        direction=Direction.INBOUND,
        sort=Sort("pick_up_rate", descending=False),
        selected=("100", "101"),
        hours=parse_hours(["mon-fri_08:00-12:00_13:00-17:00"]),
    )
    assert link_to(BASE, view) == (
        BASE + "?group=GRP0001&group=GRP0002&from=2026-11-16T08:00&to=2026-11-16T12:30"
        "&area=internal&search=S%C3%B6hne%20%26%20Co&filter=Dn%20ne%20%271%27&quiet=hide"
        "&direction=inbound&sort=pick_up_rate&selected=100&selected=101"
        "&hours=mon-fri_08:00-12:00_13:00-17:00"
    )


def test_a_minus_sign_means_the_largest_first():
    assert opened("sort=-talk").view.sort == Sort("talk", descending=True)
    assert opened("sort=talk").view.sort == Sort("talk", descending=False)


def test_a_link_replaces_what_the_address_carried_before():
    assert link_to(BASE + "?group=OLD#top", View()) == BASE + "?range=last_7_days"


def test_half_a_character_in_a_name_does_not_break_the_link():
    assert link_to(BASE, View(search="\ud83d")).endswith("search=%3F")


def test_a_frozen_view_shows_the_same_days_for_ever():
    rolling = View(groups=("GRP0001",), search="anna")
    still = with_fixed_dates(rolling, NOW, BERLIN)
    assert still == replace(rolling, range=DayRange(date(2026, 11, 16), date(2026, 11, 22)))
    next_year = NOW + timedelta(days=365)
    assert still.query(next_year, BERLIN) == rolling.query(NOW, BERLIN)
    assert with_fixed_dates(still, next_year, BERLIN) == still


@pytest.mark.parametrize("preset", list(Preset))
def test_freezing_any_preset_keeps_its_days(preset):
    view = View(range=PresetRange(preset))
    assert with_fixed_dates(view, NOW, BERLIN).query(NOW, BERLIN) == view.query(NOW, BERLIN)


def test_a_filter_of_full_size_in_a_usual_view_still_fits_an_address():
    text = " or ".join(["contains(DisplayName,'ä')"] * 68)
    assert MAX_FILTER_LENGTH - 50 < len(text) <= MAX_FILTER_LENGTH
    view = View(groups=("GRP0001",), filter=text)
    assert opened(urlsplit(link_to(BASE, view)).query).view == view
    assert len(link_to(BASE, view)) < 8_192


def test_a_view_of_full_size_still_fits_an_address():
    view = View(groups=("GRP0001",), selected=tuple(str(10_000 + n) for n in range(MAX_SELECTED)))
    assert len(link_to(BASE, view)) < 8_192


def test_a_links_range_reads_like_the_page_it_came_from():
    view = opened("from=2026-11-16&to=2026-11-22").view
    assert range_words(view.range, NOW, BERLIN) == "16–22 Nov 2026 (Europe/Berlin)"


@pytest.mark.parametrize(
    ("page", "here", "there"),
    [
        ("extension", "/calls/", "/calls/extension"),
        ("extension", "/calls/trends", "/calls/extension"),
        ("overview", "/calls/extension", "/calls/"),
    ],
)
def test_a_page_s_address_keeps_the_view_whatever_page_it_stands_on(page, here, there) -> None:
    view = View(groups=("A&B",), search="zoë", compare=Baseline.NONE).of_extension("1 00")
    target = urlsplit(urljoin(f"http://host{here}", page_address(page, view)))
    assert target.path == there
    assert opened(target.query).view == view
