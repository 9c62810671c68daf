"""The trend as a file: of the demo over real HTTP, and of a scripted PBX in all its moods."""

from __future__ import annotations

import csv
import io
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from demo_pbx.options import Options, Role
from demo_pbx.serving import running
from telephony.periods.update6 import MARK
from tests.server.export_client import get_route
from tests.support import faults, plain_http
from tests.support.clocks import SetClock
from tests.support.fault_server import Exchange, FaultServer, refused_port
from tests.support.pages import dashboard_with
from tests.support.processes import Server

REPORT = "/xapi/v1/ReportExtensionStatisticsByGroup"
FIRST = [
    "date",
    "inbound_answered",
    "inbound_unanswered",
    "inbound_talk_seconds",
    "outbound_answered",
    "outbound_unanswered",
    "outbound_talk_seconds",
]
ROWS = faults.listing([{"Dn": "100", "DisplayName": "Ann", "InboundAnsweredCount": 7}])
WEEK = "group=GRP0000&from=2026-03-09&to=2026-03-15"
NOON = datetime(2026, 11, 18, 11, tzinfo=UTC)


def get(server: Server, query: str, file: str = "days") -> httpx.Response:
    return plain_http.get(f"{server.url}/export/{file}.csv?{query}", timeout=120)


def ask(query: str) -> httpx.Response:
    """Of the dashboard within this process."""
    answer: httpx.Response = get_route(f"/export/days.csv?{query}")
    return answer


def rows_of(answer: httpx.Response) -> list[Mapping[str, str]]:
    assert answer.status_code == 200, answer.text
    text = answer.content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def total(rows: list[Mapping[str, str]], name: str) -> float:
    return round(sum(float(row[name]) for row in rows), 3)


def test_the_days_of_a_range_add_up_to_its_extensions(demo_server: Server) -> None:
    query = "group=GRP0000&range=last_30_days"
    answer = get(demo_server, query)
    days, extensions = rows_of(answer), rows_of(get(demo_server, query, "extensions"))
    assert list(days[0])[: len(FIRST)] == FIRST
    assert len(days) == 30
    for name in FIRST[1:]:
        assert total(days, name) == total(extensions, name)
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"].startswith('attachment; filename="days_GRP0000_')
    assert "warning" not in answer.headers


def test_a_filter_keeps_the_extensions_that_it_keeps_in_the_whole_range(
    demo_server: Server,
) -> None:
    whole = "group=GRP0000&range=last_30_days"
    query = f"{whole}&$filter=InboundUnansweredCount gt 100"
    days, extensions = (
        rows_of(get(demo_server, query)),
        rows_of(get(demo_server, query, "extensions")),
    )
    everybody = rows_of(get(demo_server, whole, "extensions"))
    assert 0 < len(extensions) < len(everybody)
    assert total(days, "calls") == total(extensions, "calls") < total(everybody, "calls")


def test_working_hours_count_to_the_minute_and_days_without_any_have_no_row(
    demo_server: Server,
) -> None:
    days = rows_of(get(demo_server, f"{WEEK}&hours=mon-fri_08:30-12:00_13:00-17:00"))
    assert [row["date"][-2:] for row in days] == ["09", "10", "11", "12", "13"]
    assert {row["hours"] for row in days} == {"mon-fri_08:30-12:00_13:00-17:00"}
    for row in days:
        halves = [
            f"group=GRP0000&from={row['date']}T{start}&to={row['date']}T{end}"
            for start, end in (("08:30", "12:00"), ("13:00", "17:00"))
        ]
        both = [one for half in halves for one in rows_of(get(demo_server, half, "extensions"))]
        for name in FIRST[1:]:
            assert total([row], name) == total(both, name)
        assert (row["days"], row["days_held"], row["state"]) == ("1", "1", "whole")


def test_holidays_are_marked_and_can_be_left_out(demo_server: Server) -> None:
    easter = "group=GRP0000&from=2026-04-01&to=2026-04-08"
    days = rows_of(get(demo_server, easter))
    assert [row["marks"] for row in days] == ["", "", *["Easter"] * 4, "", ""]
    left = rows_of(get(demo_server, f"{easter}&holidays=leave_out"))
    assert [row["date"][-2:] for row in left] == ["01", "02", "07", "08"]
    assert {row["hours"] for row in left} == {"mon-sun_00:00-24:00 without holidays"}
    kept = [row for row in days if not row["marks"]]
    assert [row["calls"] for row in left] == [row["calls"] for row in kept]
    office = rows_of(get(demo_server, f"{easter}&holidays=leave_out&hours=mon-fri_08:00-17:00"))
    assert [row["date"][-2:] for row in office] == ["01", "02", "07", "08"]


def test_holidays_that_cannot_be_read_are_not_counted_without_a_word() -> None:
    clock = SetClock(NOON)
    demo = {"THREECX_CLIENT_ID": "demo", "THREECX_API_KEY": "demo"}
    with (
        running(Options(extensions=8, role=Role.REPORTS), clock=clock.now) as pbx,
        dashboard_with(settings(pbx.base_url) | demo, clock),
    ):
        assert ask(WEEK).status_code == 200
        answer = ask(f"{WEEK}&holidays=leave_out")
        assert (answer.status_code, answer.text.count("\n")) == (502, 1)


def test_each_day_has_its_own_part_of_working_hours_over_midnight(demo_server: Server) -> None:
    days = rows_of(get(demo_server, f"{WEEK}&hours=mon-tue_22:15-08:45"))
    assert [row["date"][-2:] for row in days] == ["09", "10", "11"]
    tuesday = [
        rows_of(get(demo_server, f"group=GRP0000&from={start}&to={end}", "extensions"))
        for start, end in (
            ("2026-03-10T00:00", "2026-03-10T08:45"),
            ("2026-03-10T22:15", "2026-03-11T00:00"),
        )
    ]
    assert total([days[1]], "calls") == sum(total(part, "calls") for part in tuesday) > 0


@pytest.mark.parametrize("by", ["week", "month"])
def test_weeks_and_months_have_the_calls_of_their_days(demo_server: Server, by: str) -> None:
    query = "group=GRP0000&range=last_30_days"
    days, steps = rows_of(get(demo_server, query)), rows_of(get(demo_server, f"{query}&by={by}"))
    assert total(days, "calls") == total(steps, "calls")
    assert {row["by"] for row in steps} == {by}
    assert len(steps) < len(days)


def test_a_file_has_a_row_per_day_however_long_the_range_and_its_link_shows_the_same(
    demo_server: Server,
) -> None:
    query = "group=GRP0000&range=last_90_days"
    assert len(rows_of(get(demo_server, query))) == 90
    text = get(demo_server, f"{query}&about=lines").text
    assert "by=day" in text


def test_one_extension_has_its_own_row_of_the_extensions(demo_server: Server) -> None:
    query = "group=GRP0000&range=last_7_days"
    everyone = rows_of(get(demo_server, query, "extensions"))
    days = rows_of(get(demo_server, f"{query}&extension={everyone[0]['extension']}"))
    assert total(days, "calls") == float(everyone[0]["calls"])


@pytest.mark.parametrize(
    ("narrowed", "said"),
    [
        ("extension=99999", "There is no extension 99999 here in this range."),
        ("search=nobody-of-that-name", "There is no such extension here in this range."),
        ("filter=InboundAnsweredCount%20gt%20999999", "There is no such extension here"),
    ],
)
def test_zeros_of_nobody_are_said_to_be_nobodys(
    demo_server: Server, narrowed: str, said: str
) -> None:
    query = f"group=GRP0000&range=yesterday&{narrowed}"
    assert said in get(demo_server, query).headers["warning"]
    url = f"{demo_server.url}/export/days.json?{query}"
    notes = plain_http.get(url, timeout=60).json()["about"]["notes"]
    assert any(said in note for note in notes)
    assert "warning" not in get(demo_server, "group=GRP0000&range=yesterday").headers


def test_days_are_cut_in_the_zone_asked_for(demo_server: Server) -> None:
    rows = rows_of(get(demo_server, "group=GRP0000&range=last_7_days&tz=Asia/Tokyo"))
    assert {row["time_zone"] for row in rows} == {"Asia/Tokyo"}
    assert all(row["period_from"].endswith("+09:00") for row in rows)


@pytest.mark.parametrize(
    ("query", "status", "named"),
    [
        ("range=last_week", 400, "group"),
        ("group=GRP0000&by=hour", 400, "by"),
        ("group=GRP0000&compare=never", 400, "compare"),
        ("group=GRP0000&tz=Mars/Olympus", 400, "tz"),
        ("group=GRP0000&$orderby=Dn", 400, "orderby: applies to the export of extensions only."),
        ("group=GRP0000&$format=json", 400, "$format"),
        ("group=nobody", 404, "There is no group"),
        ("group=GRP0000&group=nobody", 404, "nobody"),
    ],
)
def test_what_is_wrong_is_named_in_plain_text(
    demo_server: Server, query: str, status: int, named: str
) -> None:
    answer = get(demo_server, query)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert named in answer.text
    assert answer.headers["cache-control"] == "no-store"


@contextmanager
def over(
    report: Callable[[Exchange], Awaitable[None]], clock: SetClock | None = None
) -> Iterator[FaultServer]:
    """A dashboard over a scripted PBX."""
    with FaultServer() as pbx:
        pbx.script("/xapi/v1/Groups", faults.listing([{"Id": 28, "Number": "GRP0000"}]))
        pbx.script(REPORT, report)
        with dashboard_with(settings(pbx.origin), clock or SetClock(NOON)):
            yield pbx


def settings(origin: str) -> dict[str, str]:
    return {
        "THREECX_URL": origin,
        "THREECX_CLIENT_ID": "app",
        "THREECX_API_KEY": "key",
        "THREECX_TIMEZONE": "Europe/Berlin",
        "THREECX_UPDATE6_DATE": "2026-03-12",
    }


def test_a_day_that_fails_is_an_empty_row_and_a_warning_and_the_others_are_kept() -> None:
    async def report(exchange: Exchange) -> None:
        fails = b"2026-03-10T23" in exchange.request.target.split(b"periodTo")[0]
        await (faults.odata_error("Unknown column") if fails else ROWS)(exchange)

    clock = SetClock(NOON)
    with over(report, clock) as pbx:
        answer = ask(WEEK)
        rows = rows_of(answer)
        assert [row["calls"] for row in rows] == ["7", "7", "", "7", "7", "7", "7"]
        assert (rows[2]["date"], rows[2]["state"]) == ("2026-03-11", "no_figures")
        assert [row["marks"] for row in rows] == ["", "", "", MARK, "", "", ""]
        assert {row["complete"] for row in rows} == {"no"}
        assert answer.headers["warning"] == '199 - "Some days have no data: see state."'
        asked = pbx.requests_to(REPORT)
        ask(WEEK)
        assert pbx.requests_to(REPORT) == asked
        clock.move(timedelta(minutes=5))  # a failure is shared for some seconds
        ask(WEEK)
        assert pbx.requests_to(REPORT) == asked + 1


@pytest.mark.parametrize(
    ("fault", "status"),
    [(faults.html(), 502), (faults.status(429, retry_after="120"), 503)],
    ids=["html", "busy"],
)
def test_where_no_day_can_be_had_the_status_says_why(
    fault: Callable[[Exchange], Awaitable[None]], status: int
) -> None:
    with over(fault):
        answer = ask(WEEK)
        assert answer.status_code == status
        assert answer.text.count("\n") == 1
        assert (status == 503) == ("retry-after" in answer.headers)


def test_nobody_there_is_502() -> None:
    with dashboard_with(settings(f"http://127.0.0.1:{refused_port()}"), SetClock(NOON)):
        answer = ask(WEEK)
        assert answer.status_code == 502
        assert "cannot be reached" in answer.text
