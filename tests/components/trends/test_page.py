"""The trends of an office: its calls by day, week and month, compared, narrowed and checked."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from streamlit.testing.v1 import AppTest

from tests.support.drawn_trends import trends_of
from tests.support.files import csv_rows
from tests.support.office import SALES, ZONE, Figures, calls_by_day, counted, days
from tests.support.pages import (
    address,
    as_read,
    charts,
    choose,
    files,
    go_to,
    open_popover,
    press,
    written,
)

pytestmark = pytest.mark.usefixtures("office_installed")

ONE_DAY = timedelta(days=1)
WEEK = {"from": "2026-03-23", "to": "2026-03-29"}
AGREE_WITH_TOTAL = "Values agree with each other and with the PBX's own total"


def chip(app: AppTest, key: str) -> str:
    """What the button that undoes a filter says."""
    return as_read(app.button(key=key).label)


def test_each_day_has_the_calls_that_were_made_on_it() -> None:
    trends = trends_of(group=SALES, **WEEK)
    assert trends.calls() == calls_by_day(SALES, *WEEK.values())
    assert trends.hatched() == 0


def test_weeks_and_months_add_the_days_up_and_stand_in_the_address() -> None:
    trends = trends_of(group=SALES, **{"from": "2026-03-16", "to": "2026-03-29"})
    choose(trends.app, "segmented_control", "by", "week")
    weeks = [
        sum(calls_by_day(SALES, "2026-03-16", "2026-03-22")),
        sum(calls_by_day(SALES, "2026-03-23", "2026-03-29")),
    ]
    assert trends.loaded().calls() == weeks
    by_week = address(trends.app)
    assert by_week["by"] == ["week"]
    choose(trends.app, "segmented_control", "by", "month")
    assert trends.loaded().calls() == [sum(weeks)]
    go_to(trends.app, by_week)
    assert trends.loaded().calls() == weeks


def test_the_preceding_week_is_drawn_behind_the_week() -> None:
    trends = trends_of(group=SALES, **WEEK)
    choose(trends.app, "selectbox", "compare", "preceding")
    trends.loaded()
    assert trends.compared("16–22 Mar 2026") == calls_by_day(SALES, "2026-03-16", "2026-03-22")
    assert trends.calls() == calls_by_day(SALES, *WEEK.values())
    assert address(trends.app)["compare"] == ["preceding"]


def test_any_other_days_are_drawn_behind_as_well() -> None:
    trends = trends_of(group=SALES, **WEEK)
    choose(trends.app, "selectbox", "compare", "other")
    # the preceding week until others are picked
    assert address(trends.loaded().app)["compare"] == ["2026-03-16_2026-03-22"]
    other = (date(2026, 3, 2), date(2026, 3, 8))
    choose(trends.app, "date_input", "compare_days", other)
    assert trends.loaded().compared("2–8 Mar 2026") == calls_by_day(
        SALES, "2026-03-02", "2026-03-08"
    )
    assert address(trends.app)["compare"] == ["2026-03-02_2026-03-08"]


def test_between_two_clicks_the_first_day_stays_picked_and_the_comparison_as_it_was() -> None:
    trends = trends_of(group=SALES, compare="2026-03-02_2026-03-08", **WEEK)
    choose(trends.app, "date_input", "compare_days", (date(2026, 3, 9),))
    assert trends.loaded().app.date_input(key="compare_days").value == (date(2026, 3, 9),)
    assert address(trends.app)["compare"] == ["2026-03-02_2026-03-08"]
    assert trends.compared("2–8 Mar 2026") == calls_by_day(SALES, "2026-03-02", "2026-03-08")


def test_a_link_opened_in_the_same_session_is_shown_by_every_control_of_the_line() -> None:
    trends = trends_of(group=SALES, by="week", extension="100", compare="preceding", **WEEK)
    go_to(trends.app, {"group": [SALES], "from": [WEEK["from"]], "to": [WEEK["to"]]})
    app = trends.loaded().app
    assert app.segmented_control(key="by").value == "day"
    assert app.text_input(key="extension").value == ""
    assert trends.calls() == calls_by_day(SALES, *WEEK.values())


def test_another_zone_is_picked_and_stands_in_the_bar_at_once() -> None:
    trends = trends_of(group=SALES, **WEEK)
    open_popover(trends.app, "filters")
    choose(trends.app, "selectbox", "zone", "Asia/Tokyo")
    assert address(trends.app)["tz"] == ["Asia/Tokyo"]
    assert "(Asia/Tokyo)" in written(trends.app)


def test_days_are_cut_in_another_zone_when_asked() -> None:
    trends = trends_of(group=SALES, tz="Asia/Tokyo", **WEEK)
    midnights = [datetime(2026, 3, day, tzinfo=ZoneInfo("Asia/Tokyo")) for day in range(23, 31)]
    starts = [at.astimezone(ZoneInfo(ZONE)).replace(tzinfo=None) for at in midnights]
    by_date = [counted(SALES, start=one, end=next_one) for one, next_one in pairwise(starts)]
    assert trends.calls() == [Figures.total(rows.values()).calls for rows in by_date]
    assert trends.calls() != calls_by_day(SALES, *WEEK.values())
    assert "(Asia/Tokyo)" in written(trends.app)


def test_one_extension_is_shown_alone_until_its_chip_is_clicked() -> None:
    trends = trends_of(group=SALES, extension="100", **WEEK)
    of_week = counted(SALES, **days(*WEEK.values()))
    assert sum(calls or 0 for calls in trends.calls()) == of_week["100"].calls
    assert chip(trends.app, "chip_extension") == "extension 100 only ✕"
    trends.app.button(key="chip_extension").click().run()
    assert trends.loaded().calls() == calls_by_day(SALES, *WEEK.values())
    assert "extension" not in address(trends.app)


def test_a_filter_of_the_bar_rules_the_charts_until_its_chip_is_clicked() -> None:
    trends = trends_of(group=SALES, filter="Dn eq '100'", **WEEK)
    filtered = trends.calls()
    assert filtered == trends_of(group=SALES, extension="100", **WEEK).calls()
    assert chip(trends.app, "chip_filter") == "where Dn eq '100' ✕"
    trends.app.button(key="chip_filter").click().run()
    assert trends.loaded().calls() == calls_by_day(SALES, *WEEK.values()) != filtered


def test_working_hours_narrow_every_day_until_their_chip_is_clicked() -> None:
    trends = trends_of(group=SALES, hours="mon-fri_09:30-16:00", **WEEK)
    morning, evening = timedelta(hours=9, minutes=30), timedelta(hours=16)
    working = []
    for number in range(5):  # the week begins on a Monday
        day = datetime.combine(date.fromisoformat(WEEK["from"]), time.min) + number * ONE_DAY
        rows = counted(SALES, start=day + morning, end=day + evening)
        working.append(Figures.total(rows.values()).calls)
    assert trends.calls() == working
    assert chip(trends.app, "chip_hours") == "Mon–Fri 09:30–16:00 only ✕"
    trends.app.button(key="chip_hours").click().run()
    assert trends.loaded().calls() == calls_by_day(SALES, *WEEK.values())
    assert "hours" not in address(trends.app)


def test_working_hours_are_set_among_the_controls() -> None:
    trends = trends_of(group=SALES, **WEEK)
    open_popover(trends.app, "filters")
    choose(trends.app, "segmented_control", "hours_mode", "own")
    assert len(trends.loaded().calls()) == 5
    assert address(trends.app)["hours"] == ["mon-fri_08:00-17:00"]


def test_a_chart_is_a_table_as_well() -> None:
    trends = trends_of(group=SALES, **WEEK)
    choose(trends.app, "toggle", "as_tables", True)
    table = trends.app.dataframe[0].value
    assert list(table["Calls"]) == [f"{calls:,}" for calls in calls_by_day(SALES, *WEEK.values())]
    assert not charts(trends.app)


def test_all_numbers_are_a_file() -> None:
    trends = trends_of(group=SALES, **WEEK)
    _, write = files(trends.app, "export")["CSV"]
    rows = csv_rows(write())
    assert [int(row["calls"]) for row in rows] == calls_by_day(SALES, *WEEK.values())
    assert rows[0]["date"] == WEEK["from"]


def test_the_badge_is_green_and_on_demand_the_pbx_itself_agrees() -> None:
    trends = trends_of(group=SALES, **WEEK)
    assert trends.badge == "Values agree"
    press(trends.app, "Check against the PBX's own total")
    assert trends.badge == AGREE_WITH_TOTAL
    choose(trends.app, "segmented_control", "by", "week")
    assert trends.loaded().badge == AGREE_WITH_TOTAL
