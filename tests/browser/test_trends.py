"""Trends in a real browser: figures of an office, days that arrive, comparison, table and file."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest

from tests.browser.conftest import AT_THE_OFFICE, Visiting
from tests.browser.overview import Overview, csv_rows, seen
from tests.browser.trends_page import Trends
from tests.support import faults
from tests.support.connected import settings
from tests.support.fault_server import Exchange, FaultServer
from tests.support.office import SALES, Figures, counted
from tests.support.processes import Server, dashboard

pytestmark = pytest.mark.browser

ONE_DAY = timedelta(days=1)
WEEK = {"from": "2026-03-23", "to": "2026-03-29"}
REPORT = "/xapi/v1/ReportExtensionStatisticsByGroup"
GROUPS = faults.listing(
    [{"Id": 28 + n, "Number": f"GRP{n}", "Name": f"Group {n}"} for n in range(1, 5)]
)
ROWS = faults.listing([{"Dn": "100", "DisplayName": "Ann", "InboundAnsweredCount": 7}])
MONTH = {"from": "2026-03-02", "to": "2026-03-31"}
# The newest days of the month, and the beginning of the oldest of them in UTC.
FIRST_IN, NEWEST_FROM = 5, b"2026-03-26T23"


def by_day(first: str, last: str) -> list[int]:
    """The office's calls of each day."""
    day, end, found = date.fromisoformat(first), date.fromisoformat(last), []
    while day <= end:
        start = datetime.combine(day, datetime.min.time())
        rows = counted(SALES, start=start, end=start + timedelta(days=1))
        found.append(Figures.total(rows.values()).calls)
        day += timedelta(days=1)
    return found


@pytest.fixture
def at_office(at_office: Overview) -> Trends:
    """The trends of the office, in the file's tab."""
    return Trends(at_office.visit)


def test_each_day_has_the_calls_that_were_made_on_it(at_office: Trends) -> None:
    at_office.open(group=SALES, **WEEK)
    at_office.visit.eventually(at_office.calls, by_day(*WEEK.values()))
    assert at_office.hatched() == 0


def test_weeks_and_months_add_the_days_up_and_stand_in_the_address(at_office: Trends) -> None:
    at_office.move(group=SALES, **{"from": "2026-03-16", "to": "2026-03-29"})
    at_office.press("by", "Week")
    weeks = [sum(by_day("2026-03-16", "2026-03-22")), sum(by_day("2026-03-23", "2026-03-29"))]
    at_office.visit.eventually(at_office.calls, weeks)
    assert at_office.visit.parameters["by"] == ["week"]
    at_office.press("by", "Month")
    at_office.visit.eventually(at_office.calls, [sum(weeks)])
    with at_office.visit.change():
        at_office.page.go_back()
    at_office.visit.eventually(at_office.calls, weeks)


def test_the_preceding_week_is_drawn_behind_the_week(at_office: Trends) -> None:
    at_office.move(group=SALES, **WEEK)
    at_office.choose("Compare with", "the preceding period")
    before = by_day("2026-03-16", "2026-03-22")
    at_office.visit.eventually(
        lambda: at_office.series("calls").get("16–22 Mar 2026"), [float(n) for n in before]
    )
    assert at_office.calls() == by_day(*WEEK.values())
    assert at_office.visit.parameters["compare"] == ["preceding"]


def test_any_other_days_are_drawn_behind_as_well(at_office: Trends) -> None:
    at_office.move(group=SALES, **WEEK)
    at_office.choose("Compare with", "other dates")
    # the preceding week until others are picked
    at_office.visit.until(
        lambda: at_office.visit.parameters.get("compare") == ["2026-03-16_2026-03-22"]
    )
    parts = at_office.page.locator(".st-key-compare_days").get_by_role("spinbutton")
    for place, number in enumerate(("2026", "03", "02", "2026", "03", "08")):
        parts.nth(place).focus()
        at_office.page.keyboard.type(number)
    at_office.page.keyboard.press("Escape")
    expected = [float(calls) for calls in by_day("2026-03-02", "2026-03-08")]
    at_office.visit.eventually(lambda: at_office.series("calls").get("2–8 Mar 2026"), expected)


def test_another_zone_is_picked_and_stands_in_the_bar_at_once(at_office: Trends) -> None:
    at_office.move(group=SALES, **WEEK)
    with at_office.visit.change():
        at_office.page.locator(".st-key-change button").first.click()
    at_office.page.get_by_role("combobox", name="Days of").fill("Asia/Tok")
    at_office.page.get_by_role("option", name="Asia/Tokyo", exact=True).click()
    at_office.visit.until(lambda: at_office.visit.parameters.get("tz") == ["Asia/Tokyo"])
    bar = at_office.page.locator(".st-key-bar")
    at_office.visit.until(lambda: "Asia/Tokyo" in bar.inner_text())


def test_one_extension_is_shown_alone_and_let_go_of(at_office: Trends) -> None:
    at_office.move(group=SALES, extension="100", **WEEK)
    alone = at_office.calls()
    assert sum(n or 0 for n in alone) < sum(by_day(*WEEK.values()))
    at_office.click("extension 100 only ✕")
    at_office.visit.eventually(at_office.calls, by_day(*WEEK.values()))
    assert "extension" not in at_office.visit.parameters


def test_a_filter_of_the_bar_rules_the_charts_until_its_chip_is_clicked(
    at_office: Trends,
) -> None:
    at_office.move(group=SALES, filter="Dn eq '100'", **WEEK)
    filtered = at_office.calls()
    at_office.click("where Dn eq '100' ✕")
    at_office.visit.eventually(at_office.calls, by_day(*WEEK.values()))
    at_office.move(group=SALES, extension="100", **WEEK)
    assert at_office.calls() == filtered != by_day(*WEEK.values())


def test_days_are_cut_in_another_zone_when_asked(at_office: Trends) -> None:
    at_office.move(group=SALES, tz="Asia/Tokyo", **WEEK)
    assert "Asia/Tokyo" in at_office.page.locator(".st-key-bar").inner_text()
    assert at_office.calls() != by_day(*WEEK.values())


def test_working_hours_narrow_every_day_and_can_be_let_go_of(at_office: Trends) -> None:
    at_office.move(group=SALES, hours="mon-fri_09:30-16:00", **WEEK)
    morning, evening = timedelta(hours=9, minutes=30), timedelta(hours=16)
    working = []
    for number in range(5):  # the week begins on a Monday
        day = datetime.combine(date.fromisoformat(WEEK["from"]), time.min) + number * ONE_DAY
        rows = counted(SALES, start=day + morning, end=day + evening)
        working.append(Figures.total(rows.values()).calls)
    at_office.visit.eventually(at_office.calls, working)
    chip = at_office.page.locator(".st-key-chip_hours button").first
    assert seen(chip.inner_text()) == "Mon–Fri 09:30–16:00 only ✕"
    with at_office.visit.change():
        chip.click()
    at_office.visit.eventually(at_office.calls, by_day(*WEEK.values()))
    assert "hours" not in at_office.visit.parameters


def test_working_hours_are_set_among_the_controls(at_office: Trends) -> None:
    at_office.move(group=SALES, **WEEK)
    with at_office.visit.change():
        at_office.page.locator(".st-key-change button").first.click()
    group = at_office.page.locator(".st-key-hours_mode")
    with at_office.visit.change():
        group.get_by_role("radio", name="Set here", exact=True).click()
    at_office.visit.until(lambda: len(at_office.calls()) == 5)
    assert at_office.visit.parameters["hours"] == ["mon-fri_08:00-17:00"]


def test_a_chart_is_a_table_as_well_and_all_numbers_are_a_file(own_page: Overview) -> None:
    at_office = Trends(own_page.visit).move(group=SALES, **WEEK)
    with at_office.visit.change():
        at_office.page.locator(".st-key-as_tables label").click()
    table = at_office.page.locator("[data-testid=stDataFrame] table").first
    table.wait_for(state="attached")
    total = f"{by_day(*WEEK.values())[0]:,}"
    at_office.visit.until(lambda: total in table.locator("tr").nth(1).inner_text())
    with at_office.page.expect_download() as started:
        at_office.page.locator(".st-key-export button").first.click()
        at_office.page.locator(".st-key-csv").get_by_role("button", name="CSV").first.click()
    rows = csv_rows(Path(started.value.path()).read_bytes())
    assert [int(row["calls"]) for row in rows] == by_day(*WEEK.values())
    assert rows[0]["date"] == WEEK["from"]


def test_the_badge_is_green_and_on_demand_the_pbx_itself_agrees(at_office: Trends) -> None:
    at_office.move(group=SALES, **WEEK)
    at_office.visit.eventually(lambda: at_office.badge, "Figures agree")
    at_office.click("Check against the PBX's own total")
    agree = "Figures agree with each other and with the PBX's own total"
    at_office.visit.eventually(lambda: at_office.badge, agree)
    at_office.press("by", "Week")
    assert at_office.badge == agree


@pytest.fixture(scope="module")
def scripted() -> Iterator[tuple[FaultServer, Server]]:
    """A scripted PBX and a dashboard on the office's day; each test has a group of its own."""
    with FaultServer() as pbx:
        pbx.script("/xapi/v1/Groups", GROUPS)
        with dashboard(AT_THE_OFFICE, settings(pbx.origin)) as server:
            yield pbx, server


def test_figures_that_cannot_be_right_are_named_and_all_of_them_are_a_file(
    visiting: Visiting, scripted: tuple[FaultServer, Server]
) -> None:
    numbers = ["=1+1", *(str(number) for number in range(100, 107))]
    odd = faults.listing([{"Dn": dn, "InboundAnsweredCount": 10} for dn in numbers])
    pbx, server = scripted
    pbx.script(REPORT, odd)
    trends = Trends(visiting(server).visit).open(group="GRP1", **MONTH)
    trends.visit.eventually(lambda: trends.badge, "240 figures disagree")
    trends.page.get_by_text("Which figures disagree").click()
    table = trends.page.locator(".st-key-oddities [data-testid=stDataFrame] table")
    words = "10 inbound calls answered, 0:00:00 of talk time"
    table.wait_for(state="attached")
    trends.visit.until(lambda: words in table.inner_text())
    trends.page.get_by_text("The first 200 of 240.").wait_for()
    with trends.page.expect_download() as started:
        trends.page.locator(".st-key-export_disagreeing button").first.click()
        trends.page.locator(".st-key-csv_disagreeing button").first.click()
    file = started.value
    assert file.suggested_filename.startswith("disagreeing_GRP1_2026-03-02_2026-03-31_as-of_")
    rows = csv_rows(Path(file.path()).read_bytes())
    days = {f"2026-03-{day:02d}" for day in range(2, 32)}
    assert {(row["where"], row["extension"]) for row in rows} == {
        (day, "'=1+1" if number == "=1+1" else number) for day in days for number in numbers
    }
    assert {row["difference"] for row in rows} == {words}
    assert {row["time_zone"] for row in rows} == {"Europe/Berlin"}


class Gate:
    """A report that, once closed, answers for the newest days of the month and holds the others.

    By the day asked for, not by how many came: calls side by side overtake each other.
    """

    def __init__(self) -> None:
        self._closed = False

    def close(self) -> None:
        self._closed = True

    def open(self) -> None:
        self._closed = False

    async def __call__(self, exchange: Exchange) -> None:
        found = re.search(rb"periodFrom=([-0-9T]+)", exchange.request.target)
        while self._closed and found is not None and found[1] < NEWEST_FROM:
            await asyncio.sleep(0.02)
        await ROWS(exchange)


def test_days_arrive_newest_first_are_counted_and_the_rest_can_be_cancelled(
    visiting: Visiting, scripted: tuple[FaultServer, Server]
) -> None:
    gate = Gate()
    pbx, server = scripted
    pbx.script(REPORT, gate)
    before = pbx.calls(REPORT)
    trends = Trends(visiting(server).visit)
    trends.visit.open("", group="GRP2", **MONTH)
    gate.close()
    trends.page.get_by_role("link", name="Trends").click()
    trends.visit.until(lambda: re.match(rf"{FIRST_IN} of 30 days", trends.progress))
    trends.visit.eventually(trends.calls, [None] * (30 - FIRST_IN) + [7] * FIRST_IN)
    assert trends.hatched() == 30 - FIRST_IN
    trends.click("Cancel")
    trends.visit.until(lambda: bool(trends.notices))
    [notice] = trends.notices
    assert f"{30 - FIRST_IN} of 30 days are not there yet (2–26 Mar 2026)" in notice
    assert trends.progress == ""
    asked = pbx.calls(REPORT) - before
    gate.open()
    trends.click("Get the rest")
    trends.visit.eventually(trends.calls, [7] * 30)
    assert trends.notices == []
    assert asked < 30


def test_a_day_that_fails_is_a_marked_gap_and_never_a_zero(
    visiting: Visiting, scripted: tuple[FaultServer, Server]
) -> None:
    failing = "2026-03-09T23"

    async def report(exchange: Exchange) -> None:
        one_day = b"2026-03-10T23" in exchange.request.target
        fails = failing.encode() in exchange.request.target and one_day
        await (faults.odata_error("Unknown column") if fails else ROWS)(exchange)

    pbx, server = scripted
    pbx.script(REPORT, report)
    trends = Trends(visiting(server).visit).open(group="GRP3", **MONTH)
    trends.visit.eventually(trends.calls, [7] * 8 + [None] + [7] * 21)
    trends.visit.until(lambda: bool(trends.notices))
    [notice] = trends.notices
    assert "1 of 30 days could not be had (Tue 10 Mar 2026)." in notice


def test_two_who_watch_the_same_do_not_lose_it_when_one_of_them_leaves(
    visiting: Visiting, scripted: tuple[FaultServer, Server]
) -> None:
    gate = Gate()
    pbx, server = scripted
    pbx.script(REPORT, gate)
    first, second = (Trends(visiting(server).visit) for _ in range(2))
    for trends in (first, second):
        trends.visit.open("", group="GRP4", **MONTH)
    before = pbx.calls(REPORT)
    gate.close()
    for trends in (first, second):
        trends.page.get_by_role("link", name="Trends").click()
        trends.visit.until(lambda trends=trends: bool(trends.progress))
    first.click("Cancel")
    first.page.close()
    gate.open()
    second.visit.eventually(second.calls, [7] * 30)
    assert pbx.calls(REPORT) - before == 30
