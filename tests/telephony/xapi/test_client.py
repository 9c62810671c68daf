"""The client against the demo PBX, and what it makes of groups and of a probe."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from pydantic import SecretStr

from demo_pbx.options import Options, Role
from demo_pbx.serving import running
from telephony.xapi.errors import QueryRefused
from telephony.xapi.odata_options import ODataOptions
from telephony.xapi.records import Group, GroupList, Rows
from telephony.xapi.setup_problems import BadCredentials, NotAllowed
from tests.support import faults
from tests.support.fault_server import FaultServer
from tests.telephony.xapi.client_harness import (
    GROUPS,
    QuickClock,
    connection,
    on,
    outcome,
    with_client,
)

NOON = datetime(2026, 11, 16, 12, tzinfo=UTC)
WEEK = (NOON - timedelta(days=7), NOON)


@pytest.fixture(scope="module")
def demo():
    with running(Options(extensions=30), clock=lambda: NOON) as pbx:
        yield pbx


def demo_connection(pbx, key="demo"):
    return connection(pbx.base_url, client_id="demo", api_key=SecretStr(key))


def counted(pbx, group):
    """The demo's own calls of a group, counted by hand: extension → answered, in and out."""
    answered = {}
    for leg in pbx.legs(group, *WEEK):
        answered[leg.extension] = answered.get(leg.extension, 0) + bool(leg.answered)
    return {extension: count for extension, count in answered.items() if count}


def test_every_group_of_the_demo_gives_the_calls_that_the_demo_made(demo):
    async def all_groups(client):
        found = (await client.groups()).groups
        reports = [await client.extension_statistics(group.number, *WEEK, 0) for group in found]
        return found, reports

    found, reports = with_client(all_groups, demo_connection(demo))
    assert "O'Neil" in {group.number for group in found}
    assert not any(group.name.startswith("___") for group in found)
    for group, rows in zip(found, reports, strict=True):
        assert rows.complete
        answered = {
            row["Dn"]: row.get("InboundAnsweredCount", 0) + row.get("OutboundAnsweredCount", 0)
            for row in rows.rows
        }
        assert {dn: count for dn, count in answered.items() if count} == counted(demo, group.number)


def test_internal_and_external_calls_make_all_calls(demo):
    async def areas(client):
        return [await client.extension_statistics("GRP0000", *WEEK, area) for area in (0, 1, 2)]

    totals = [
        sum(row.get("InboundAnsweredCount", 0) for row in rows.rows)
        for rows in with_client(areas, demo_connection(demo))
    ]
    assert totals[0] == totals[1] + totals[2] > 0


def test_all_options_do_on_the_demo_what_they_say(demo):
    options = ODataOptions(
        top=3,
        skip=1,
        filter="contains(DisplayName,'a')",
        select=("Dn", "DisplayName"),
        orderby=("Dn desc",),
    )

    async def both(client):
        everybody = await client.extension_statistics("GRP0000", *WEEK, 0)
        return everybody, await client.extension_statistics("GRP0000", *WEEK, 0, options)

    everybody, part = with_client(both, demo_connection(demo))
    with_an_a = sorted(
        (row["Dn"] for row in everybody.rows if "a" in row["DisplayName"]), reverse=True
    )
    assert [row["Dn"] for row in part.rows] == with_an_a[1:4]
    assert set(part.rows[0]) == {"Dn", "DisplayName"}
    assert part.count == len(with_an_a)


@pytest.mark.parametrize(
    ("options", "word"),
    [
        (ODataOptions(filter="Foo eq 1"), "Foo"),
        (ODataOptions(select=("Bar",)), "Bar"),
        (ODataOptions(expand=("Members",)), "Members"),
    ],
)
def test_a_query_that_the_demo_refuses_shows_its_message(demo, options, word):
    with pytest.raises(QueryRefused) as caught:
        with_client(
            lambda client: client.extension_statistics("GRP0000", *WEEK, 0, options),
            demo_connection(demo),
        )
    assert word in caught.value.pbx_message
    assert caught.value.status == 400
    assert caught.value.seconds is not None
    assert caught.value.received_bytes > len(caught.value.pbx_message)


def test_a_wrong_key_at_the_demo_is_refused_once():
    with running(Options(extensions=8), clock=lambda: NOON) as pbx:

        async def ten(client):
            return await asyncio.gather(*(outcome(client.groups()) for _ in range(10)))

        failures = with_client(ten, demo_connection(pbx, "wrong"))
        assert all(isinstance(failure, BadCredentials) for failure in failures)
        assert pbx.counters.token_refusals == 1


@pytest.mark.parametrize("refusal", [401, 403])
def test_a_low_role_at_the_demo_is_named(refusal):
    options = Options(extensions=8, role=Role.ADMIN, refusal=refusal)
    with running(options, clock=lambda: NOON) as pbx:

        async def both(client):
            refused = await outcome(client.extension_statistics("GRP0000", *WEEK, 0))
            return refused, (await client.groups()).groups

        refused, groups = with_client(both, demo_connection(pbx))
    assert isinstance(refused, NotAllowed)
    assert refused.right == "Reports"
    assert "system_admins" in refused.roles
    assert groups


def test_a_probe_of_the_demo_reports_version_roles_and_clock(demo):
    clock = QuickClock(at=NOON - timedelta(minutes=10))
    probe = with_client(lambda client: client.probe(), demo_connection(demo), clock)
    assert probe.version is not None
    assert probe.version.startswith("20.")
    assert "Reports" in probe.roles
    assert probe.server_date == NOON
    assert probe.clock_ahead_seconds == pytest.approx(600, abs=1)


def test_a_probe_without_version_and_date_still_says_that_it_went_well():
    with FaultServer() as pbx:
        pbx.granting.lifetime = None
        pbx.script("/xapi/v1/Defs", faults.respond({"Id": 0}, date="yesterday"))
        probe = on(pbx, lambda client: client.probe())
    assert (probe.version, probe.roles) == (None, ())
    assert (probe.server_date, probe.clock_ahead_seconds) == (None, None)


def test_groups_leave_out_what_no_report_knows_and_keep_odd_names():
    listed = [
        {"Id": 28, "Number": "GRP0000", "Name": "DEFAULT"},
        {"Id": 29, "Number": "GRP0001", "Name": "___FAVORITES___7"},
        {"Id": 30, "Number": "GRP0002", "Name": "__DEFAULT__"},
        {"Id": 31, "Number": "GRP2", "Name": "O'Neil & Söhne"},
        {"Id": 32, "Name": "without a number"},
        {"Id": 33, "Number": "", "Name": "empty number"},
        {"Id": 34, "Number": "GRP0006"},
        {"Id": 35, "Number": "GRP0007", "Name": "half \ud800\x00 name"},
        {"Id": 36, "Number": "half \ud800 number", "Name": "nobody can ask for it"},
        {"Id": 37, "Number": "GRP\x07", "Name": "nor for this one"},
        {"Id": 38, "Number": "G" * 101, "Name": "nor for this one"},
        {"Id": 39, "Number": "a family 👨‍👩‍👧", "Name": "a call log's"},
    ]
    with FaultServer() as pbx:
        pbx.script(GROUPS, faults.listing(listed))
        found = on(pbx, lambda client: client.groups()).groups
        assert pbx.received[-1].target.endswith(
            b"/Groups?$top=100&$count=true&$select=Id,Number,Name"
        )
    assert found == (
        Group("GRP0000", "DEFAULT"),
        Group("GRP0002", "__DEFAULT__"),
        Group("GRP2", "O'Neil & Söhne"),
        Group("GRP0006", "GRP0006"),
        Group("GRP0007", "half \ufffd name"),
        Group("a family 👨‍👩‍👧", "a call log's"),
    )


def test_a_client_that_may_not_list_groups_learns_the_missing_right():
    with FaultServer() as pbx:
        pbx.script(GROUPS, faults.status(403))
        with pytest.raises(NotAllowed) as caught:
            on(pbx, lambda client: client.groups())
    assert caught.value.right == "system_admins"


def test_a_cancelled_request_leaves_the_client_usable():
    with FaultServer() as pbx:
        pbx.script(GROUPS, faults.hang)

        async def leave_and_come_back(client):
            for _ in range(8):
                leaving = asyncio.create_task(client.groups())
                while pbx.in_flight == 0:
                    await asyncio.sleep(0.001)
                leaving.cancel()
                await asyncio.gather(leaving, return_exceptions=True)
            pbx.script(GROUPS, faults.listing([]))
            return await client.groups()

        assert on(pbx, leave_and_come_back) == GroupList(())


def test_rows_of_nothing_are_whole():
    assert Rows([], ()).complete
