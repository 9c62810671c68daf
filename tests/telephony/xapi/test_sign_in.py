"""One token for everybody, few sign-ins, and none after a refusal."""

import asyncio
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from telephony.xapi.errors import Busy, NotAnApiResponse, TimedOut, Unreachable, XapiError
from telephony.xapi.limits import Limits
from telephony.xapi.setup_problems import BadCredentials
from tests.support import faults
from tests.telephony.xapi.client_harness import (
    REPORT,
    QuickClock,
    on,
    outcome,
    report,
)

TOKEN = "/connect/token"
ROWS = [{"Dn": str(number)} for number in range(100, 130)]
REFUSED = faults.body('{"error":"unauthorized","error_description":"Not you."}', 401)
scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20)
anything = scalars | st.lists(scalars, max_size=3) | st.dictionaries(st.text(), scalars, max_size=3)


@pytest.fixture
def pbx(pbx):
    """The scripted PBX, with a report."""
    pbx.script(REPORT, faults.listing(ROWS))
    return pbx


async def fifty(client):
    return await asyncio.gather(*(outcome(report(client)) for _ in range(50)))


def test_fifty_callers_share_one_sign_in(pbx):
    assert all(rows.complete for rows in on(pbx, fifty))
    assert pbx.grants == 1
    assert pbx.unauthorized == 0


def test_a_token_ended_under_fifty_callers_costs_one_sign_in(pbx):
    async def ended_between(client):
        await report(client)
        pbx.kill_tokens()
        return await fifty(client)

    assert all(rows.complete for rows in on(pbx, ended_between))
    assert pbx.grants == 2
    assert pbx.unauthorized <= Limits().max_concurrent_requests


def test_a_late_401_does_not_end_the_token_that_came_after(pbx):
    good = faults.listing(ROWS)
    pbx.script(REPORT, faults.slow(0.2, faults.status(401)), faults.status(401), good)

    async def one_late(client):
        late = asyncio.create_task(report(client))
        while pbx.requests_to(REPORT) == 0:
            await asyncio.sleep(0.001)
        return await report(client), await late

    assert all(rows.complete for rows in on(pbx, one_late))
    assert pbx.grants == 2


def test_a_caller_who_leaves_does_not_take_the_sign_in_from_the_others(pbx):
    pbx.script(TOKEN, faults.slow(0.1, token_answer(expires_in=3600)))
    pbx.accept("abc")

    async def first_leaves(client):
        first = asyncio.create_task(report(client))
        others = [asyncio.create_task(report(client)) for _ in range(3)]
        while pbx.requests_to(TOKEN) == 0:
            await asyncio.sleep(0.001)
        first.cancel()
        return await asyncio.gather(*others)

    assert all(rows.complete for rows in on(pbx, first_leaves))
    assert pbx.requests_to(TOKEN) == 1


def test_a_token_is_renewed_a_minute_before_its_end(pbx):
    clock = QuickClock()

    async def over_an_hour(client):
        await report(client)
        clock.pass_by(3_539)
        await report(client)
        before = pbx.grants
        clock.pass_by(1)
        await asyncio.gather(*(report(client) for _ in range(10)))
        return before

    assert on(pbx, over_an_hour, clock) == 1
    assert pbx.grants == 2
    assert pbx.unauthorized == 0


@pytest.mark.parametrize("skew", [timedelta(hours=-5), timedelta(days=400)])
def test_a_machine_whose_clock_is_wrong_or_jumps_keeps_its_token(pbx, skew):
    clock = QuickClock()

    async def with_a_jump(client):
        await report(client)
        clock.at += skew
        await report(client)

    on(pbx, with_a_jump, clock)
    assert pbx.grants == 1


def test_a_token_ended_in_the_middle_of_the_pages_costs_no_row(pbx):
    pbx.script(
        REPORT,
        faults.listing(ROWS, cap=10, count=False),
        faults.after(lambda exchange: exchange.server.kill_tokens(), faults.status(401)),
        faults.listing(ROWS, cap=10, count=False),
    )
    rows = on(pbx, report)
    assert rows.rows == ROWS
    assert rows.complete
    assert pbx.grants == 2


def test_a_wrong_key_is_tried_once_by_a_hundred_callers_and_not_for_a_quarter_of_an_hour(pbx):
    clock = QuickClock()
    pbx.script(TOKEN, REFUSED)

    async def a_hundred_twice(client):
        together = await fifty(client) + await fifty(client)
        clock.pass_by(899)
        together.append(await outcome(client.groups()))
        within = pbx.requests_to(TOKEN)
        clock.pass_by(1)
        await outcome(report(client))
        return together, within

    started = clock.now()
    failures, within = on(pbx, a_hundred_twice, clock)
    assert within == 1
    assert pbx.requests_to(TOKEN) == 2
    assert pbx.requests_to() == 0
    for failure in failures:
        assert isinstance(failure, BadCredentials)
        assert failure.retry_at == started + timedelta(minutes=15)
        assert failure.pbx_message == "Not you."


@pytest.mark.parametrize("code", [400, 401, 403])
def test_every_refusal_of_a_sign_in_is_remembered(pbx, code):
    pbx.script(TOKEN, faults.status(code))

    async def twice(client):
        return await outcome(report(client)), await outcome(report(client))

    first, second = on(pbx, twice)
    assert isinstance(first, BadCredentials)
    assert isinstance(second, BadCredentials)
    assert first.status == code
    assert str(first) == str(second)
    assert pbx.requests_to(TOKEN) == 1


def test_a_corrected_key_works_after_the_pause(pbx):
    clock = QuickClock()
    pbx.script(TOKEN, REFUSED)

    async def corrected(client):
        await outcome(report(client))
        pbx.unscript(TOKEN)
        clock.pass_by(900)
        return await report(client)

    assert on(pbx, corrected, clock).complete


def token_answer(**given):
    return faults.respond({"token_type": "Bearer", "access_token": "abc"} | given)


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (faults.status(500), Busy),
        (faults.status(503), Busy),
        (faults.status(429), Busy),
        (faults.status(502), Unreachable),
        (faults.status(504), TimedOut),
        (faults.html(), NotAnApiResponse),
        (faults.html(503), Busy),
        (faults.redirect("http://elsewhere.example/"), NotAnApiResponse),
        (faults.status(204), NotAnApiResponse),
        (faults.respond({}), NotAnApiResponse),
        (token_answer(access_token=None), NotAnApiResponse),
        (token_answer(access_token=""), NotAnApiResponse),
        (token_answer(access_token="a\r\nX-Evil: 1"), NotAnApiResponse),
        (token_answer(access_token="ä"), NotAnApiResponse),
        (faults.respond([]), NotAnApiResponse),
        (faults.truncated, Unreachable),
        (faults.reset, Unreachable),
        (faults.hang, TimedOut),
    ],
)
def test_a_sign_in_that_goes_wrong_is_shared_and_not_repeated_at_once(pbx, fault, error):
    pbx.script(TOKEN, fault)
    limits = Limits(deadline_seconds=0.5) if fault is faults.hang else None
    failures = on(pbx, fifty, limits=limits)
    assert all(isinstance(failure, error) for failure in failures)
    assert pbx.requests_to(TOKEN) == 1
    assert pbx.requests_to() == 0


@pytest.mark.parametrize(
    "fault",
    [
        faults.status(404),
        faults.html(404),
        faults.status(405),
        faults.status(410),
        faults.status(418),
        faults.status(500),
        faults.status(502),
        faults.status(503),
        faults.status(504),
        faults.html(),
        faults.html(502),
        faults.html(521),
        faults.status(204),
        faults.redirect("/login"),
        faults.respond({}),
        token_answer(access_token=""),
        token_answer(access_token=None),
        faults.truncated,
        faults.reset,
        faults.raw(b""),
    ],
)
def test_a_starting_pbx_is_no_refusal_and_is_tried_again_within_half_a_minute(pbx, fault):
    clock = QuickClock()
    pbx.script(TOKEN, fault)
    pbx.accept("abc")

    async def starts(client):
        failures = []
        for number in range(20):
            failures.append(await outcome(report(client, group=f"GRP{number:04}")))
            clock.pass_by(3)
        meanwhile = pbx.requests_to(TOKEN)
        pbx.script(TOKEN, token_answer(expires_in=3600))
        before = await outcome(report(client))
        clock.pass_by(30)
        return failures, meanwhile, before, await report(client)

    failures, meanwhile, _, rows = on(pbx, starts, clock)
    assert not any(isinstance(failure, BadCredentials) for failure in failures)
    assert all(isinstance(failure, XapiError) for failure in failures)
    assert 2 <= meanwhile <= 20
    assert rows.complete


def test_an_address_without_a_sign_in_says_so(pbx):
    pbx.script(TOKEN, faults.status(404))
    with pytest.raises(NotAnApiResponse, match="cannot sign in at this address") as caught:
        on(pbx, report)
    assert "may be starting" in caught.value.advice
    assert caught.value.status == 404


@pytest.mark.parametrize("scheme", ['Basic realm="proxy"', "Negotiate", "NTLM", "digest qop=auth"])
def test_a_proxy_that_asks_for_a_password_of_its_own_is_no_wrong_key(pbx, scheme):
    page = faults.body("<html>Sign in</html>", 401, "text/html", www_authenticate=scheme)
    pbx.script(TOKEN, page)
    with pytest.raises(NotAnApiResponse, match="asks for a sign-in of its own"):
        on(pbx, report)


@pytest.mark.parametrize(
    "refusal",
    [
        faults.status(401, www_authenticate="Basic"),
        faults.body('{"error": "unauthorized"}', 401, www_authenticate="Basic"),
        faults.body("<html></html>", 401, "text/html", www_authenticate="Bearer"),
        faults.html(401),
    ],
)
def test_a_refusal_in_any_other_form_counts_as_one(pbx, refusal):
    pbx.script(TOKEN, refusal)
    with pytest.raises(BadCredentials):
        on(pbx, report)


def test_a_wish_to_wait_at_the_sign_in_holds_everybody_back(pbx):
    clock = QuickClock()
    pbx.script(TOKEN, faults.status(429, retry_after="240"))

    async def twice(client):
        return await outcome(report(client)), await outcome(client.groups())

    failures = on(pbx, twice, clock)
    assert all(failure.retry_at == clock.now() + timedelta(minutes=4) for failure in failures)
    assert pbx.requests_to(TOKEN) == 1


def test_a_token_of_one_minute_is_not_requested_for_every_request(pbx):
    clock = QuickClock()
    pbx.script(TOKEN, token_answer(expires_in=None))
    pbx.accept("abc")

    async def a_few(client):
        for _ in range(5):
            await report(client)
            clock.pass_by(5)

    on(pbx, a_few, clock)
    assert pbx.requests_to(TOKEN) == 1


@given(anything, anything)
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
def test_no_response_of_the_token_endpoint_breaks_the_client(lasting_pbx, token, expires_in):
    lasting_pbx.script(TOKEN, faults.respond({"access_token": token, "expires_in": expires_in}))
    result = on(lasting_pbx, lambda client: outcome(report(client)))
    assert isinstance(result, XapiError)
