"""A PBX that is down: everybody shares the failure, few requests go out, and it is soon back."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from telephony.xapi.errors import Busy, Unreachable, XapiError
from telephony.xapi.limits import Limits
from telephony.xapi.setup_problems import CertificateProblem
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

pytestmark = pytest.mark.slow

LIMITS = Limits()
EVERYTHING = "/"
MOST_A_MINUTE = 20


def group(number: int) -> str:
    return f"GRP{number:04}"


async def a_busy_minute(client, clock):
    """Sixty seconds with four different requests sent together in each."""
    ends = clock.elapsed + 60
    failures = []
    number = 0
    while clock.elapsed < ends:
        number += 3
        queries = [report(client, group=group(number + each)) for each in range(3)]
        failures += await asyncio.gather(*(outcome(asks) for asks in (*queries, client.groups())))
        clock.pass_by(1)
    return failures


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (faults.status(503), Busy),
        (faults.status(429), Busy),
        (faults.status(502), Unreachable),
        (faults.html(521), Unreachable),
        (faults.html(503), Busy),
        (faults.status(503, retry_after="5"), Busy),
        (faults.status(429, retry_after="1"), Busy),
        (faults.reset, Unreachable),
        (faults.truncated, Unreachable),
        (faults.raw(b""), Unreachable),
        (faults.raw(b"SSH-2.0-OpenSSH_9.6\r\n"), Unreachable),
    ],
)
def test_twenty_requests_a_minute_at_most_go_to_a_pbx_that_is_down(pbx, fault, error):
    clock = QuickClock()
    pbx.script(EVERYTHING, fault)
    pbx.script(GROUPS, fault)

    async def down(client):
        pbx.script("/connect/token", fault)
        return await a_busy_minute(client, clock)

    failures = on(pbx, down, clock)
    assert all(isinstance(failure, error) for failure in failures)
    assert len(pbx.received) <= MOST_A_MINUTE


def test_it_is_so_as_well_when_it_fails_under_eight_requests_at_once(pbx):
    clock = QuickClock()
    pbx.script(REPORT, faults.respond(faults.GOOD))
    # the limit of requests at once as it is after hundreds that went well
    grown = replace(LIMITS, initial_concurrent_requests=LIMITS.max_concurrent_requests)

    async def fails_later(client):
        await report(client)
        before = len(pbx.received)
        pbx.script(REPORT, faults.slow(0.02, faults.status(503)))
        pbx.script(GROUPS, faults.slow(0.02, faults.status(503)))
        await asyncio.gather(*(outcome(report(client, group=group(each))) for each in range(30)))
        await a_busy_minute(client, clock)
        return before

    before = on(pbx, fails_later, clock, grown)
    assert len(pbx.received) - before <= MOST_A_MINUTE


async def counting_connections(asks, client, clock):
    """What ``asks`` gives, and how many connections were begun: some never reach a server."""
    loop = asyncio.get_running_loop()
    connect = loop.sock_connect
    begun = []

    async def counted(sock, address):
        begun.append(address)
        return await connect(sock, address)

    loop.sock_connect = counted
    return await asks(client, clock), len(begun)


@pytest.mark.parametrize("trouble", ["nobody listens", "self-signed"])
def test_connections_that_never_come_to_be_are_as_few(trouble):
    clock = QuickClock()
    with FaultServer("own") as pbx:
        origin = (
            f"https://127.0.0.1:{refused_port()}" if trouble == "nobody listens" else pbx.origin
        )
        failures, begun = with_client(
            lambda client: counting_connections(a_busy_minute, client, clock),
            connection(origin),
            clock,
        )
    error = Unreachable if trouble == "nobody listens" else CertificateProblem
    assert all(isinstance(failure, error) for failure in failures)
    assert 3 < begun <= MOST_A_MINUTE


def test_a_shared_failure_names_the_request_at_hand_and_costs_it_nothing(pbx):
    clock = QuickClock()
    pbx.script(REPORT, faults.status(503))
    pbx.script(GROUPS, faults.status(503))

    async def down(client):
        first = await outcome(report(client))
        await outcome(client.groups())
        before = pbx.requests_to()
        return first, await outcome(report(client, group="GRP0001")), before

    first, shared, before = on(pbx, down, clock)
    assert pbx.requests_to() == before
    assert (first.shared, shared.shared) == (False, True)
    assert type(shared) is type(first)
    assert (shared.headline, shared.status, shared.pbx_message) == (
        first.headline,
        first.status,
        first.pbx_message,
    )
    assert "GRP0001" in shared.request
    assert shared.seconds is None
    assert clock.now() < shared.retry_at <= clock.now() + timedelta(seconds=LIMITS.probe_seconds)


def test_seconds_after_its_return_everything_is_live(pbx):
    clock = QuickClock()
    pbx.script(REPORT, faults.status(503))
    pbx.script(GROUPS, faults.status(503))

    async def down_and_back(client):
        for number in range(10):
            await outcome(report(client, group=group(number)))
        pbx.script(REPORT, faults.respond(faults.GOOD))
        pbx.script(GROUPS, faults.listing([]))
        still = await outcome(report(client))
        clock.pass_by(LIMITS.probe_seconds)
        return still, await asyncio.gather(
            report(client), report(client, group="GRP0001"), client.groups()
        )

    still, live = on(pbx, down_and_back, clock)
    assert isinstance(still, Busy)
    assert live[0].complete
    assert live[1].complete
    assert live[2].groups == ()


def test_a_return_is_seen_although_the_token_ended_with_the_restart(pbx):
    clock = QuickClock()
    pbx.script(REPORT, faults.respond(faults.GOOD))

    async def restarted(client):
        await report(client)
        pbx.script(REPORT, faults.reset)
        for number in range(5):
            await outcome(report(client, group=group(number)))
        pbx.kill_tokens()
        pbx.script(REPORT, faults.respond(faults.GOOD))
        clock.pass_by(LIMITS.probe_seconds)
        return await report(client)

    assert on(pbx, restarted, clock).complete


@pytest.mark.parametrize("fault", [faults.reset, faults.status(503), faults.status(502)])
def test_one_request_that_always_fails_takes_the_pbx_from_no_other(pbx, fault):
    clock = QuickClock()
    pbx.script(f"{REPORT}/Pbx.GetExtensionStatisticsByGroupData(groupNumber='BAD'", fault)
    pbx.script(REPORT, faults.respond(faults.GOOD))

    async def both(client):
        others = []
        for number in range(8):
            assert isinstance(await outcome(report(client, group="BAD")), XapiError)
            others += await asyncio.gather(
                *(outcome(report(client, group=group(number + each))) for each in range(3))
            )
            clock.pass_by(1)
        return others

    assert all(not isinstance(rows, Exception) for rows in on(pbx, both, clock))


def test_trouble_that_passes_under_many_requests_at_once_is_not_seen(pbx):
    once = faults.slow(0.02, faults.status(503))
    pbx.script(
        REPORT,
        *(once for _ in range(LIMITS.initial_concurrent_requests)),
        faults.respond(faults.GOOD),
    )

    async def many(client):
        return await asyncio.gather(*(report(client, group=group(each)) for each in range(10)))

    assert all(rows.complete for rows in on(pbx, many))


@pytest.mark.parametrize(
    "fault",
    [faults.status(400), faults.status(403), faults.status(500), faults.status(504), faults.html()],
)
def test_a_pbx_that_refuses_questions_is_not_down(pbx, fault):
    pbx.script(REPORT, fault)

    async def ask(client):
        for number in range(12):
            await outcome(report(client, group=group(number)))
        return await client.groups()

    assert on(pbx, ask).groups == ()


def test_the_log_says_once_that_it_is_down_and_once_that_it_is_back(pbx, caplog):
    clock = QuickClock()
    pbx.script(REPORT, faults.status(503))
    pbx.script(GROUPS, faults.status(503))

    async def down_and_back(client):
        await a_busy_minute(client, clock)
        pbx.script(REPORT, faults.respond(faults.GOOD))
        clock.pass_by(LIMITS.probe_seconds)
        await report(client)

    on(pbx, down_and_back, clock)
    message = [
        entry.getMessage()
        for entry in caplog.records
        if entry.name == "telephony.xapi.retry_after_gate"
    ]
    assert [words.partition(":")[0] for words in message] == [
        "the PBX counts as down",
        "the PBX responds again",
    ]
    assert len(caplog.records) <= 2 * MOST_A_MINUTE + 2


def test_a_probe_whose_requester_has_left_does_not_keep_the_gate_shut(pbx):
    clock = QuickClock()
    pbx.script(REPORT, faults.status(503))
    pbx.script(GROUPS, faults.status(503))

    async def left(client):
        for number in range(5):
            await outcome(report(client, group=group(number)))
        clock.pass_by(LIMITS.probe_seconds)
        pbx.script(REPORT, faults.hang)
        before = pbx.requests_to()
        probe = asyncio.create_task(report(client))
        while pbx.requests_to() == before:
            await asyncio.sleep(0.001)
        probe.cancel()
        pbx.script(REPORT, faults.respond(faults.GOOD))
        clock.pass_by(LIMITS.probe_seconds)
        return await report(client)

    assert on(pbx, left, clock).complete
