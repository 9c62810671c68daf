"""When a request is retried, and when not."""

import asyncio
from datetime import UTC, datetime

import pytest

from telephony.xapi.client import XapiClient
from telephony.xapi.concurrency import ConcurrencyLimiter
from telephony.xapi.errors import Busy, QueryRefused, TimedOut, Unreachable
from telephony.xapi.limits import Limits
from telephony.xapi.odata_options import ODataOptions
from telephony.xapi.records import Rows
from telephony.xapi.setup_problems import NotAllowed, NotOnThisVersion
from tests.support import faults
from tests.telephony.xapi.client_harness import (
    GROUPS,
    REPORT,
    QuickClock,
    connection,
    on,
    outcome,
    report,
)

NOW = datetime(2026, 11, 16, 10, 32, tzinfo=UTC)
LIMITS = Limits()
MOST_ROUNDS = 50


@pytest.mark.parametrize("code", [408, 429, 500, 502, 503, 504, 507, 521, 524])
def test_trouble_that_passes_is_not_seen(pbx, code):
    clock = QuickClock()
    pbx.script(REPORT, faults.status(code), faults.status(code), faults.respond(faults.GOOD))
    assert on(pbx, report, clock).complete
    assert pbx.requests_to(REPORT) == 3
    assert len(clock.slept) == 2
    assert clock.slept[0] <= 0.5
    assert clock.slept[1] <= 1.0


@pytest.mark.parametrize(
    ("code", "error"),
    [
        *((429, Busy), (500, Busy), (502, Unreachable), (503, Busy), (504, TimedOut)),
        # what other servers in front of the PBX send, and statuses that say the same
        *((408, TimedOut), (507, Busy), (520, Unreachable), (522, Unreachable), (524, TimedOut)),
        *((526, Unreachable), (530, Unreachable), (599, Unreachable)),
    ],
)
def test_trouble_that_stays_ends_after_three_attempts(pbx, code, error):
    for path, asks in ((REPORT, report), (GROUPS, lambda client: client.groups())):
        pbx.script(path, faults.status(code))
        with pytest.raises(error) as caught:
            on(pbx, asks)
        assert caught.value.status == code
        assert pbx.requests_to(path) == 3


@pytest.mark.parametrize(
    ("code", "error"),
    [(400, QueryRefused), (403, NotAllowed), (404, NotOnThisVersion), (405, QueryRefused)],
)
def test_a_refusal_is_final(pbx, code, error):
    pbx.script(REPORT, faults.status(code))
    with pytest.raises(error) as caught:
        on(pbx, report)
    assert caught.value.status == code
    assert pbx.requests_to(REPORT) == 1
    assert pbx.grants == 1


def test_a_refused_query_shows_the_message_of_the_pbx(pbx):
    words = "Could not find a property named 'Foo' on type 'Pbx.Report'."
    pbx.script(REPORT, faults.odata_error(words))
    with pytest.raises(QueryRefused) as caught:
        on(pbx, report)
    assert caught.value.pbx_message == words
    assert words in caught.value.advice


def test_a_bare_500_on_a_filter_is_a_refusal_after_one_more_try(pbx):
    pbx.script(REPORT, faults.status(500))
    with pytest.raises(QueryRefused) as caught:
        on(pbx, lambda client: report(client, ODataOptions(filter="Dn eq")))
    assert pbx.requests_to(REPORT) == 2
    assert "filter" in caught.value.advice


def test_a_bare_500_on_a_filter_may_be_an_accident(pbx):
    pbx.script(REPORT, faults.status(500), faults.respond(faults.GOOD))
    assert on(pbx, lambda client: report(client, ODataOptions(filter="Dn ne ''"))).complete


def test_a_missing_report_is_requested_less_and_less_down_to_once_an_hour(pbx):
    clock = QuickClock()
    pbx.granting.lifetime = 10**6
    pbx.script(REPORT, faults.html(404))

    async def for_a_day(client):
        queries = []
        for _ in range(24 * 60):
            before = pbx.requests_to(REPORT)
            assert isinstance(await outcome(report(client)), NotOnThisVersion)
            queries.append(pbx.requests_to(REPORT) - before)
            clock.pass_by(60)
        assert (await client.groups()).groups == ()
        pbx.script(REPORT, faults.respond(faults.GOOD))
        clock.pass_by(3_600)
        return queries, await report(client)

    queries, rows = on(pbx, for_a_day, clock)
    assert sum(queries[:60]) <= 8
    assert sum(queries[60:]) <= 24
    assert rows.complete


def test_a_report_that_a_starting_pbx_does_not_know_yet_is_there_within_half_a_minute(pbx):
    clock = QuickClock()
    pbx.script(REPORT, faults.status(404))

    async def starts(client):
        many = await asyncio.gather(*(outcome(report(client)) for _ in range(10)))
        pbx.script(REPORT, faults.respond(faults.GOOD))
        clock.pass_by(30)
        return many, await report(client)

    many, rows = on(pbx, starts, clock)
    assert all(isinstance(failure, NotOnThisVersion) for failure in many)
    assert rows.complete


def test_one_404_does_not_take_a_report_away_that_has_worked(pbx):
    pbx.script(REPORT, faults.respond(faults.GOOD), faults.status(404), faults.respond(faults.GOOD))

    async def thrice(client):
        return [await outcome(report(client)) for _ in range(3)]

    first, second, third = on(pbx, thrice)
    assert first.complete
    assert isinstance(second, NotOnThisVersion)
    assert third.complete


def test_the_number_of_concurrent_requests_is_bounded(pbx):
    pbx.script(REPORT, faults.slow(0.05, faults.respond(faults.GOOD)))

    async def many(client):
        for _ in range(MOST_ROUNDS):
            rows = await asyncio.gather(*(report(client) for _ in range(20)))
            assert len(rows) == 20
            if pbx.most_in_flight >= LIMITS.max_concurrent_requests:
                break  # a slow PBX is sent more at once only by and by

    on(pbx, many)
    assert pbx.most_in_flight == LIMITS.max_concurrent_requests


def test_a_request_without_a_slot_within_the_deadline_names_the_queue(pbx):
    async def behind_another() -> Exception | Rows:
        limiter = ConcurrencyLimiter(Limits(max_concurrent_requests=1))
        client = XapiClient(
            connection(pbx.origin), limits=Limits(deadline_seconds=0.2), limiter=limiter
        )
        await client.groups()  # signs in, which needs the slot as well
        async with limiter.slot():
            failure = await outcome(report(client))
        await client.aclose()
        return failure

    failure = asyncio.run(behind_another())
    assert isinstance(failure, Busy)
    assert "waiting" in failure.headline
    assert pbx.requests_to(REPORT) == 0
