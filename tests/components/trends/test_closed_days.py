"""Days without working hours on the page of trends: left out, drawn as gaps, or shown."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime

import pytest

from server.current_context import using
from telephony.context import Context
from tests.support import faults
from tests.support.clocks import SetClock
from tests.support.drawn_trends import DrawnTrends, trends_of
from tests.support.fault_server import Exchange, FaultServer
from tests.support.files import csv_rows
from tests.support.pages import (
    address,
    choose,
    context_over,
    files,
    go_to,
    notices,
    said,
)

REPORT = "/xapi/v1/ReportExtensionStatisticsByGroup"
WORKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")
OFFICE = {
    "Type": "SpecificHours",
    "Periods": [{"DayOfWeek": day, "Start": "08:00:00", "Stop": "17:00:00"} for day in WORKDAYS],
}
OPEN, NO_HOURS = "GRP1", "GRP2"
TWO_WEEKS = {"from": "2026-03-09", "to": "2026-03-22"}
WEEKEND_CALLS = 2
FIRST_DAY = re.compile(rb"periodFrom=(\d{4}-\d\d-\d\d)T2[23]")
FAILING = date(2026, 3, 14)


@contextmanager
def scripted() -> Iterator[tuple[FaultServer, Context]]:
    with (
        FaultServer() as served,
        context_over(served, SetClock(datetime(2026, 4, 1, 9, tzinfo=UTC))) as context,
    ):
        groups = [
            {"Id": 1, "Number": OPEN, "Name": "Sales", "Hours": OFFICE},
            {"Id": 2, "Number": NO_HOURS, "Name": "Support"},
        ]
        served.script("/xapi/v1/Groups", faults.listing(groups))
        served.script(REPORT, _answer)
        yield served, context


@pytest.fixture
def pbx() -> Iterator[FaultServer]:
    """A PBX of the test's own, for one that changes what it responds."""
    with scripted() as (served, context), using(context):
        yield served


@pytest.fixture(scope="module")
def shared() -> Iterator[Context]:
    with scripted() as (_, context):
        yield context


@pytest.fixture
def _two_groups(shared: Context) -> Iterator[None]:
    """Two groups, of which each day is requested once for all tests of them."""
    with using(shared):
        yield


async def _answer(exchange: Exchange) -> None:
    """Seven calls on a day of work, and at weekends two in Sales and none in Support."""
    calls = 7 if _day(exchange).isoweekday() <= 5 else WEEKEND_CALLS
    if OPEN.encode() not in exchange.request.target and calls == WEEKEND_CALLS:
        calls = 0
    rows = [
        {"Dn": "100", "InboundAnsweredCount": calls, "InboundAnsweredTalkingDur": f"PT{calls}M"}
    ]
    await faults.listing(rows)(exchange)


async def _answer_but_one_day(exchange: Exchange) -> None:
    failing = _day(exchange) == FAILING
    await (faults.odata_error("Unknown column")(exchange) if failing else _answer(exchange))


def _day(exchange: Exchange) -> date:
    """The day of a request that begins at midnight in Berlin, in winter or summer."""
    [before] = FIRST_DAY.findall(exchange.request.target)
    return date.fromordinal(date.fromisoformat(before.decode()).toordinal() + 1)


def talk(trends: DrawnTrends) -> list[float | None]:
    return trends.line("talk", "Talk time")


@pytest.mark.usefixtures("_two_groups")
def test_where_the_group_has_hours_its_weekends_are_left_out_until_the_switch_shows_them() -> None:
    trends = trends_of(group=OPEN, **TWO_WEEKS)
    assert trends.calls() == [7] * 10
    assert "4 days without working hours left out, also of averages. 8 calls on them." in said(
        trends.app
    )
    choose(trends.app, "toggle", "show_closed_days", True)
    assert trends.loaded().calls() == [*[7] * 5, 2, 2] * 2
    assert address(trends.app)["closed_days"] == ["show"]
    choose(trends.app, "toggle", "show_closed_days", False)
    assert trends.loaded().calls() == [7] * 10
    assert "closed_days" not in address(trends.app)


@pytest.mark.usefixtures("_two_groups")
def test_where_hours_are_unknown_weekends_without_calls_are_gaps_in_the_lines() -> None:
    trends = trends_of(group=NO_HOURS, **TWO_WEEKS)
    assert talk(trends) == [*[7] * 5, None, None] * 2
    assert (
        "4 weekend days or holidays with hardly any calls: gaps in lines, not in averages."
        in said(trends.app)
    )
    choose(trends.app, "toggle", "show_closed_days", True)
    assert talk(trends.loaded()) == [*[7] * 5, 0, 0] * 2


@pytest.mark.usefixtures("_two_groups")
def test_of_two_groups_both_need_hours_for_a_day_to_be_left_out() -> None:
    assert len(trends_of(group=[OPEN, NO_HOURS], **TWO_WEEKS).calls()) == 14


def test_a_weekend_that_could_not_be_loaded_stays_in_sight(pbx: FaultServer) -> None:
    pbx.script(REPORT, _answer_but_one_day)
    trends = trends_of(group=OPEN, **TWO_WEEKS)
    assert trends.calls() == [*[7] * 5, None, *[7] * 5]
    assert trends.hatched() == 1
    assert any("Sat 14 Mar 2026" in notice for notice in notices(trends.app))


@pytest.mark.usefixtures("_two_groups")
def test_the_file_has_every_day_and_weeks_have_all_of_their_days() -> None:
    trends = trends_of(group=OPEN, **TWO_WEEKS)
    _, write = files(trends.app, "export")["CSV"]
    assert [int(row["calls"]) for row in csv_rows(write())] == [*[7] * 5, 2, 2] * 2
    choose(trends.app, "segmented_control", "by", "week")
    assert trends.loaded().calls() == [39, 39]
    assert "left out" not in said(trends.app)


@pytest.mark.usefixtures("_two_groups")
def test_from_ninety_days_on_a_trend_begins_by_week_unless_somebody_chose() -> None:
    ninety = {"from": "2026-03-16", "to": "2026-06-13"}
    trends = trends_of(group=OPEN, **ninety)
    assert trends.app.segmented_control(key="by").value == "week"
    assert len(trends.calls()) == 3  # of those that have begun
    assert "by" not in address(trends.app)
    choose(trends.app, "segmented_control", "by", "day")
    assert len(trends.loaded().calls()) == 13
    assert address(trends.app)["by"] == ["day"]
    go_to(trends.app, {"group": [OPEN], "from": ["2026-03-17"], "to": ["2026-06-13"]})
    assert trends.loaded().app.segmented_control(key="by").value == "day"  # 89 days
    go_to(trends.app, {"group": [OPEN], **{name: [day] for name, day in ninety.items()}})
    assert trends.loaded().app.segmented_control(key="by").value == "week"


@pytest.mark.usefixtures("_two_groups")
def test_another_control_leaves_the_step_to_the_range() -> None:
    trends = trends_of(group=OPEN, **{"from": "2026-03-16", "to": "2026-06-13"})
    choose(trends.app, "text_input", "extension", "100")
    assert "by" not in address(trends.loaded().app)
    assert address(trends.app)["extension"] == ["100"]


@pytest.mark.usefixtures("_two_groups")
def test_the_numbers_of_a_comparison_stand_in_a_table_with_the_days_they_count() -> None:
    week = {"from": "2026-03-16", "to": "2026-03-22"}
    trends = trends_of(group=OPEN, compare="preceding", **week)
    table = trends.app.dataframe[0].value
    assert list(table.columns)[1:] == [
        "Now: 16–22 Mar 2026",
        "Before: 9–15 Mar 2026",
        "Change",
    ]
    assert list(table.iloc[0]) == ["Calls", "39", "39", "no change from before"]
    assert (
        "Counts all of each period: 7 days. Days that the charts leave out are among them."
        in said(trends.app)
    )
    assert not trends_of(group=OPEN, **week).app.dataframe
