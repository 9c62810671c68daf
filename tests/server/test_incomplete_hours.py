"""Whatever is wrong in the PBX's hourly reports is said by the hours, their file and their page."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import unquote

import pytest

from telephony.data_access.service import DataAccess
from telephony.query.view import CallArea, Query
from tests.server.export_client import get_route
from tests.support import faults
from tests.support.clocks import SetClock
from tests.support.fault_server import Exchange, FaultServer
from tests.support.pages import dashboard_over, draw, said
from tests.telephony.periods.ranges import period

NOW = datetime(2026, 3, 12, 11, tzinfo=UTC)
DAY = period("2026-03-09", "2026-03-10")
HOURS = [datetime(2026, 3, 8, 23, tzinfo=UTC) + timedelta(hours=n) for n in range(24)]
REPORTS = {
    "ReportUserActivity": ("AnsweredCount", "UnansweredCount"),
    "ReportCallDistribution": ("IncomingCount", "OutgoingCount"),
}
Row = dict[str, Any]


def right(report: str) -> list[Row]:
    return [
        {"DateTimeInterval": at.isoformat(), **dict.fromkeys(REPORTS[report], 2)} for at in HOURS
    ]


def nothing(report: str) -> list[Row]:
    return right(report)


def an_unreadable_count(report: str) -> list[Row]:
    rows = right(report)
    rows[9][REPORTS[report][1]] = "2"
    return rows


def a_renamed_count(report: str) -> list[Row]:
    rows = right(report)
    for row in rows:
        row[REPORTS[report][0].removesuffix("Count")] = row.pop(REPORTS[report][0])
    return rows


def an_hour_without_a_row(report: str) -> list[Row]:
    rows = right(report)
    del rows[9]
    return rows


WRONG = {
    f"G{place}": (wrong, report)
    for place, (wrong, report) in enumerate(
        (wrong, report)
        for wrong in (nothing, an_unreadable_count, a_renamed_count, an_hour_without_a_row)
        for report in REPORTS
    )
}


async def answered(exchange: Exchange) -> None:
    target = unquote(exchange.request.target.decode())
    group = re.search(r"groupNumber='(\w+)'", target)
    asked = next(report for report in REPORTS if report in target)
    assert group
    wrong, report = WRONG[group[1]]
    rows = wrong(asked) if asked == report else right(asked)
    await exchange.json({"value": rows, "@odata.count": len(rows)})


@pytest.fixture(scope="module")
def access() -> Iterator[DataAccess]:
    with FaultServer() as pbx:
        groups = [{"Id": place, "Number": group} for place, group in enumerate(WRONG)]
        pbx.script("/xapi/v1/Groups", faults.listing(groups))
        for report in REPORTS:
            pbx.script(f"/xapi/v1/{report}", answered)
        with dashboard_over(pbx, SetClock(NOW)) as held:
            yield held


def group_of(wrong: Callable[[str], list[Row]], report: str) -> str:
    return next(group for group, kind in WRONG.items() if kind == (wrong, report))


@pytest.mark.parametrize(("wrong", "report"), WRONG.values())
def test_the_hours_their_file_and_their_page_say_the_same(
    access: DataAccess, wrong: Callable[[str], list[Row]], report: str
) -> None:
    group = group_of(wrong, report)
    answer = access.request_hours(Query((group,), DAY, CallArea.ALL)).answer()
    file = get_route(f"/export/hours.csv?group={group}&from=2026-03-09&to=2026-03-09")
    page = said(draw("hours", f"group={group}&from=2026-03-09&to=2026-03-09"))
    assert answer.complete is (wrong is nothing)
    assert (",yes," in file.text) is answer.complete
    assert (",no," in file.text) is not answer.complete
    assert ("warning" in file.headers) is not answer.complete
    assert ("unknown" in file.text) is not answer.complete
    assert ("The numbers may be incomplete" in page) is not answer.complete


@pytest.mark.parametrize(
    ("wrong", "report"),
    list(zip((an_unreadable_count, an_hour_without_a_row), REPORTS, strict=True)),
)
@pytest.mark.parametrize(
    ("hours", "lacks"),
    [("mon-fri_08:00-18:00", True), ("mon-fri_10:00-18:00", False), ("tue_08:00-10:00", False)],
)
def test_only_hours_that_count_make_the_numbers_incomplete(
    access: DataAccess,
    wrong: Callable[[str], list[Row]],
    report: str,
    hours: str,
    lacks: bool,
) -> None:
    """The hour from 9:00 is the one that is wrong."""
    link = f"group={group_of(wrong, report)}&from=2026-03-09&to=2026-03-09&hours={hours}"
    file = get_route(f"/export/hours.csv?{link}")
    about = get_route(f"/export/hours.json?{link}").json()["about"]
    told = ("unreadable", "have no values", "has no values", "unknown")
    assert ("unknown" in file.text) is lacks
    assert (",no," in file.text) is lacks
    assert ("warning" in file.headers) is lacks
    assert about["complete"] == ("no" if lacks else "yes")
    assert any(word in note for word in told for note in about["notes"]) is lacks
    assert ("The numbers may be incomplete" in said(draw("hours", link))) is lacks


async def a_page_short(exchange: Exchange) -> None:
    """Rows of every hour, and a count that says there were more."""
    await exchange.json({"value": right("ReportUserActivity"), "@odata.count": 25})


def test_rows_that_may_belong_to_any_hour_make_all_of_them_incomplete() -> None:
    with FaultServer() as pbx, dashboard_over(pbx, SetClock(NOW)):
        pbx.script("/xapi/v1/Groups", faults.listing([{"Id": 1, "Number": "G"}]))
        pbx.script("/xapi/v1/ReportUserActivity", a_page_short)
        rows = right("ReportCallDistribution")
        pbx.script("/xapi/v1/ReportCallDistribution", faults.listing(rows))
        link = "group=G&from=2026-03-09&to=2026-03-09&hours=mon-fri_10:00-18:00"
        assert ",no," in get_route(f"/export/hours.csv?{link}").text


async def one_hour_unreadable(exchange: Exchange) -> None:
    hour = "periodFrom=2026-03-09T08:00" in unquote(exchange.request.target.decode())
    row = {"Dn": "100", "InboundAnsweredCount": 1, "InboundAnsweredTalkingDur": "PT1M"}
    row |= {"InboundAnsweredTalkingDur": "a while"} if hour else {}
    await exchange.json({"value": [row], "@odata.count": 1})


@pytest.mark.parametrize(
    ("hours", "lacks"), [("mon-fri_09:00-10:00", True), ("mon-fri_10:00-18:00", False)]
)
def test_hours_counted_one_by_one_are_complete_by_those_that_count(hours: str, lacks: bool) -> None:
    with FaultServer() as pbx, dashboard_over(pbx, SetClock(NOW)):
        pbx.script("/xapi/v1/Groups", faults.listing([{"Id": 1, "Number": "G"}]))
        for report in REPORTS:
            pbx.script(f"/xapi/v1/{report}", faults.status(404))
        pbx.script("/xapi/v1/ReportExtensionStatisticsByGroup", one_hour_unreadable)
        link = "group=G&from=2026-03-09T08:00&to=2026-03-09T12:00"  # a request for each hour
        file = get_route(f"/export/hours.csv?{link}&hours={hours}")
        assert (",no," in file.text) is lacks
        assert ("unknown" in file.text) is lacks
        assert ("warning" in file.headers) is lacks
