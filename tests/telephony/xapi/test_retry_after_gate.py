"""When no request may be sent: Retry-After, the gate, the budget."""

import asyncio
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telephony.xapi.clock import SystemClock
from telephony.xapi.errors import Busy
from telephony.xapi.limits import Limits
from telephony.xapi.retry_after import retry_after_seconds
from telephony.xapi.retry_after_gate import RetryAfterGate
from telephony.xapi.retry_policy import RetryBudget, backoff_seconds
from tests.support import faults
from tests.support.clocks import SetClock
from tests.telephony.xapi.client_harness import (
    GROUPS,
    REPORT,
    STUCK_SECONDS,
    HeldClock,
    QuickClock,
    on,
    outcome,
    report,
)

NOW = datetime(2026, 11, 16, 10, 32, tzinfo=UTC)
LIMITS = Limits()


@pytest.mark.parametrize("code", [429, 503])
def test_a_short_pause_is_respected_by_every_request(pbx, code):
    """Measured by the server: no request arrives during the pause that the PBX asks for."""
    clock = HeldClock()
    began = clock.elapsed
    arrived: list[float] = []
    note = faults.after(lambda _: arrived.append(clock.elapsed), faults.listing([]))
    pbx.script(REPORT, faults.status(code, retry_after="7"), note)
    pbx.script(GROUPS, note)

    async def one_has_to_wait(client):
        first = asyncio.create_task(report(client))
        while clock.waiting < 1:
            await asyncio.sleep(0.001)
        others = [asyncio.create_task(asks) for asks in (client.groups(), report(client))]
        while clock.waiting < 3:
            await asyncio.sleep(0.001)
        meanwhile = pbx.requests_to()
        clock.release.set()
        await asyncio.gather(first, *others)
        return meanwhile

    assert on(pbx, one_has_to_wait, clock) == 1
    assert len(arrived) == 3
    assert min(arrived) - began >= 7


@pytest.mark.parametrize(
    "header", ["240", format_datetime(NOW + timedelta(minutes=4), usegmt=True)]
)
def test_a_long_pause_is_an_error_with_its_end_and_no_request_sleeps(pbx, header):
    clock = QuickClock(at=NOW)
    pbx.script(REPORT, faults.status(429, retry_after=header))

    async def ask_on(client):
        first = await outcome(report(client))
        others = await asyncio.gather(
            *(outcome(asks) for asks in (report(client), client.groups(), client.probe()))
        )
        return first, others

    first, others = on(pbx, ask_on, clock)
    assert clock.slept == []
    assert pbx.requests_to() == 1
    for failure in (first, *others):
        assert isinstance(failure, Busy)
        assert failure.retry_at == NOW + timedelta(minutes=4)
        assert f"{failure.retry_at:%H:%M}" in str(failure)


def test_a_moment_to_come_back_at_is_one_of_the_clock_of_the_pbx(pbx):
    clock = QuickClock(at=NOW - timedelta(days=2))  # ours is two days behind
    reported = {"date": NOW, "retry_after": NOW + timedelta(minutes=4)}
    headers = {name: format_datetime(at, usegmt=True) for name, at in reported.items()}
    pbx.script(REPORT, faults.status(429, **headers))
    failure = on(pbx, lambda client: outcome(report(client)), clock)
    assert failure.retry_at == clock.at + timedelta(minutes=4)


@pytest.mark.parametrize(
    "header",
    ["301", "86400", "9" * 15, format_datetime(NOW + timedelta(days=1), usegmt=True)],
)
def test_a_wait_beyond_reason_ends_after_five_minutes_with_one_request(pbx, header):
    clock = QuickClock(at=NOW)
    pbx.script(REPORT, faults.status(503, retry_after=header))

    async def a_while(client):
        first = await outcome(report(client))
        clock.pass_by(299)
        early = await outcome(client.groups())
        meanwhile = pbx.requests_to()
        clock.pass_by(1)
        late = [await outcome(report(client, group=f"GRP000{number}")) for number in range(4)]
        sent_again = pbx.requests_to()
        pbx.script(REPORT, faults.respond(faults.GOOD))
        clock.pass_by(300)
        return (first, early, *late), meanwhile, sent_again, await report(client)

    failures, meanwhile, sent_again, rows = on(pbx, a_while, clock)
    assert meanwhile == 1
    assert sent_again == 2
    assert all(isinstance(failure, Busy) for failure in failures)
    assert failures[1].retry_at == NOW + timedelta(minutes=5)
    assert all("10:37 UTC" in str(failure) for failure in failures[:2])
    assert rows.complete


def test_a_request_that_waits_when_the_gate_closes_is_not_sent_either(pbx):
    pbx.script(REPORT, faults.status(429, retry_after="240"))

    async def five(client):
        return await asyncio.gather(*(outcome(report(client)) for _ in range(5)))

    failures = on(pbx, five, limits=Limits(max_concurrent_requests=1))
    assert all(isinstance(failure, Busy) for failure in failures)
    assert pbx.requests_to() == 1


def test_the_gate_opens_when_its_time_has_come(pbx):
    clock = QuickClock()
    pbx.script(REPORT, faults.status(429, retry_after="240"), faults.respond(faults.GOOD))

    async def later(client):
        await outcome(report(client))
        clock.pass_by(239)
        early = await outcome(report(client, group="GRP0001"))
        clock.pass_by(1)
        return early, await report(client)

    early, rows = on(pbx, later, clock)
    assert early.complete  # a second is within our patience: waited for
    assert rows.complete


@pytest.mark.parametrize("header", ["soon", "", "-5", "1.5", "9" * 5_000, "Thu, 99 Foo 2026"])
def test_a_wish_that_cannot_be_read_is_an_ordinary_retry(pbx, header):
    clock = QuickClock()
    pbx.script(REPORT, faults.status(429, retry_after=header), faults.respond(faults.GOOD))
    assert on(pbx, report, clock).complete
    assert max(clock.slept) <= 0.5


@given(st.text(max_size=60))
def test_no_header_text_breaks_the_reading(text):
    wait = retry_after_seconds(text, NOW)
    assert wait is None or wait >= 0


@given(st.integers(0, 10**12))
def test_a_date_and_its_seconds_mean_the_same(seconds):
    assert retry_after_seconds(str(seconds), NOW) == seconds
    if seconds < 10**9:
        moment = NOW + timedelta(seconds=seconds)
        assert retry_after_seconds(format_datetime(moment, usegmt=True), NOW) == seconds


def test_a_shorter_wish_does_not_end_a_longer_one():
    gate = RetryAfterGate(QuickClock(), LIMITS)
    gate.pause(200, Busy())
    gate.pause(1, Busy())
    assert gate.wait_seconds == 200


@given(st.integers(1, 60))
def test_the_backoff_is_a_part_of_a_doubling_that_is_capped(attempt):
    longest = min(LIMITS.backoff_cap_seconds, LIMITS.backoff_seconds * 2 ** (attempt - 1))
    assert 0 <= backoff_seconds(attempt, LIMITS) <= longest


@pytest.fixture
def spent():
    """A clock, and a budget by it of which nothing is left."""
    clock = QuickClock()
    budget = RetryBudget(clock, LIMITS)
    while budget.spend():
        pass
    return clock, budget


def test_ten_successes_earn_one_retry(spent):
    _, budget = spent
    for _ in range(9):
        budget.earn()
    assert not budget.spend()
    budget.earn()
    budget.earn()
    assert budget.spend()
    assert not budget.spend()


def test_time_earns_retries_up_to_the_whole_budget(spent):
    clock, budget = spent
    clock.pass_by(9)
    assert not budget.spend()
    clock.pass_by(1)
    assert budget.spend()
    assert not budget.spend()
    clock.pass_by(86_400)
    assert sum(budget.spend() for _ in range(100)) == LIMITS.retry_budget


def test_who_waits_at_the_gate_beyond_the_deadline_learns_its_time(pbx):
    pbx.script(REPORT, faults.status(503, retry_after="9"))
    limits = Limits(deadline_seconds=0.3)
    with pytest.raises(Busy) as caught:
        on(pbx, report, SystemClock(), limits)
    assert caught.value.retry_at is not None
    assert pbx.requests_to(REPORT) == 1


def test_a_pause_too_short_for_a_clock_that_is_set_ends_all_the_same():
    """Its sleep is never shorter than requested, or the gate would loop for ever."""

    async def passes() -> None:
        gate = RetryAfterGate(SetClock(NOW), LIMITS)
        gate.pause(1e-9, Busy())
        async with asyncio.timeout(STUCK_SECONDS):
            await gate.wait_until_open("GET /")

    asyncio.run(passes())
