"""Requests for programs: bounded in every minute and every hour, whatever the clock does."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telephony.settings.rates import Rates
from telephony.xapi import request_budget as budgets
from telephony.xapi.request_budget import (
    CELL_SECONDS,
    HOUR,
    MINUTE,
    LocalLedger,
    RequestBudget,
    cell_of,
)
from telephony.xapi.requester import Requester
from tests.support.clocks import SetClock

START = datetime(2026, 3, 10, 11, 0, tzinfo=UTC)


def program() -> Requester:
    requester = Requester()
    requester.join(background=True)
    return requester


@given(
    st.builds(Rates, st.integers(1, 20), st.integers(1, 60)),
    st.lists(st.floats(0, 400), min_size=1, max_size=120),
)
def test_no_minute_and_no_hour_has_more_than_it_may(rates: Rates, pauses: list[float]) -> None:
    async def spent() -> list[float]:
        ledger, now, moments = LocalLedger(), 0.0, []
        for pause in pauses:
            now += pause
            if not await ledger.spend(cell_of(now), rates):
                moments.append(now)
        return moments

    moments = asyncio.run(spent())
    for most, span in ((rates.per_minute, MINUTE), (rates.per_hour, HOUR)):
        for first in moments:
            assert sum(first <= at < first + span for at in moments) <= most


@given(st.builds(Rates, st.integers(1, 5), st.integers(1, 20)))
def test_a_wait_of_the_given_length_is_enough(rates: Rates) -> None:
    async def main() -> None:
        clock = SetClock(START)
        budget = RequestBudget(rates, clock)
        for _ in range(25):
            await budget.admit(program())
        # hours and minutes pass, and no more of them than the rates make necessary
        needed = max(24 // rates.per_minute * MINUTE, 24 // rates.per_hour * HOUR)
        assert needed <= clock.monotonic() <= 2 * needed + 2 * MINUTE

    with pytest.MonkeyPatch.context() as patched:
        # no one joins here: looking twice a second would make a day of 170,000 steps
        patched.setattr(budgets, "LOOK_SECONDS", CELL_SECONDS)
        asyncio.run(main())


def test_people_need_no_budget_and_use_none_up() -> None:
    async def main() -> None:
        clock = SetClock(START)
        budget = RequestBudget(Rates(1, 1), clock)
        person = Requester()
        person.join(background=False)
        for _ in range(5):
            await budget.admit(person)
            await budget.count(person)
        assert await budget.left() == 1
        assert clock.monotonic() == 0

    asyncio.run(main())


def test_what_a_question_takes_beyond_its_first_request_makes_the_next_one_wait() -> None:
    async def main() -> None:
        clock = SetClock(START)
        budget = RequestBudget(Rates(10, 100), clock)
        requester = program()
        await budget.admit(requester)
        for _ in range(12):  # pages, and a retry
            await budget.count(requester)
        assert await budget.left() == 100 - 12
        assert clock.monotonic() == 0
        await budget.admit(program())
        assert clock.monotonic() >= MINUTE

    asyncio.run(main())


def test_a_request_that_was_not_made_is_left_for_the_next_one_that_waits() -> None:
    async def main() -> None:
        clock = SetClock(START)
        budget = RequestBudget(Rates(1, 1), clock)
        unsent, sent = program(), program()
        await budget.admit(unsent)
        await budget.give_back(unsent)
        await budget.admit(sent)
        assert clock.monotonic() == 0
        await budget.count(sent)
        await budget.give_back(sent)
        assert await budget.left() == 0
        await budget.admit(program())
        assert clock.monotonic() >= HOUR

    asyncio.run(main())


def test_a_clock_that_is_set_back_or_ahead_stops_no_program() -> None:
    async def main() -> None:
        for jump in (-2, 2):
            clock = SetClock(START)
            budget = RequestBudget(Rates(3, 3), clock)
            for _ in range(3):
                await budget.admit(program())
            clock.jump(timedelta(days=jump))
            await budget.admit(program())
            assert clock.monotonic() == 0

    asyncio.run(main())
