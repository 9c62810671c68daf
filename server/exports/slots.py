"""Limits of exports: how many run concurrently, and how long each may take.

An export waits for the PBX without a thread, so waiting exports never block anything else. Files
are written by two threads: one for exports that had to wait for the PBX, one for all others, so
that a file of held values never queues behind the slow ones. More threads would not be faster,
since Python runs one at a time, and would hold more files in memory. After the last export, free
memory is returned to the system.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, contextmanager, suppress
from contextvars import copy_context
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeVar

from starlette.requests import Request

from server.gc_tuning import release_free_memory
from telephony.counters.tallies import Tally, TimedTally

if TYPE_CHECKING:  # it brings pandas, which the start does not wait for
    from telephony.data_access.pending import Pending

# Clients and proxies give up after 60 s, and the file that is begun last takes some seconds.
SECONDS: Final = 40.0
# More than a company has scripts; their files of ten thousand extensions fit into memory.
MOST_RUNNING: Final = 80
# Fewer, so that there is always room for exports of held values.
MOST_WAITING: Final = 48
# Held or stored values are there long before; an export that is not done by then needs the PBX.
HELD_SECONDS: Final = 2.0
# How long data goes on loading after its export ran out of time: until a client that tries again
# finds it, but not so long that abandoned requests pile up behind a used-up budget.
LINGER_SECONDS: Final = 120.0
# The list of groups only adds their names: a file does not wait for it longer.
BRIEF_SECONDS: Final = 2.0
# So that it is not done between exports that follow one another.
IDLE_SECONDS: Final = 3.0

T = TypeVar("T")
P = TypeVar("P", bound="Pending")


class TurnedAwayError(Exception):
    """There is no place or no time for the export now; the text says why."""


class ClientLeftError(Exception):
    """The client has closed the connection."""


class ServedExport(NamedTuple):
    """An export with its format (the ending) and the HTTP status; 0 where the client left."""

    export: str
    form: str
    status: str


async def _ready() -> None:
    """Ready at once."""


async def _never() -> None:
    """Never."""
    await asyncio.Event().wait()


class ExportSlots:
    """The slots of all running exports. Belongs to one event loop.

    ``ready`` returns once the dashboard has started; until then exports wait. ``stopping`` returns
    once it is asked to end; then no export waits for the PBX any more.
    """

    def __init__(  # noqa: PLR0913  # each may be left out
        self,
        most_running: int = MOST_RUNNING,
        most_waiting: int = MOST_WAITING,
        seconds: float = SECONDS,
        held_seconds: float = HELD_SECONDS,
        *,
        ready: Callable[[], Coroutine[Any, Any, None]] = _ready,
        stopping: Callable[[], Coroutine[Any, Any, None]] = _never,
    ) -> None:
        self.ready = ready
        self.stopping = stopping
        self.seconds = seconds
        self.held_seconds = held_seconds
        self.linger_seconds = LINGER_SECONDS
        self.idle_seconds = IDLE_SECONDS
        self.release_memory = release_free_memory
        self.front_lane = ThreadPoolExecutor(1, "export-front")
        self.held_lane = ThreadPoolExecutor(1, "export-held")
        self.waited_lane = ThreadPoolExecutor(1, "export-waited")
        self._most_running = most_running
        self._most_waiting = most_waiting
        self._running = 0
        self._waiting = 0
        self.served: TimedTally[ServedExport] = TimedTally()
        self.refused: Tally[tuple[str]] = Tally()
        """By HTTP status: those who have not signed in or ask too often."""
        self._idle_timer: asyncio.TimerHandle | None = None

    @property
    def running_now(self) -> int:
        """How many exports are under way."""
        return self._running

    @property
    def waiting_now(self) -> int:
        """How many exports wait for the PBX."""
        return self._waiting

    @asynccontextmanager
    async def open(self, request: Request) -> AsyncIterator[ExportSlot]:
        """A slot for one export until its response is sent. Raises TurnedAwayError without one."""
        if self._running >= self._most_running:
            raise TurnedAwayError(f"Too many exports are in progress ({self._running:,}).")
        self._running += 1
        if self._idle_timer is not None:
            self._idle_timer.cancel()
        gone = asyncio.create_task(_wait_for_disconnect(request))
        stopping = asyncio.create_task(self.stopping())
        slot = ExportSlot(self, gone, stopping)
        try:
            await slot.wait_for_start()
            yield slot
        except (TurnedAwayError, ClientLeftError, asyncio.CancelledError):
            slot.leave()
            raise
        finally:
            self._running -= 1
            gone.cancel()
            stopping.cancel()
            if not self._running:
                loop = asyncio.get_running_loop()
                self._idle_timer = loop.call_later(
                    self.idle_seconds, self.held_lane.submit, self.release_memory
                )

    @contextmanager
    def waiting(self) -> Iterator[None]:
        """Counts an export that waits for the PBX. Raises TurnedAwayError if too many do."""
        if self._waiting >= self._most_waiting:
            raise TurnedAwayError(f"Too many exports are waiting for the PBX ({self._waiting:,}).")
        self._waiting += 1
        try:
            yield
        finally:
            self._waiting -= 1


class ExportSlot:
    """The slot of one export: it waits and works in here, within its time.

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


async def _wait_for_disconnect(request: Request) -> None:
    """Return when the client has closed the connection."""
    while (await request.receive())["type"] != "http.disconnect":
        continue
