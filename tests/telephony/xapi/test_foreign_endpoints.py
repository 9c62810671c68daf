"""Something else responds in place of the API: few requests are sent, and it is soon back."""

import asyncio

import pytest

from telephony.xapi.errors import NotAnApiResponse, XapiError
from telephony.xapi.limits import Limits
from telephony.xapi.setup_problems import NotOnThisVersion
from tests.support import faults
from tests.telephony.xapi.client_harness import REPORT, QuickClock, on, outcome, report

LIMITS = Limits()
MOST_A_MINUTE = 20
FOREIGN = {
    "a page": faults.html(),
    "a page without a type": faults.body("<html></html>", content_type=None),
    "nothing": faults.status(204),
    "a redirect": faults.redirect("/login"),
    "not implemented": faults.html(501),
    "no such address": faults.html(404),
    "a page as the network asks for a sign-in": faults.html(511),
}


def group(number):
    return f"GRP{number:04}"


async def a_busy_minute(client, clock):
    failures = []
    for second in range(60):
        queries = (report(client, group=group(3 * second + each)) for each in range(3))
        failures += await asyncio.gather(*map(outcome, queries))
        clock.pass_by(1)
    return failures


@pytest.mark.parametrize("thing", FOREIGN)
def test_few_requests_are_sent_while_something_else_responds(pbx, thing):
    clock = QuickClock()
    pbx.granting.lifetime = 10**6
    pbx.script(REPORT, faults.respond(faults.GOOD))

    async def minute(client):
        await report(client)
        pbx.script(REPORT, FOREIGN[thing])
        before = pbx.requests_to(REPORT)
        failures = await a_busy_minute(client, clock)
        sent = pbx.requests_to(REPORT) - before
        pbx.script(REPORT, faults.respond(faults.GOOD))
        clock.pass_by(LIMITS.probe_seconds)
        return failures, sent, await report(client), await report(client, group=group(1))

    failures, sent, *after = on(pbx, minute, clock)
    assert len(failures) == 180
    assert all(isinstance(failure, NotAnApiResponse | NotOnThisVersion) for failure in failures)
    assert 3 <= sent <= MOST_A_MINUTE
    assert all(rows.complete for rows in after)


def test_a_report_that_was_there_a_minute_ago_is_no_question_of_the_version(pbx):
    pbx.script(REPORT, faults.respond(faults.GOOD), faults.html(404))

    async def twice(client):
        return await report(client), await outcome(report(client))

    _, failure = on(pbx, twice)
    assert isinstance(failure, NotOnThisVersion)
    assert "may be starting" in failure.advice


@pytest.mark.parametrize("thing", ["a page", "no such address"])
def test_one_query_that_always_fails_takes_the_report_from_no_other(pbx, thing):
    async def respond(exchange):
        fault = FOREIGN[thing] if b"GRP0666" in exchange.request.target else None
        await (fault or faults.respond(faults.GOOD))(exchange)

    pbx.script(REPORT, respond)

    async def many(client):
        await report(client)
        for _ in range(9):
            await outcome(report(client, group=group(666)))
        return await report(client, group=group(1))

    assert on(pbx, many).complete


def test_groups_whose_rows_cannot_be_read_take_the_report_from_no_other(pbx):
    async def respond(exchange):
        broken = any(f"GRP{n:04}".encode() in exchange.request.target for n in range(9))
        fault = faults.body(b'{"value": [{"Dn": "\xff"}]}') if broken else None
        await (fault or faults.respond(faults.GOOD))(exchange)

    pbx.script(REPORT, respond)

    async def many(client):
        failures = [await outcome(report(client, group=group(number))) for number in range(9)]
        return failures, await report(client, group=group(10))

    failures, rows = on(pbx, many)
    assert all(isinstance(failure, XapiError) and not failure.shared for failure in failures)
    assert rows.complete
