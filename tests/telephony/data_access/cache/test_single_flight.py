"""Requests in flight are shared, and end with the last who waits for them."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine, Iterator
from concurrent.futures import Future
from contextlib import closing
from datetime import UTC, datetime
from typing import Any, Literal, TypeVar

import pytest

from telephony.data_access.cache.single_flight import SingleFlight
from telephony.data_access.event_loop import BackgroundLoop

NOON = datetime(2026, 3, 9, 12, tzinfo=UTC)

T = TypeVar("T")


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


def test_what_is_done_is_no_longer_joined_by_who_waited_for_it() -> None:
    """A future wakes those who wait before it calls back those who want to know."""
    asked_again = threading.Event()

    class SlowToCallBack(BackgroundLoop):
        def submit(self, work: Coroutine[Any, Any, T]) -> Future[T]:
            future = super().submit(work)
            future.add_done_callback(lambda _: asked_again.wait(10))
            return future

    with closing(SlowToCallBack("test")) as loop:
        requests: SingleFlight[str, Literal[True]] = SingleFlight(loop)
        go_on = asyncio.Event()
        started = requests.start("a", NOON, go_on.wait(), background=False)
        BackgroundLoop.submit(loop, set_event(go_on))
        started.future.result(10)
        joined, has = requests.join("a", background=False), requests.has("a")
        asked_again.set()
    assert joined is None
    assert not has


async def set_event(event: asyncio.Event) -> None:
    event.set()
