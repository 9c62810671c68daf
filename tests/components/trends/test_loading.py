"""Days on their way: newest first and counted; what is missing, failed or cannot be right."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from tests.support import faults, office
from tests.support.clocks import SetClock
from tests.support.drawn_trends import DrawnTrends, trends_of
from tests.support.fault_server import Exchange, FaultServer
from tests.support.files import csv_rows
from tests.support.held_report import DAYS, MONTH, NEWEST_DAYS, ROWS, HeldReport
from tests.support.pages import (
    dashboard_over,
    draw_view,
    files,
    notices,
    open_popover,
    press,
    run_until,
    said,
)

REPORT = "/xapi/v1/ReportExtensionStatisticsByGroup"
GROUPS = faults.listing([{"Id": 28, "Number": "GRP1", "Name": "Sales"}])
WRONG = "10 inbound calls answered, 0:00:00 of talk time"


@pytest.fixture
def pbx() -> Iterator[FaultServer]:
    now = datetime.fromisoformat(office.NOW).astimezone(UTC)
    with FaultServer() as served, dashboard_over(served, SetClock(now)):
        served.script("/xapi/v1/Groups", GROUPS)
        yield served


@pytest.fixture
def report(pbx: FaultServer) -> Iterator[HeldReport]:
    held = HeldReport()
    pbx.script(REPORT, held)
    yield held
    held.held = False


def test_days_arrive_newest_first_are_counted_and_the_rest_can_be_cancelled(
    pbx: FaultServer, report: HeldReport
) -> None:
    trends = DrawnTrends(draw_view("trends", group="GRP1", **MONTH))
    run_until(trends.app, lambda: trends.progress.startswith(f"{NEWEST_DAYS} of {DAYS} days"))
    assert trends.calls() == [None] * (DAYS - NEWEST_DAYS) + [7] * NEWEST_DAYS
    assert trends.hatched() == DAYS - NEWEST_DAYS
    press(trends.app, "Cancel")
    [notice] = notices(trends.app)
    assert f"{DAYS - NEWEST_DAYS} of {DAYS} days were not loaded (2–26 Mar 2026)" in notice
    assert trends.progress == ""
    asked = pbx.requests_to(REPORT)
    assert asked < DAYS
    report.held = False
    press(trends.app, "Load the rest")
    assert trends.loaded().calls() == [7] * DAYS
    assert notices(trends.app) == []


def test_a_day_that_fails_is_a_marked_gap_and_never_a_zero(pbx: FaultServer) -> None:
    async def answer(exchange: Exchange) -> None:
        target = exchange.request.target
        fails = b"2026-03-09T23" in target and b"2026-03-10T23" in target
        await (faults.odata_error("Unknown column") if fails else ROWS)(exchange)

    pbx.script(REPORT, answer)
    trends = trends_of(group="GRP1", **{"from": "2026-03-06", "to": "2026-03-13"})
    assert trends.calls() == [7] * 4 + [None] + [7] * 3
    assert trends.hatched() == 1
    [notice] = notices(trends.app)
    assert "1 of 8 days could not be loaded (Tue 10 Mar 2026)." in notice


def test_values_that_cannot_be_right_are_named_and_all_of_them_are_a_file(pbx: FaultServer) -> None:
    numbers = ["=1+1", *(str(number) for number in range(100, 179))]
    pbx.script(REPORT, faults.listing([{"Dn": dn, "InboundAnsweredCount": 10} for dn in numbers]))
    trends = trends_of(group="GRP1", **{"from": "2026-03-29", "to": "2026-03-31"})
    assert trends.badge == "240 values disagree"
    open_popover(trends.app, "oddities")
    table = trends.app.dataframe[0].value
    assert set(table["Difference"]) == {WRONG}
    assert set(table["Extension"]) == set(numbers)
    assert len(table) == 200
    assert "The first 200 of 240." in said(trends.app)
    name, write = files(trends.app, "export_disagreeing")["CSV"]
    assert name.startswith("disagreeing_GRP1_2026-03-29_2026-03-31_as-of_")
    rows = csv_rows(write())
    days = {f"2026-03-{day:02d}" for day in range(29, 32)}
    assert {(row["where"], row["extension"]) for row in rows} == {
        (day, "'=1+1" if number == "=1+1" else number) for day in days for number in numbers
    }
    assert {row["difference"] for row in rows} == {WRONG}
    assert {row["time_zone"] for row in rows} == {"Europe/Berlin"}
