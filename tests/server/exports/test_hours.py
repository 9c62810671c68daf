"""The export of hours over HTTP: values from the demo PBX, failures from scripted ones."""

import csv
import io
from collections import Counter
from contextlib import ExitStack, closing
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from demo_pbx.options import Options
from demo_pbx.serving import running
from telephony.data_access.service import DataAccess
from tests.server.export_client import get_route
from tests.support import faults, plain_http
from tests.support.clocks import SetClock
from tests.support.fault_server import FaultServer
from tests.telephony.data_access.conftest import connection_to
from tests.telephony.xapi.client_harness import connection

BERLIN = ZoneInfo("Europe/Berlin")
NOON = datetime(2026, 11, 18, 11, tzinfo=UTC)
FIRST = [
    "hour",
    "inbound_answered",
    "inbound_unanswered",
    "inbound_talk_seconds",
    "outbound_answered",
    "outbound_unanswered",
    "outbound_talk_seconds",
    "calls",
    "inbound",
    "outbound",
    "answered",
    "unanswered",
]
DAY = "group=GRP0001&from=2026-11-16&to=2026-11-16"


def rows_of(answer):
    assert answer.status_code == 200, answer.text
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


def export(query):
    """The route's answer to a query string, as a client sees it."""
    return get_route(f"/export/hours.csv?{query}")


@pytest.fixture
def over(installed):
    """Uses an access for one test, and closes it."""
    with ExitStack() as until_the_end:

        def use(access, clock):
            until_the_end.enter_context(closing(access))
            installed(access, clock)

        yield use


@pytest.fixture(scope="module", params=[True, False], ids=["by the hourly reports", "one by one"])
def served(request):
    """A demo PBX at a Wednesday noon, with the reports and without, and what was loaded of it."""
    clock = SetClock(NOON)
    options = Options(extensions=12, hour_reports=request.param)
    with (
        running(options, clock=clock.now) as demo,
        closing(DataAccess(lambda: connection_to(demo.base_url), clock=clock)) as access,
    ):
        yield demo, access, clock


@pytest.fixture
def pbx(served, installed):
    """The same with a dashboard over it, of which no test asks how often it asked the PBX."""
    demo, access, clock = served
    installed(access, clock)
    return demo


def test_every_hour_is_a_row_and_counts_its_calls(pbx):
    answer = export(DAY)
    rows = rows_of(answer)
    assert list(rows[0])[: len(FIRST)] == FIRST
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"].startswith(
        'attachment; filename="hours_GRP0001_2026-11-16_2026-11-16_as-of_'
    )
    assert "warning" not in answer.headers
    start = datetime(2026, 11, 16, tzinfo=BERLIN)
    counted = Counter()
    for leg in pbx.legs("GRP0001", start, start + timedelta(days=1)):
        hour = leg.start.astimezone(BERLIN).replace(minute=0, second=0, microsecond=0)
        answer = "answered" if leg.answered else "unanswered"
        for name in ("calls", leg.direction, answer, f"{leg.direction}_{answer}"):
            counted[hour.isoformat(), name] += 1
    assert [row["hour"][:13] for row in rows] == [f"2026-11-16T{hour:02d}" for hour in range(24)]
    names = (
        FIRST[7:] if not rows[0]["inbound_answered"] else [n for n in FIRST[1:] if "talk" not in n]
    )
    assert len(names) == (5 if pbx.options.hour_reports else 9)
    for row in rows:
        assert {name: int(row[name]) for name in names} == {
            name: counted[row["hour"], name] for name in names
        }
        assert (row["state"], row["hours"], row["time_zone"]) == ("figure", "all", "Europe/Berlin")
        assert bool(row["inbound_talk_seconds"]) != pbx.options.hour_reports
    assert sum(counted.values()) > 0


def test_only_the_working_hours_are_rows(pbx):
    rows = rows_of(export(f"{DAY}&hours=mon-fri_08:00-10:00_13:00-14:00"))
    assert [row["hour"][11:16] for row in rows] == ["08:00", "09:00", "13:00"]
    assert {row["hours"] for row in rows} == {"mon-fri_08:00-10:00_13:00-14:00"}


def test_hours_of_holidays_are_no_rows_where_they_are_left_out(pbx):
    night = "group=GRP0001&from=2026-05-01T22:00&to=2026-05-02T02:00"
    assert len(rows_of(export(night))) == 4
    rows = rows_of(export(f"{night}&holidays=leave_out"))
    assert [row["hour"][:13] for row in rows] == ["2026-05-02T00", "2026-05-02T01"]
    assert {row["hours"] for row in rows} == {"mon-sun_00:00-24:00 without holidays"}


def test_a_file_says_that_hours_cut_by_the_working_hours_count_in_full(pbx):
    said = "Where working hours begin or end inside an hour, the whole hour counts."
    cut = f"{DAY}&hours=mon-fri_08:30-10:00"
    assert said in export(cut).headers["warning"]
    assert said in get_route(f"/export/hours.json?{cut}").json()["about"]["notes"]
    assert "warning" not in export(f"{DAY}&hours=mon-fri_08:00-10:00").headers
    assert "warning" not in export(f"{DAY}&hours=sat_08:30-10:00").headers


def test_working_hours_over_midnight_are_the_hours_of_both_days(pbx):
    rows = rows_of(export(f"{DAY}&hours=mon-sun_22:00-02:00"))
    assert [row["hour"][11:16] for row in rows] == ["00:00", "01:00", "22:00", "23:00"]
    assert {row["hours"] for row in rows} == {"mon-sun_22:00-02:00"}


def test_a_running_day_ends_with_the_running_hour(pbx):
    rows = rows_of(export("group=GRP0001&range=today"))
    assert [row["hour"][11:16] for row in rows][-2:] == ["11:00", "12:00"]
    assert [row["state"] for row in rows][-2:] == ["figure", "running"]


def test_a_doubled_hour_is_two_rows_and_a_missing_one_none(pbx):
    autumn = rows_of(export("group=GRP0001&from=2026-10-25T00:00&to=2026-10-25T04:00"))
    assert [row["hour"] for row in autumn][2:4] == [
        "2026-10-25T02:00:00+02:00",
        "2026-10-25T02:00:00+01:00",
    ]
    assert len(autumn) == 5
    spring = rows_of(export("group=GRP0001&from=2026-03-29T00:00&to=2026-03-29T04:00"))
    assert [row["hour"][11:16] for row in spring][1:3] == ["01:00", "03:00"]


def test_another_zone_has_hours_of_its_own(pbx):
    night = "group=GRP0001&from=2026-11-16T00:00&to=2026-11-16T03:00"
    rows = rows_of(export(f"{night}&tz=Asia/Kathmandu"))
    assert rows[0]["hour"] == "2026-11-16T00:00:00+05:45"
    assert len(rows) == 3


@pytest.mark.parametrize(
    ("query", "status", "word"),
    [
        ("range=today", 400, "group"),
        (f"{DAY}&hours=mon-fri", 400, "is not like mon-fri_08:00-17:00"),
        (f"{DAY}&hours=mon_24:00-06:00", 400, "does not end after it starts"),
        (f"{DAY}&by_hour=rain", 400, "by_hour"),
        (f"{DAY}&$top=2", 400, "top: applies to the export of extensions only."),
        ("group=GRP9999&range=yesterday", 404, "There is no group"),
    ],
)
def test_an_error_has_a_status_and_a_sentence(pbx, query, status, word):
    answer = export(query)
    assert answer.status_code == status
    assert word in answer.text
    assert answer.headers["content-type"].startswith("text/plain")


def test_too_many_single_hours_are_refused_with_the_number_of_requests(over):
    clock = SetClock(NOON)
    with running(Options(extensions=8, hour_reports=False), clock=clock.now) as pbx:
        over(DataAccess(lambda: connection_to(pbx.base_url), clock=clock), clock)
        answer = export("group=GRP0001&range=last_90_days")
        assert answer.status_code == 400
        # an hour came twice in these days
        assert "would take 2,161 requests" in answer.text
        assert pbx.counters.report_requests == 0


def test_several_groups_carry_a_warning_where_the_reports_cannot_tell(over):
    clock = SetClock(NOON)
    with running(Options(extensions=8), clock=clock.now) as pbx:
        over(DataAccess(lambda: connection_to(pbx.base_url), clock=clock), clock)
        answer = export("group=GRP0001&group=GRP2&range=yesterday")
        assert "counts in each" in answer.headers["warning"]


@pytest.mark.parametrize("narrowed", ["search=Zoe", "$filter=Dn eq '1'", "direction=inbound"])
def test_a_file_says_what_does_not_narrow_hours(pbx, narrowed):
    answer = export(f"{DAY}&{narrowed}")
    assert "do not apply here" in answer.headers["warning"]
    assert rows_of(answer) == rows_of(export(DAY))
    assert "warning" not in export(DAY).headers


def test_older_hours_come_with_a_warning(over):
    clock = SetClock(NOON)
    with FaultServer() as pbx:
        pbx.script("/xapi/v1/Groups", faults.listing([{"Number": "G", "Name": "G", "Id": 1}]))
        for report in ("UserActivity", "CallDistribution"):
            pbx.script(f"/xapi/v1/Report{report}", faults.listing([]), faults.status(503))
        over(DataAccess(lambda: connection(pbx.origin), clock=clock), clock)
        first = export("group=G&range=today")
        assert {(row["state"], row["complete"]) for row in rows_of(first)} == {("unknown", "no")}
        assert "no data" in first.headers["warning"]
        clock.move(timedelta(hours=2))
        again = export("group=G&range=today")
        assert again.headers["warning"].startswith("110 - ")
        failed = export("group=G&range=yesterday")
        assert failed.status_code == 503
        assert int(failed.headers["retry-after"]) > 0


@pytest.mark.parametrize("path", ["/xapi/v1/Groups", "/connect/token"])
def test_a_page_of_somebody_in_between_is_no_reason_to_count_hours(over, path):
    clock = SetClock(NOON)
    with FaultServer() as pbx:
        pbx.script("/xapi/v1/ReportExtensionStatisticsByGroup", faults.listing([]))
        pbx.script(path, faults.html())
        over(DataAccess(lambda: connection(pbx.origin), clock=clock), clock)
        for days in ("yesterday", "last_90_days"):
            answer = export(f"group=G&range={days}")
            assert answer.status_code == 502
            assert answer.text.startswith("The response is not one of the 3CX API.")
            assert "Counting" not in answer.text


@pytest.mark.parametrize("trouble", [faults.html(), faults.status(404)], ids=["page", "404"])
def test_reports_that_answer_something_else_are_counted_hour_by_hour(over, trouble):
    clock = SetClock(NOON)
    with FaultServer() as pbx:
        pbx.script("/xapi/v1/Groups", faults.listing([{"Number": "G", "Name": "G", "Id": 1}]))
        pbx.script("/xapi/v1/ReportExtensionStatisticsByGroup", faults.listing([]))
        for report in ("UserActivity", "CallDistribution"):
            pbx.script(f"/xapi/v1/Report{report}", trouble)
        over(DataAccess(lambda: connection(pbx.origin), clock=clock), clock)
        morning = "from=2026-11-17T08:00&to=2026-11-17T12:00"
        assert len(rows_of(export(f"group=G&{morning}"))) == 4
        assert pbx.requests_to("/xapi/v1/ReportExtensionStatisticsByGroup") == 4


def test_the_route_is_served(demo_server):
    url = f"{demo_server.url}/export/hours.csv"
    answer = plain_http.get(url, params={"group": "O'Neil", "range": "yesterday"}, timeout=60)
    rows = rows_of(answer)
    hours = [datetime.fromisoformat(row["hour"]) for row in rows]
    assert all(hour.tzinfo for hour in hours)
    assert {later - hour for hour, later in pairwise(hours)} == {timedelta(hours=1)}
    assert [(hour.date(), hour.hour) for hour in (hours[0], hours[-1])] == [
        (hours[0].date(), 0),
        (hours[0].date(), 23),
    ]
