"""When the calls come: the heatmap, the profile and the working hours, as their page draws them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from demo_pbx.options import Options
from demo_pbx.serving import running
from tests.support import office
from tests.support.clocks import SetClock
from tests.support.dashboard_settings import settings
from tests.support.drawn_hours import DrawnHours, calls_by_hour
from tests.support.office import QUOTED, SALES
from tests.support.pages import charts, dashboard_with, office_dashboard, open_popover

# The week in which clocks went forward: Sunday has no 02:00.
WEEK = {"from": "2026-03-23", "to": "2026-03-29"}
MONDAY = date(2026, 3, 23)
# Its last day, on which the clocks change: counted one by one, each hour is a request.
CHANGE = {"from": "2026-03-29", "to": "2026-03-29"}
SUNDAY = date(2026, 3, 29)

at_office = pytest.mark.usefixtures("office_installed")


@at_office
def test_the_heatmap_and_the_bars_are_the_calls_counted_one_by_one() -> None:
    expected = calls_by_hour(SALES, "calls", MONDAY)
    hours = DrawnHours(group=SALES, **WEEK)
    field = hours.field()
    assert field.pop((6, 2)) == (None, "–")
    assert field == {(d, h): (expected[d, h], "") for d, h in field}
    assert len(field) == 167
    inbound, outbound = hours.bars().values()
    by_hour: Counter[int] = Counter()
    for (_, hour), number in expected.items():
        by_hour[hour] += number
    days = [6 if hour == 2 else 7 for hour in range(24)]
    assert [round((a or 0) + (b or 0), 2) for a, b in zip(inbound, outbound, strict=True)] == [
        round(by_hour[hour] / days[hour], 2) for hour in range(24)
    ]


@at_office
def test_working_hours_in_the_address_rule_figures_and_denominators() -> None:
    expected = calls_by_hour(SALES, "outbound", MONDAY)
    lens = "mon-wed_08:00-10:00_12:00-13:00"
    hours = DrawnHours(group=SALES, by_hour="outbound", hours=lens, **WEEK)
    shown = {place: mean for place, mean in hours.means().items() if mean is not None}
    assert shown == {(d, h): expected[d, h] for d in range(3) for h in (8, 9, 12)}
    total, everything = round(sum(shown.values())), sum(expected.values())
    assert f"{total} outbound calls over 9 hours" in hours.words
    assert f"{total} outbound calls of {everything} outbound calls" in hours.words
    assert hours.chips == ["Mon–Wed 08:00–10:00 and 12:00–13:00 only ✕"]


@at_office
def test_working_hours_set_on_the_page_stand_in_the_address_and_back_undoes_them() -> None:
    hours = DrawnHours(group=SALES, **WEEK)
    open_popover(hours.app, "filters")
    hours.set("segmented_control", "hours_mode", "own")
    usual = hours.parameters
    assert usual["hours"] == ["mon-fri_08:00-17:00"]
    assert hours.means()[2, 9] is not None
    hours.set("pills", "own_days", ["mon", "tue", "thu", "fri"])
    assert hours.parameters["hours"] == ["mon-tue_08:00-17:00", "thu-fri_08:00-17:00"]
    assert hours.means()[2, 9] is None
    assert hours.means()[3, 9] is not None
    hours.go_to(usual)
    assert hours.parameters == usual
    assert hours.means()[2, 9] is not None


@at_office
def test_hours_over_midnight_can_be_set_on_the_page() -> None:
    hours = DrawnHours(group=SALES, hours="mon-tue_14:00-06:00", **WEEK)
    open_popover(hours.app, "filters")
    assert hours.app.selectbox(key="own_from").value == "14:00"
    hours.set("selectbox", "own_from", "21:30")
    assert hours.parameters["hours"] == ["mon-tue_21:30-06:00"]
    means = hours.means()
    assert means[1, 20] is None
    assert [means[place] is None for place in ((0, 21), (1, 5), (2, 5), (2, 6))] == [
        False,
        False,
        False,
        True,
    ]


@at_office
def test_talk_time_is_counted_after_its_price_was_told_and_then_kept() -> None:
    expected = calls_by_hour(SALES, "talk", SUNDAY, 1)
    hours = DrawnHours(group=SALES, by_hour="talk", **CHANGE)
    assert "at most 23 requests to the PBX" in hours.words
    assert charts(hours.app) == {}
    hours.count("Count the hours (23 requests)")
    minutes = {(6, h): expected[6, h] / 60e6 for h in range(24)}
    minutes.pop((6, 2))
    means = {place: mean for place, mean in hours.means().items() if place[0] == 6}
    assert means.pop((6, 2)) is None
    assert means == pytest.approx(minutes, abs=0.001)
    hours.set("segmented_control", "by_hour", "answered")
    answered = calls_by_hour(SALES, "answered", SUNDAY, 1)
    assert hours.means()[6, 11] == answered[6, 11]


@at_office
def test_an_extension_in_two_groups_is_named_and_search_is_said_not_to_apply() -> None:
    expected = calls_by_hour(SALES, "calls", MONDAY) + calls_by_hour(QUOTED, "calls", MONDAY)
    hours = DrawnHours(group=[SALES, QUOTED], search="Zoë", **WEEK)
    assert hours.means()[1, 10] == expected[1, 10]
    assert "counted in each of them here: 113." in hours.words
    assert "the search, the filter, the direction" in hours.words


@at_office
def test_a_table_stands_in_for_a_chart() -> None:
    hours = DrawnHours(group=SALES, **WEEK)
    hours.set("toggle", "hours_table_week", True)
    [table] = hours.app.dataframe
    expected = calls_by_hour(SALES, "calls", MONDAY)
    assert list(table.value["Mon"]) == [f"{expected[0, hour]:.1f}" for hour in range(24)]
    assert set(charts(hours.app)) == {"hours_day"}


@pytest.fixture
def _without_reports(tmp_path: Path) -> Iterator[None]:
    """The office over a PBX from before the hourly reports."""
    with office_dashboard(tmp_path, Options(hour_reports=False)):
        yield


@pytest.mark.usefixtures("_without_reports")
def test_a_pbx_without_hourly_reports_is_counted_hour_by_hour() -> None:
    expected = calls_by_hour(SALES, "calls", MONDAY, 1)
    hours = DrawnHours(group=SALES, **{"from": "2026-03-23T07:00", "to": "2026-03-23T15:00"})
    assert "This PBX has no hourly report" in hours.words
    hours.count("Count the hours (8 requests)")
    means = hours.means()
    assert {h: means[0, h] for h in range(7, 15)} == {h: expected[0, h] for h in range(7, 15)}
    assert {means[d, h] for d in range(1, 7) for h in range(24)} == {None}


def test_the_departments_own_hours_are_a_click_away() -> None:
    clock = SetClock(datetime.fromisoformat(office.NOW).astimezone(UTC))
    with (
        running(clock=clock.now) as pbx,
        dashboard_with(settings(pbx.base_url), clock),
    ):
        hours = DrawnHours(group="GRP2", range="last_week")
        open_popover(hours.app, "filters")
        hours.set("segmented_control", "hours_mode", "office")
        assert hours.parameters["hours"] == [
            "mon-thu_08:30-12:30_13:30-17:30",
            "fri_08:30-15:00",
        ]
        shown = {place for place, mean in hours.means().items() if mean is not None}
        assert {hour for day, hour in shown if day == 4} == set(range(8, 15))
        assert {hour for day, hour in shown if day == 0} == set(range(8, 18))
        assert {day for day, _ in shown} == set(range(5))
