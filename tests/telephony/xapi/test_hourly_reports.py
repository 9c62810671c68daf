"""The hourly reports and office hours, over real HTTP."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from urllib.parse import unquote

import pytest
from pydantic import SecretStr

from demo_pbx.options import Options, Role
from demo_pbx.serving import running
from telephony.periods.working_hours import ALWAYS
from telephony.periods.working_hours_text import format_hours
from telephony.xapi.errors import NoSuchGroup, NotAnApiResponse
from telephony.xapi.limits import Limits
from telephony.xapi.office_hours import hours_of_groups, office_hours
from telephony.xapi.setup_problems import NotAllowed, NotOnThisVersion
from tests.support import faults
from tests.support.fault_server import FaultServer
from tests.telephony.periods.ranges import BERLIN
from tests.telephony.xapi.client_harness import connection, on, with_client

NOON = datetime(2026, 11, 16, 12, tzinfo=UTC)
WEEK = (NOON - timedelta(days=7), NOON)
ACTIVITY, DISTRIBUTION = "/xapi/v1/ReportUserActivity", "/xapi/v1/ReportCallDistribution"


@pytest.fixture(scope="module")
def demo():
    with running(Options(extensions=30), clock=lambda: NOON) as pbx:
        yield pbx


def demo_connection(pbx):
    return connection(pbx.base_url, client_id="demo", api_key=SecretStr("demo"))


async def activity(client, group="GRP0000", limits=WEEK):
    return await client.user_activity(group, *limits, 0, BERLIN)


async def distribution(client, group="GRP0000", limits=WEEK):
    return await client.call_distribution(group, *limits, 0, BERLIN)


@pytest.mark.parametrize("group", ["GRP0001", "O'Neil", "R&D 1/2"])
def test_both_reports_give_every_hour_of_a_group(demo, group):
    async def both(client):
        return await activity(client, group), await distribution(client, group)

    answers, directions = with_client(both, demo_connection(demo))
    counted = Counter(
        leg.start.replace(minute=0, second=0, microsecond=0)
        for leg in demo.legs(group, *WEEK)
        if leg.answered
    )
    found = {
        datetime.fromisoformat(row["DateTimeInterval"]).astimezone(UTC): row["AnsweredCount"]
        for row in answers.rows
    }
    assert len(found) == len(directions.rows) == 7 * 24
    assert {hour: count for hour, count in found.items() if count} == counted
    assert answers.complete
    assert [request.rows for request in answers.requests] == [168]


def test_more_hours_than_a_page_holds_are_read_page_by_page(demo):
    quarter = (NOON - timedelta(days=91), NOON)
    rows = with_client(lambda client: distribution(client, limits=quarter), demo_connection(demo))
    assert len(rows.rows) == rows.count == 91 * 24
    assert len(rows.requests) == 3
    assert rows.complete


def test_the_question_is_written_as_3cx_describes_it():
    with FaultServer() as pbx:
        pbx.script(ACTIVITY, faults.listing([]))
        on(pbx, lambda client: activity(client, "O'Neil"))
        queries = pbx.received[-1].target.decode()
    assert "clientTimeZone='Europe%2FBerlin'" in queries
    assert unquote(queries.split("?")[0]) == (
        f"{ACTIVITY}/Pbx.GetUserActivity(clientTimeZone='Europe/Berlin',"
        "periodFrom=2026-11-09T12:00:00Z,periodTo=2026-11-16T12:00:00Z,groupNumber='O''Neil',"
        "extensionDns='',waitInterval='0:00:00',includeQueueCalls=true,callArea=0,groupingType=0)"
    )


@pytest.mark.parametrize("group", ["", "a\nb", "x" * 101])
def test_no_group_is_never_requested_as_everyone(group):
    with FaultServer() as pbx, pytest.raises(NoSuchGroup):
        on(pbx, lambda client: activity(client, group))
    assert pbx.requests_to(ACTIVITY) == 0


def test_a_pbx_without_the_reports_gets_one_request_an_hour():
    async def twice(client):
        for _ in range(2):
            with pytest.raises(NotOnThisVersion):
                await activity(client)
        with pytest.raises(NotOnThisVersion):
            await distribution(client)

    with running(Options(extensions=8, hour_reports=False), clock=lambda: NOON) as pbx:
        with_client(twice, demo_connection(pbx))
        assert pbx.counters.hourly_requests == 2


def test_a_role_without_reports_is_not_allowed():
    with (
        running(Options(extensions=8, role=Role.ADMIN), clock=lambda: NOON) as pbx,
        pytest.raises(NotAllowed) as caught,
    ):
        with_client(activity, demo_connection(pbx))
    assert caught.value.right == "Reports"


def test_a_response_without_rows_is_no_api_response():
    with FaultServer() as pbx:
        pbx.script(ACTIVITY, faults.respond({"value": "none"}))
        with pytest.raises(NotAnApiResponse):
            on(pbx, activity)


def test_office_hours_of_the_demo_are_those_that_its_departments_keep(demo):
    found = with_client(lambda client: client.group_hours(), demo_connection(demo)).groups
    hours = {group.number: group.hours for group in found if group.hours}
    assert set(hours) == {"GRP0000", "GRP0001", "GRP2", "R&D 1/2", "GRP0005"}
    assert hours["R&D 1/2"] == ALWAYS
    assert format_hours(hours["GRP2"]) == (
        "mon-thu_08:30-12:30_13:30-17:30",
        "fri_08:30-15:00",
    )
    assert format_hours(hours["GRP0005"]) == ("mon-fri_00:00-06:00_22:00-24:00",)
    assert {group.zone_id for group in found} == {"51"}


def test_holidays_come_with_the_hours_and_a_pbx_without_them_still_sends_its_hours(demo):
    found = with_client(lambda client: client.group_hours(), demo_connection(demo)).groups
    names = {group.number: [one.name for one in group.holidays] for group in found}
    assert "Christmas" in names["GRP0000"]
    assert "Company outing" in names["GRP2"]
    assert names["O'Neil"] == []
    with running(Options(extensions=8, refuse_expand=True), clock=lambda: NOON) as older:
        hours = with_client(lambda client: client.group_hours(), demo_connection(older)).groups
    assert [(one.number, one.hours, one.holidays) for one in hours] == [
        (one.number, one.hours, ()) for one in found
    ]


@pytest.mark.parametrize("status", [400, 401, 403, 404, 500, 501])
def test_a_pbx_that_refuses_holidays_in_any_way_still_sends_its_hours_and_groups(status):
    row = {"Id": 1, "Number": "1", "Name": "Sales", "Hours": {"Type": "AllHours"}}

    async def without_expand(exchange):
        refused = b"expand" in exchange.request.target
        await (faults.status(status) if refused else faults.listing([row]))(exchange)

    async def hours_first(client):
        return (await client.group_hours()).groups, await client.groups()

    with FaultServer() as pbx:
        pbx.script("/xapi/v1/Groups", without_expand)
        hours, groups = on(pbx, hours_first)
    assert [(one.number, one.hours, one.holidays) for one in hours] == [("1", ALWAYS, ())]
    assert [group.name for group in groups.groups] == ["Sales"]


def test_holidays_too_large_to_read_do_not_cost_the_hours():
    row = {"Id": 1, "Number": "1", "Name": "Sales", "Hours": {"Type": "AllHours"}}

    async def large_with_expand(exchange):
        expanded = b"expand" in exchange.request.target
        holidays = {"OfficeHolidays": "x" * 20_000} if expanded else {}
        await faults.listing([row | holidays])(exchange)

    with FaultServer() as pbx:
        pbx.script("/xapi/v1/Groups", large_with_expand)
        requested = on(pbx, lambda client: client.group_hours(), limits=Limits(body_bytes=10_000))
    assert [(one.number, one.hours) for one in requested.groups] == [("1", ALWAYS)]


def test_a_group_that_works_on_holidays_keeps_none():
    row = {"Number": "1", "OfficeHolidays": [{"Name": "May", "Day": 1, "Month": 5, "Year": 0}]}
    resting, working = hours_of_groups([row, {**row, "Hours": {"IgnoreHolidays": True}}])
    assert (len(resting.holidays), working.holidays) == (1, ())


MONDAY = {"DayOfWeek": "Monday", "Start": "08:00:00", "Stop": "17:00:00"}


@pytest.mark.parametrize(
    "schedule",
    [
        None,
        "08:00-17:00",
        {},
        {"Type": "OfficeHours", "Periods": []},
        {"Type": "OutOfSpecificHours", "Periods": [MONDAY]},
        {"Type": "Never", "Periods": [MONDAY]},
        {"Type": "SpecificHours", "Periods": None},
        {"Type": "SpecificHours", "Periods": [MONDAY, None]},
        {"Type": "SpecificHours", "Periods": [{**MONDAY, "DayOfWeek": "Mon"}]},
        {"Type": "SpecificHours", "Periods": [{**MONDAY, "Start": "17:00:00"}]},
        {"Type": "SpecificHours", "Periods": [{**MONDAY, "Stop": "25:00:00"}]},
        {"Type": "SpecificHours", "Periods": [{**MONDAY, "Stop": "5 pm"}]},
        {"Type": "SpecificHours", "Periods": [{**MONDAY, "Start": None}]},
        {"Type": "SpecificHours", "Periods": [{"DayOfWeek": "Monday"}]},
    ],
)
def test_hours_that_cannot_be_read_are_none(schedule):
    assert office_hours(schedule) is None


def test_hours_over_midnight_are_taken_as_they_are():
    night = {**MONDAY, "Start": "22:00:00", "Stop": "06:00:00"}
    assert format_hours(office_hours({"Type": "SpecificHours", "Periods": [night]})) == (
        "mon_22:00-06:00",
    )


@pytest.mark.parametrize("stop", ["23:59:00", "23:59:59", "00:00:00", "23:59:59.9999999"])
def test_a_day_may_end_at_midnight(stop):
    schedule = {"Type": "SpecificHours", "Periods": [{**MONDAY, "Stop": stop}]}
    assert format_hours(office_hours(schedule)) == ("mon_08:00-24:00",)
