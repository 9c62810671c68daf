"""A valid token without a right, or one that another program has ended."""

import asyncio
from datetime import timedelta

import pytest
from pydantic import SecretStr

from telephony.xapi.errors import Busy
from telephony.xapi.limits import Limits
from telephony.xapi.setup_problems import BadCredentials, NotAllowed
from tests.support import faults
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

TOKEN = "/connect/token"
ROWS = [{"Dn": str(number)} for number in range(100, 130)]


@pytest.fixture
def pbx(pbx):
    """The scripted PBX, with a report."""
    pbx.script(REPORT, faults.listing(ROWS))
    return pbx


def test_another_program_that_takes_the_token_now_and_then_is_not_seen(pbx):
    clock = QuickClock()

    async def for_ten_minutes(client):
        for _ in range(20):
            assert (await report(client)).complete
            pbx.grant()  # the other one signs in
            clock.pass_by(30)

    on(pbx, for_ten_minutes, clock)
    assert pbx.grants == 40


def test_a_fight_over_the_token_is_given_up_and_named(pbx):
    """Every request loses its token before it arrives: at most three renewals a minute."""
    clock = QuickClock()
    steal = faults.after(lambda exchange: exchange.server.kill_tokens(), faults.status(401))
    pbx.script(REPORT, steal)

    async def ask_on(client):
        return [await outcome(report(client)) for _ in range(20)]

    failures = on(pbx, ask_on, clock)
    assert all(isinstance(failure, BadCredentials) for failure in failures)
    assert "Another program" in failures[-1].headline
    assert clock.now() < failures[-1].retry_at <= clock.now() + timedelta(minutes=1)
    assert pbx.grants == 1 + Limits().renewals_per_minute
    sent = pbx.requests_to()
    assert pbx.requests_to(REPORT) <= 2 * Limits().renewals_per_minute + 2
    assert sent < 20


def test_a_pbx_that_restarts_is_busy_and_no_fight_over_the_token(pbx):
    """Its tokens died with it, and for a while it cannot sign anybody in."""
    clock = QuickClock()

    async def restarted(client):
        await report(client)
        pbx.kill_tokens()
        pbx.script(TOKEN, faults.status(503))
        failures = []
        for _ in range(6):
            failures.append(await outcome(report(client)))
            clock.pass_by(2)
        pbx.unscript(TOKEN)
        clock.pass_by(Limits().probe_seconds)
        return failures, await report(client)

    failures, rows = on(pbx, restarted, clock)
    assert rows.complete
    assert all(isinstance(failure, Busy) for failure in failures)


def test_after_a_fight_the_dashboard_comes_back_by_itself(pbx):
    clock = QuickClock()
    steal = faults.after(lambda exchange: exchange.server.kill_tokens(), faults.status(401))
    pbx.script(REPORT, steal)

    async def fight_then_peace(client):
        for _ in range(6):
            await outcome(report(client))
        pbx.script(REPORT, faults.listing(ROWS))
        clock.pass_by(61)
        return await report(client)

    assert on(pbx, fight_then_peace, clock).complete


def test_a_missing_right_behind_a_401_is_named_and_costs_one_renewal(pbx):
    pbx.granting.roles = ("App", "system_admins")
    pbx.script(REPORT, faults.status(401))

    async def ask_on(client):
        failures = [await outcome(report(client)) for _ in range(10)]
        return failures, await client.groups()

    failures, groups = on(pbx, ask_on)
    assert groups.groups == ()
    assert pbx.grants == 2
    for failure in failures:
        assert isinstance(failure, NotAllowed)
        assert failure.right == "Reports"
        assert failure.roles == ("App", "system_admins")
        assert "system_admins" in failure.advice


def test_a_right_that_was_given_again_is_not_taken_for_missing_when_its_token_ends(pbx):
    async def given_again(client):
        pbx.script(REPORT, faults.status(401))
        lacking = await outcome(report(client))
        pbx.script(REPORT, faults.listing(ROWS))
        assert (await report(client)).complete
        pbx.kill_tokens()  # the PBX restarts, or another program signs in
        return lacking, await report(client)

    lacking, rows = on(pbx, given_again)
    assert isinstance(lacking, NotAllowed)
    assert rows.complete


def test_exactly_one_renewal_and_one_retry_follow_a_401(pbx):
    pbx.script(REPORT, faults.status(401))
    with pytest.raises(NotAllowed):
        on(pbx, report)
    assert pbx.requests_to(REPORT) == 2
    assert pbx.grants == 2


def test_a_403_costs_no_sign_in_and_names_the_right(pbx):
    pbx.script(REPORT, faults.status(403))

    async def one_refused(client):
        return await outcome(report(client)), await client.groups(), await client.probe()

    failure, groups, probe = on(pbx, one_refused)
    assert isinstance(failure, NotAllowed)
    assert failure.right == "Reports"
    assert "Reports" in failure.roles
    assert "licence" in failure.advice
    assert groups.groups == ()
    assert probe.roles == failure.roles
    assert pbx.grants == 1


def test_where_a_token_names_no_roles_other_causes_of_a_refusal_are_named_too(pbx):
    pbx.granting.lifetime = None
    pbx.script(REPORT, faults.html(403))
    with pytest.raises(NotAllowed) as caught:
        on(pbx, report)
    assert caught.value.roles == ()
    assert "addresses that may use the console" in caught.value.advice


def with_fixed_token(asks, pbx, clock=None):
    fixed = connection(pbx.origin, client_id=None, api_key=None, token=SecretStr("fixed-token"))
    return with_client(asks, fixed, clock)


def test_a_fixed_token_is_used_as_it_is(pbx):
    pbx.accept("fixed-token")
    assert with_fixed_token(report, pbx).complete
    assert pbx.grants == 0


def test_a_refused_fixed_token_brings_neither_sign_in_nor_retry(pbx):
    with pytest.raises(BadCredentials, match="THREECX_TOKEN"):
        with_fixed_token(report, pbx)
    assert pbx.requests_to(TOKEN) == 0
    assert pbx.requests_to(REPORT) == 1
    assert pbx.requests_to() == 2  # one shows that the token is valid


def test_a_refused_fixed_token_is_not_sent_again_for_a_quarter_of_an_hour(pbx):
    clock = QuickClock()

    async def one_then_fifty_then_later(client):
        failures = [await outcome(report(client))]
        failures += await asyncio.gather(*(outcome(report(client)) for _ in range(50)))
        clock.pass_by(899)
        failures.append(await outcome(client.probe()))
        within = pbx.requests_to()
        pbx.accept("fixed-token")
        clock.pass_by(1)
        return failures, within, await report(client)

    started = clock.now()
    failures, within, rows = with_fixed_token(one_then_fifty_then_later, pbx, clock)
    assert within == 2
    assert rows.complete
    for failure in failures:
        assert isinstance(failure, BadCredentials)
        assert failure.retry_at == started + timedelta(minutes=15)


def test_a_fixed_token_refused_even_for_the_smallest_request_is_invalid(pbx):
    async def queries(client):
        return await outcome(client.probe())

    assert isinstance(with_fixed_token(queries, pbx), BadCredentials)
    assert pbx.requests_to() == 1


def test_a_right_that_a_fixed_token_lacks_is_named_and_the_rest_works(pbx):
    pbx.accept("fixed-token")
    pbx.script(GROUPS, faults.status(401))

    async def ask_on(client):
        refused = [await outcome(client.groups()) for _ in range(3)]
        return refused, await report(client)

    refused, rows = with_fixed_token(ask_on, pbx)
    assert rows.complete
    assert all(isinstance(failure, NotAllowed) for failure in refused)
    assert pbx.requests_to(GROUPS) == 3
