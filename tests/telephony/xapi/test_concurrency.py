"""How many concurrent requests: learned from how fast a PBX responds, in simulated time."""

from __future__ import annotations

import asyncio
import heapq
from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from telephony.xapi.concurrency import ConcurrencyLimiter
from telephony.xapi.limits import Limits
from telephony.xapi.requester import Requester, requesting_for

REQUESTS = 90
ALONE = 0.15
Latency = Callable[[int], float]


def parallel(_: int) -> float:
    return ALONE


def serial(in_flight: int) -> float:
    return ALONE * in_flight


def simulated(
    limiter: ConcurrencyLimiter, latency: Latency, requests: int = REQUESTS
) -> tuple[float, list[int]]:
    """Seconds for these requests, and the limit after each; latency is set when one starts."""
    now, begun, limits = 0.0, 0, []
    ends: list[tuple[float, float]] = []
    while ends or begun < requests:
        while begun < requests and len(ends) < limiter.limit:
            seconds = latency(len(ends) + 1)
            heapq.heappush(ends, (now + seconds, seconds))
            begun += 1
        now, seconds = heapq.heappop(ends)
        limiter.record_response("day", seconds)
        limits.append(limiter.limit)
    return now, limits


class Fixed(ConcurrencyLimiter):
    """A limiter that never changes."""

    def __init__(self, limit: int) -> None:
        super().__init__(Limits(max_concurrent_requests=limit, initial_concurrent_requests=limit))

    def answered(self, kind, seconds):
        pass


def test_on_a_pbx_that_works_in_parallel_it_is_as_fast_as_eight_concurrent_requests() -> None:
    seconds, limits = simulated(ConcurrencyLimiter(), parallel)
    best = min(simulated(Fixed(limit), parallel)[0] for limit in range(1, 9))
    assert limits[-1] == 8
    assert seconds <= 1.3 * best
    assert seconds <= REQUESTS * ALONE / 4


def test_on_a_pbx_that_works_on_one_report_at_a_time_it_stays_low() -> None:
    _, limits = simulated(ConcurrencyLimiter(), serial, requests=400)
    later = limits[50:]
    assert max(later) <= 5
    assert sum(later) / len(later) < 4


@given(st.lists(st.floats(0.001, 60), min_size=1, max_size=300))
def test_it_never_leaves_its_bounds_whatever_the_latency(answers: list[float]) -> None:
    limiter = ConcurrencyLimiter(Limits(max_concurrent_requests=5))
    for seconds in answers:
        limiter.record_response("day", seconds)
        assert 1 <= limiter.limit <= 5
    for _ in range(10):
        limiter.record_overload()
        assert 1 <= limiter.limit <= 5
    assert limiter.limit == 1


def test_a_refusal_halves_it_and_it_grows_again_one_by_one() -> None:
    limiter = ConcurrencyLimiter()
    simulated(limiter, parallel)
    limiter.record_overload()
    assert limiter.limit == 4
    _, limits = simulated(limiter, parallel, requests=30)
    assert sorted(set(limits)) == [4, 5, 6, 7, 8]


def test_questions_of_different_length_are_not_compared_with_each_other() -> None:
    limiter = ConcurrencyLimiter()
    for _ in range(40):
        limiter.record_response("day", 0.1)
        limiter.record_response("year", 9.0)
    assert limiter.limit == 8


def test_who_waits_longest_gets_the_next_place_and_who_gives_up_leaves_none_behind() -> None:
    async def main() -> None:
        limiter = ConcurrencyLimiter(
            Limits(max_concurrent_requests=1, initial_concurrent_requests=1)
        )
        order: list[int] = []

        async def send(number: int) -> None:
            async with limiter.slot():
                order.append(number)
                await asyncio.sleep(0)

        tasks = [asyncio.create_task(send(number)) for number in range(6)]
        await asyncio.sleep(0)
        tasks[2].cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        assert order == [0, 1, 3, 4, 5]
        assert (limiter.in_flight, limiter.in_use) == (0, False)

    asyncio.run(main())


def requester(*, background: bool) -> Requester:
    made = Requester()
    made.join(background=background)
    return made


def test_programs_leave_a_place_free_which_a_person_who_joins_one_of_them_gets() -> None:
    async def main() -> None:
        limiter = ConcurrencyLimiter(
            Limits(max_concurrent_requests=2, initial_concurrent_requests=2)
        )
        end, begun = asyncio.Event(), []

        async def send(name: str, of: Requester) -> None:
            with requesting_for(of):
                async with limiter.slot():
                    begun.append(name)
                    await end.wait()

        first, second = requester(background=True), requester(background=True)
        tasks = [asyncio.create_task(send("first", first))]
        tasks.append(asyncio.create_task(send("second", second)))
        gives_up = asyncio.create_task(send("gives up", requester(background=True)))
        await asyncio.sleep(0.01)
        assert begun == ["first"]
        gives_up.cancel()
        second.join(background=False)
        tasks.append(asyncio.create_task(send("person", requester(background=False))))
        async with asyncio.timeout(30):
            while len(begun) < 2:
                await asyncio.sleep(0.01)
            assert limiter.in_flight == 2
            end.set()
            await asyncio.gather(*tasks)
        assert set(begun) == {"first", "second", "person"}
        assert (limiter.in_flight, limiter.in_use) == (0, False)

    asyncio.run(main())
