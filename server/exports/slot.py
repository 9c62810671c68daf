"""One export under way: it waits for the PBX and writes its file in here, within its time.

It waits without a thread, so that waiting exports never block anything else.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from contextvars import copy_context
from typing import TYPE_CHECKING, Any, Final, TypeVar

if TYPE_CHECKING:
    from server.exports.slots import ExportSlots

    # it brings pandas, which the start does not wait for
    from telephony.data_access.pending import Pending

# The list of groups only adds their names: a file does not wait for it longer.
BRIEF_SECONDS: Final = 2.0

T = TypeVar("T")
P = TypeVar("P", bound="Pending")


class TurnedAwayError(Exception):
    """There is no place or no time for the export now; the text says why."""


class ClientLeftError(Exception):
    """The client has closed the connection."""


class ExportSlot:
    """The slot of one export among all ``slots``.

    Every method raises ClientLeftError as soon as the client has closed the connection.
    """

    def __init__(
        self, slots: ExportSlots, gone: asyncio.Task[None], stopping: asyncio.Task[None]
    ) -> None:
        self._slots = slots
        self._client_gone = gone
        self._stopping = stopping
        self._ends_at = asyncio.get_running_loop().time() + slots.seconds
        self._lane = slots.held_lane
        self._tracked: list[Pending] = []
        self._left = False

    def track(self, pending: P) -> P:
        """Leave ``pending`` together with the slot. Safe to call from any thread."""
        self._tracked.append(pending)
        if self._left:
            pending.leave()
        return pending

    def leave(self) -> None:
        """Stop waiting for everything: what no other client waits for is cancelled."""
        self._left = True
        for pending in self._tracked:
            pending.leave()

    async def wait_for_start(self) -> None:
        """Wait for the dashboard's start. Raises TurnedAwayError if that takes too long."""
        starting = asyncio.create_task(self._slots.ready())
        try:
            if not await self._wait(starting, self._seconds_left()):
                raise TurnedAwayError("The dashboard is still starting.")
        finally:
            starting.cancel()

    async def prepare(self, work: Callable[[], T]) -> T:
        """The result of ``work``, which is short and does not wait; with its exceptions."""
        return await self._run(self._slots.front_lane, work)

    async def wait_for(self, pending: Pending) -> bool:
        """Wait until ``pending`` is done; False if that takes longer than the export has time.

        Raises TurnedAwayError if too many exports wait for the PBX.
        """
        done = _future_of(pending)
        if await self._wait(done, min(self._slots.held_seconds, self._seconds_left())):
            return True
        self._lane = self._slots.waited_lane
        with self._slots.waiting():
            if await self._wait(done, self._seconds_left()):
                return True
        # it goes on for the client's next request, but not for ever
        asyncio.get_running_loop().call_later(self._slots.linger_seconds, pending.leave)
        return False

    async def wait_together(self, pending: Sequence[Pending], seconds: float) -> None:
        """Wait for all, as ``wait_for`` does, but no longer than ``seconds``."""
        waits = [asyncio.ensure_future(self.wait_for(each)) for each in pending]
        if not waits:
            return
        try:
            done, _ = await asyncio.wait(waits, timeout=seconds)
        finally:
            for wait in waits:
                wait.cancel()
        for wait in done:
            wait.result()

    async def wait_briefly(self, pending: Pending) -> None:
        """Wait a moment for what a file is better with, such as the names of groups."""
        await self._wait(_future_of(pending), min(BRIEF_SECONDS, self._seconds_left()))

    async def write(self, work: Callable[[], T]) -> T:
        """The result of ``work``, which writes a file. Raises TurnedAwayError without the time."""
        return await self._run(self._lane, work)

    async def _run(self, lane: ThreadPoolExecutor, work: Callable[[], T]) -> T:
        running = asyncio.wrap_future(lane.submit(copy_context().run, work))
        try:
            # short, and its thread goes on in any case: also while the server stops
            if await self._wait(running, self._seconds_left(), until_stop=False):
                return running.result()
        finally:
            # without effect once it runs: a thread cannot be stopped
            running.cancel()
        raise TurnedAwayError("Other files are being written, and there was no time for this one.")

    def _seconds_left(self) -> float:
        return max(0.0, self._ends_at - asyncio.get_running_loop().time())

    async def _wait(
        self, wanted: asyncio.Future[Any], seconds: float, *, until_stop: bool = True
    ) -> bool:
        """Whether ``wanted`` is done within ``seconds``.

        Raises ClientLeftError, and with ``until_stop`` TurnedAwayError once the server stops.
        """
        ends = (self._client_gone, self._stopping) if until_stop else (self._client_gone,)
        await asyncio.wait((wanted, *ends), timeout=seconds, return_when="FIRST_COMPLETED")
        if self._client_gone.done():
            raise ClientLeftError
        if not wanted.done() and until_stop and self._stopping.done():
            raise TurnedAwayError("The dashboard is being stopped.")
        return wanted.done()


def _future_of(pending: Pending) -> asyncio.Future[None]:
    """A future of this event loop that is done when ``pending`` is."""
    loop = asyncio.get_running_loop()
    done: asyncio.Future[None] = loop.create_future()

    def set_done() -> None:
        if not done.done():
            done.set_result(None)

    def from_any_thread() -> None:
        with suppress(RuntimeError):  # the server has stopped
            loop.call_soon_threadsafe(set_done)

    pending.when_done(from_any_thread)
    return done
