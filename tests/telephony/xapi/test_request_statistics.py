"""Each request over the wire is recorded with its kind, its outcome and its time."""

import asyncio
from dataclasses import replace

import pytest

from telephony.xapi.limits import Limits
from telephony.xapi.request_statistics import (
    DAY_MINUTES,
    MINUTE,
    SIGN_IN,
    Outcome,
    RequestStatistics,
)
from tests.support import faults
from tests.support.fault_server import FaultServer, refused_port
from tests.telephony.xapi.client_harness import (
    GROUPS,
    REPORT,
    QuickClock,
    connection,
    on,
    outcome,
    report,
    with_client,
)

LISTED = [{"Id": 1, "Number": "800", "Name": "Sales"}]
ONE_ATTEMPT = Limits(attempts=1)
SOON = replace(ONE_ATTEMPT, deadline_seconds=0.2)


def counts(statistics):
    return {key: part.count for key, part in statistics.totals().items()}


def groups_with(fault, limits=ONE_ATTEMPT):
    """What is recorded for one request for the groups, besides the sign-in."""

    async def ask(client):
        await outcome(client.groups())
        return counts(client.channel.statistics)

    with FaultServer() as pbx:
        pbx.script(GROUPS, fault)
        recorded = on(pbx, ask, limits=limits)
    assert recorded.pop((SIGN_IN, Outcome.OK)) == 1
    return recorded


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        (faults.listing(LISTED), Outcome.OK),
        (faults.status(429), Outcome.BUSY),
        (faults.status(503), Outcome.BUSY),
        (faults.status(500), Outcome.FAILED),
        (faults.status(502), Outcome.FAILED),
        (faults.status(403), Outcome.REFUSED),
        (faults.status(404), Outcome.REFUSED),
        (faults.redirect("/elsewhere"), Outcome.UNUSABLE),
        (faults.html(200), Outcome.UNUSABLE),
        (faults.body("[1, 2]"), Outcome.UNUSABLE),
        (faults.body('{"value": [{"Id"'), Outcome.UNUSABLE),
        (faults.body(""), Outcome.UNUSABLE),
        (faults.reset, Outcome.UNREACHABLE),
        (faults.truncated, Outcome.UNREACHABLE),
        (faults.truncated_gzip, Outcome.UNREACHABLE),
    ],
)
def test_a_response_is_recorded_with_its_outcome(fault, expected):
    assert groups_with(fault) == {("Groups", expected): 1}


def test_a_request_that_the_deadline_ends_is_recorded_as_timed_out():
    assert groups_with(faults.hang, SOON) == {("Groups", Outcome.TIMED_OUT): 1}


def test_a_request_that_nobody_waits_for_is_recorded_as_cancelled():
    async def ask(client):
        asking = asyncio.ensure_future(client.groups())
        while not pbx.requests_to(GROUPS):
            await asyncio.sleep(0.005)
        asking.cancel()
        await asyncio.gather(asking, return_exceptions=True)
        return counts(client.channel.statistics)

    with FaultServer() as pbx:
        pbx.script(GROUPS, faults.hang)
        assert on(pbx, ask)["Groups", Outcome.CANCELLED] == 1


def test_each_attempt_is_recorded_and_a_shared_failure_is_not():
    async def ask(client):
        await outcome(client.groups())
        before = counts(client.channel.statistics)
        await outcome(client.groups())  # the PBX counts as down by now
        return before, counts(client.channel.statistics)

    before, after = with_client(ask, connection(f"http://127.0.0.1:{refused_port()}"))
    assert before == {(SIGN_IN, Outcome.UNREACHABLE): Limits().failures_in_a_row}
    assert after == before


def test_a_certificate_that_is_not_accepted_has_an_outcome_of_its_own():
    async def ask(client):
        await outcome(client.groups())
        return counts(client.channel.statistics)

    with FaultServer("own") as pbx:
        assert on(pbx, ask) == {(SIGN_IN, Outcome.CERTIFICATE): 1}


def test_a_query_that_is_too_long_to_send_is_not_recorded():
    async def ask(client):
        await outcome(client.groups())
        before = counts(client.channel.statistics)
        await outcome(report(client, group="1" * 40_000))
        return before, counts(client.channel.statistics)

    with FaultServer() as pbx:
        pbx.script(GROUPS, faults.listing(LISTED))
        pbx.script(REPORT, faults.respond(faults.GOOD))
        before, after = on(pbx, ask)
    assert after == before


def test_the_check_of_a_token_is_a_request_of_its_own_kind():
    async def ask(client):
        await outcome(client.groups())
        return counts(client.channel.statistics)

    with FaultServer() as pbx:
        pbx.script(GROUPS, faults.status(401))
        recorded = on(pbx, ask)
    assert recorded["Groups", Outcome.REFUSED] == 2  # once with each token
    assert recorded["Defs", Outcome.OK] == 1


def recorded(statistics, kind="Groups", expected=Outcome.OK, clock=None, seconds=0.0):
    with statistics.sending(kind, asyncio.Timeout(None)) as sent:
        clock.pass_by(seconds)
        sent.outcome = expected


def test_the_last_minutes_are_those_and_no_more():
    clock = QuickClock(elapsed=0.0)
    statistics = RequestStatistics(clock)
    for kind in ("first", "second", "third"):
        recorded(statistics, kind, clock=clock)
        clock.pass_by(MINUTE)
    clock.pass_by(-MINUTE)
    assert {kind for kind, _ in statistics.last_minutes(1)} == {"third"}
    assert {kind for kind, _ in statistics.last_minutes(2)} == {"second", "third"}
    assert {kind for kind, _ in statistics.last_minutes(60)} == {"first", "second", "third"}


def test_after_an_hour_without_requests_the_last_hour_is_empty():
    clock = QuickClock(elapsed=0.0)
    statistics = RequestStatistics(clock)
    recorded(statistics, clock=clock)
    clock.pass_by(60 * MINUTE)
    assert statistics.last_minutes(60) == {}
    assert statistics.last_minutes(DAY_MINUTES)["Groups", Outcome.OK].count == 1
    assert statistics.totals()["Groups", Outcome.OK].count == 1


def test_a_time_is_recorded_with_its_request():
    clock = QuickClock(elapsed=0.0)
    statistics = RequestStatistics(clock)
    recorded(statistics, clock=clock, seconds=2.0)
    recorded(statistics, clock=clock, seconds=0.5)
    part = statistics.totals()["Groups", Outcome.OK]
    assert (part.count, part.seconds) == (2, 2.5)


def test_the_last_good_response_is_the_last_one_and_good():
    clock = QuickClock(elapsed=0.0)
    statistics = RequestStatistics(clock)
    assert statistics.last_ok is None
    recorded(statistics, clock=clock)
    good = clock.now()
    clock.pass_by(30)
    recorded(statistics, expected=Outcome.FAILED, clock=clock)
    assert statistics.last_ok == good


def test_a_week_of_requests_takes_no_more_memory_than_a_day():
    clock = QuickClock(elapsed=0.0)
    statistics = RequestStatistics(clock)
    for _ in range(3):
        for _ in range(DAY_MINUTES):
            recorded(statistics, clock=clock)
            clock.pass_by(MINUTE)
        assert statistics.last_minutes(10 * DAY_MINUTES)["Groups", Outcome.OK].count == DAY_MINUTES


def test_a_clock_that_is_set_back_loses_no_request():
    clock = QuickClock(elapsed=0.0)
    statistics = RequestStatistics(clock)
    recorded(statistics, clock=clock)
    clock.at = clock.at.replace(year=2020)
    recorded(statistics, clock=clock)
    assert statistics.last_minutes(1)["Groups", Outcome.OK].count == 2
