"""Requests in flight are shared, and end with the last who waits for them."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from telephony.data_access.cache.single_flight import SingleFlight
from telephony.data_access.event_loop import BackgroundLoop

NOON = datetime(2026, 3, 9, 12, tzinfo=UTC)


@pytest.fixture
def loop() -> Iterator[BackgroundLoop]:
    loop = BackgroundLoop("test")
    yield loop
    loop.close()


def test_callers_of_one_key_share_one_request_and_another_key_has_its_own(
    loop: BackgroundLoop,
) -> None:
    requests: SingleFlight[str, str] = SingleFlight(loop)
    go_on = asyncio.Event()

    async def work() -> str:
        await go_on.wait()
        return "done"

    first = requests.start("a", NOON, work(), background=False)
    second = requests.join("a", background=False)
    assert second is not None
    assert (second.future, second.as_of) == (first.future, NOON)
    assert requests.join("b", background=False) is None
    loop.submit(set_event(go_on)).result()
    assert first.future.result(10) == second.future.result(10) == "done"


def test_only_the_last_who_leaves_cancels_and_leaving_twice_counts_once(
    loop: BackgroundLoop,
) -> None:
    requests: SingleFlight[str, None] = SingleFlight(loop)
    first = requests.start("a", NOON, asyncio.sleep(600), background=False)
    second = requests.join("a", background=True)
    assert second is not None
    first.leave()
    first.leave()
    assert not first.future.cancelled()
    assert (requests.count(background=True), requests.count(background=False)) == (1, 0)
    second.leave()
    assert first.future.cancelled()
    assert requests.join("a", background=False) is None


def test_what_is_done_is_no_longer_joined(loop: BackgroundLoop) -> None:
    requests: SingleFlight[str, None] = SingleFlight(loop)
    started = requests.start("a", NOON, asyncio.sleep(0), background=False)
    started.future.result(10)
    loop.submit(asyncio.sleep(0)).result(10)  # callbacks of the first have run by now
    assert requests.join("a", background=False) is None


async def set_event(event: asyncio.Event) -> None:
    event.set()
