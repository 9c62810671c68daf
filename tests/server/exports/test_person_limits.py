"""So many exports of one person at the same time and in a minute, and of a token half of that."""

from __future__ import annotations

import asyncio
from contextlib import ExitStack

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from server.exports.admission import Admission
from server.exports.person_limits import Allowance, LimitReachedError, PersonLimits
from server.exports.slots import ExportSlots
from tests.server.exports.test_access_tokens import (  # noqa: F401  # fixtures
    ANN,
    HEADER,
    Ask,
    Office,
    clock,
    office,
    serving,
)

ANNS = Allowance("ann", "Ann", at_once=4, per_minute=10)


def test_so_many_run_at_the_same_time_and_a_place_comes_back() -> None:
    limits = PersonLimits()
    with ExitStack() as running:
        for _ in range(4):
            running.enter_context(limits.place([ANNS], 0))
        with pytest.raises(LimitReachedError, match="Ann has 4 exports under way") as reached:
            running.enter_context(limits.place([ANNS], 0))
        assert reached.value.seconds == 5
        bob = Allowance("bob", "Bob", at_once=1, per_minute=1)
        running.enter_context(limits.place([bob], 0))
    with limits.place([ANNS], 1):
        pass


def test_so_many_begin_in_a_minute_and_the_wait_is_said() -> None:
    limits = PersonLimits()
    for second in range(10):
        with limits.place([ANNS], second):
            pass
    with pytest.raises(LimitReachedError, match="begun 10 exports within a minute") as reached:
        limits.place([ANNS], 20).__enter__()
    assert reached.value.seconds == 40
    with limits.place([ANNS], 60):
        pass
    with pytest.raises(LimitReachedError):
        limits.place([ANNS], 60).__enter__()


def test_a_token_leaves_the_other_half_to_the_person() -> None:
    limits = PersonLimits()
    token = ANNS.half("token 1", "The access token “Report”")
    assert (token.at_once, token.per_minute) == (2, 5)
    with ExitStack() as running:
        for _ in range(2):
            running.enter_context(limits.place([ANNS, token], 0))
        with pytest.raises(LimitReachedError, match="The access token “Report” has 2 exports"):
            running.enter_context(limits.place([ANNS, token], 0))
        running.enter_context(limits.place([ANNS], 0))
        running.enter_context(limits.place([ANNS], 0))


def test_half_of_one_is_one() -> None:
    token = Allowance("ann", "Ann", at_once=1, per_minute=1).half("token", "It")
    assert (token.at_once, token.per_minute) == (1, 1)


@given(st.lists(st.tuples(st.sampled_from("abc"), st.floats(0, 300)), max_size=60))
def test_in_no_minute_more_begin_than_are_allowed_and_nobody_is_remembered_for_ever(
    events: list[tuple[str, float]],
) -> None:
    limits = PersonLimits()
    begun: list[tuple[str, float]] = []
    for key, at in sorted(events, key=lambda event: event[1]):
        allowance = Allowance(key, key, at_once=2, per_minute=5)
        try:
            with limits.place([allowance], at):
                begun.append((key, at))
        except LimitReachedError:
            recent = [t for k, t in begun if k == key and t > at - 60]
            assert len(recent) == 5
    for key, at in begun:
        assert sum(1 for k, t in begun if k == key and at - 60 < t <= at) <= 5
    with limits.place([Allowance("z", "z", 1, 1)], 1_000):
        assert len(limits._uses) == 1  # noqa: SLF001  # what is held cannot be seen from outside


def test_beyond_the_limits_an_export_is_429_with_when_to_try_again(
    office: Office,  # noqa: F811
) -> None:
    token = office.make()
    ended, begun = asyncio.Event(), asyncio.Semaphore(0)

    async def slow(scope: Scope, receive: Receive, send: Send) -> None:
        begun.release()
        await ended.wait()
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body"})

    async def work(ask: Ask) -> None:
        mine = {HEADER: ANN}
        running = [asyncio.create_task(ask("/slow", token)) for _ in range(2)]
        # a proxy names people as they typed it
        running += [
            asyncio.create_task(ask("/slow", **{HEADER: name})) for name in (ANN, ANN.upper())
        ]
        for _ in running:
            await begun.acquire()
        refused = await ask("/limited", **mine)
        assert refused.status_code == 429
        assert refused.text == (
            f"{ANN} has 4 exports under way, and more are not possible at the same time. Try again "
            "in 5 s.\n"
        )
        assert refused.headers["Retry-After"] == "5"
        # somebody else is not concerned
        assert (await ask("/limited", **{HEADER: "bob"})).status_code == 200
        ended.set()
        assert {response.status_code for response in await asyncio.gather(*running)} == {200}
        while (refused := await ask("/limited", **mine)).status_code != 429:
            pass
        assert "exports within a minute" in refused.text
        assert 1 <= int(refused.headers["Retry-After"]) <= 60
        assert (await ask("/export/nothing", **mine)).status_code == 404  # it is no export

    async def nothing(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body"})

    admission = Admission(ExportSlots())
    routes = [Route("/slow", admission.guard(slow)), Route("/limited", admission.guard(nothing))]
    serving(work, *routes)
