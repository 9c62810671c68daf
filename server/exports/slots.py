"""Limits of exports: how many run concurrently, and how long each may take.

Files are written by two threads: one for exports that had to wait for the PBX, one for all others,
so that a file of held values never queues behind the slow ones. More threads would not be faster,
since Python runs one at a time, and would hold more files in memory. After the last export, free
memory is returned to the system.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, contextmanager
from typing import Any, Final, NamedTuple

from starlette.requests import Request

from server.exports.slot import ClientLeftError, ExportSlot, TurnedAwayError
from server.gc_tuning import release_free_memory
from telephony.counters.tallies import Tally, TimedTally

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
# So that it is not done between exports that follow one another.
IDLE_SECONDS: Final = 3.0


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


async def _wait_for_disconnect(request: Request) -> None:
    """Return when the client has closed the connection."""
    while (await request.receive())["type"] != "http.disconnect":
        continue
