"""Room for exports: how many are under way at once, and how long each of them may take.

An export waits for the PBX without a thread, so that however many wait nobody else is held up.
Its file is made in one of two lanes of one thread each: one for what had to wait for the PBX, one
for all else, so that a file of held figures never queues behind the others. One thread makes as
many files as several would, since Python runs one at a time, and has one of them in memory. When
exports have been quiet for a moment, what they took is given back to the system.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, contextmanager, suppress
from typing import TYPE_CHECKING, Any, Final, TypeVar

from starlette.requests import Request

from server.gc_tuning import release_free_memory

if TYPE_CHECKING:  # it brings pandas, which the start does not wait for
    from telephony.data_access.pending import Pending

# Clients and proxies give up after 60 s. What is begun then may still take some seconds.
SECONDS: Final = 40.0
# More than a company has scripts; their files of ten thousand extensions fit into memory.
MOST_UNDER_WAY: Final = 80
# Fewer, so that those whose figures are held still find a place.
MOST_WAITING: Final = 48
# What is held in memory or in the store is there long before; what is not waits for the PBX.
HELD_SECONDS: Final = 2.0
# What was not there in time goes on so long. Whoever comes back later asks for the rest anew, and
# what was asked for and given up cannot pile up behind a budget that is used up.
LINGER_SECONDS: Final = 120.0
# The list of groups only gives their names: without it a file is as good.
NAMES_SECONDS: Final = 2.0
# Not after each of many that come one after the other.
QUIET_SECONDS: Final = 3.0

T = TypeVar("T")
P = TypeVar("P", bound="Pending")


class TurnedAwayError(Exception):
    """The export is not answered now; the words say why. To be asked again."""


class ClientLeftError(Exception):
    """Nobody waits for the answer any more."""


async def _ready() -> None:
    """Nothing has to be waited for."""


class ExportSlots:
    """All exports that are under way. Belongs to one event loop.

    ``ready`` returns when the dashboard has started; until then they wait, as for the PBX.
    """

    def __init__(
        self,
        most_under_way: int = MOST_UNDER_WAY,
        most_waiting: int = MOST_WAITING,
        seconds: float = SECONDS,
        held_seconds: float = HELD_SECONDS,
        ready: Callable[[], Coroutine[Any, Any, None]] = _ready,
    ) -> None:
        self.ready = ready
        self.seconds = seconds
        self.held_seconds = held_seconds
        self.linger_seconds = LINGER_SECONDS
        self.quiet_seconds = QUIET_SECONDS
        self.release_memory = release_free_memory
        self.front_lane = ThreadPoolExecutor(1, "export-front")
        self.held_lane = ThreadPoolExecutor(1, "export-held")
        self.waited_lane = ThreadPoolExecutor(1, "export-waited")
        self._most_under_way = most_under_way
        self._most_waiting = most_waiting
        self._under_way = 0
        self._waiting = 0
        self._quiet: asyncio.TimerHandle | None = None

    @property
    def waiting_now(self) -> int:
        """How many wait for the PBX."""
        return self._waiting

    @asynccontextmanager
    async def slot(self, request: Request) -> AsyncIterator[ExportSlot]:
        """A place for one export until its answer is sent. Raises TurnedAwayError without one."""
        if self._under_way >= self._most_under_way:
            raise TurnedAwayError(f"Too many exports are in progress ({self._under_way:,}).")
        self._under_way += 1
        if self._quiet is not None:
            self._quiet.cancel()
        left = asyncio.create_task(_left(request))
        slot = ExportSlot(self, left)
        try:
            await slot.started()
            yield slot
        except (TurnedAwayError, ClientLeftError, asyncio.CancelledError):
            slot.leave()
            raise
        finally:
            self._under_way -= 1
            left.cancel()
            if not self._under_way:
                loop = asyncio.get_running_loop()
                self._quiet = loop.call_later(
                    self.quiet_seconds, self.held_lane.submit, self.release_memory
                )

    @contextmanager
    def waiting(self) -> Iterator[None]:
        """A place among those who wait for the PBX. Raises TurnedAwayError without one."""
        if self._waiting >= self._most_waiting:
            raise TurnedAwayError(f"Too many exports are waiting for the PBX ({self._waiting:,}).")
        self._waiting += 1
        try:
            yield
        finally:
            self._waiting -= 1


class ExportSlot:
    """The place of one export: what it waits for and makes, within its time.

    Everything here raises ClientLeftError as soon as the client has gone.
    """

    def __init__(self, slots: ExportSlots, left: asyncio.Task[None]) -> None:
        self._slots = slots
        self._left = left
        self._ends_at = asyncio.get_running_loop().time() + slots.seconds
        self._lane = slots.held_lane
        self._kept: list[Pending] = []
        self._gone = False

    def keep(self, pending: P) -> P:
        """Remember a question, so that it is left with the slot; from any thread."""
        self._kept.append(pending)
        if self._gone:
            pending.leave()
        return pending

    def leave(self) -> None:
        """Nobody waits here any more. What merely takes too long goes on for the next request."""
        self._gone = True
        for pending in self._kept:
            pending.leave()

    async def started(self) -> None:
        """Wait for the dashboard. Raises TurnedAwayError where that takes too long."""
        starting = asyncio.create_task(self._slots.ready())
        try:
            if not await self._first(starting, self._seconds_left()):
                raise TurnedAwayError("The dashboard is still starting.")
        finally:
            starting.cancel()

    async def begun(self, work: Callable[[], T]) -> T:
        """What ``work`` makes of the parameters; it may raise what it likes."""
        return await self._worked(self._slots.front_lane, work)

    async def landed(self, pending: Pending) -> bool:
        """Wait for a question; False when it has not landed in the export's time.

        Raises TurnedAwayError where as many as may wait for the PBX.
        """
        done = _done(pending)
        if await self._first(done, min(self._slots.held_seconds, self._seconds_left())):
            return True
        self._lane = self._slots.waited_lane
        with self._slots.waiting():
            if await self._first(done, self._seconds_left()):
                return True
        # it goes on for the next request, but not for one that never comes
        asyncio.get_running_loop().call_later(self._slots.linger_seconds, pending.leave)
        return False

    async def names(self, pending: Pending) -> None:
        """Wait a moment for the list of groups."""
        await self._first(_done(pending), min(NAMES_SECONDS, self._seconds_left()))

    async def made(self, work: Callable[[], T]) -> T:
        """The file that ``work`` makes. Raises TurnedAwayError when there is no time for it."""
        return await self._worked(self._lane, work)

    async def _worked(self, lane: ThreadPoolExecutor, work: Callable[[], T]) -> T:
        making = asyncio.wrap_future(lane.submit(work))
        try:
            if await self._first(making, self._seconds_left()):
                return making.result()
        finally:
            # without effect once it has begun: a thread is not stopped
            making.cancel()
        raise TurnedAwayError("Other files are being made, and this one could not be in time.")

    def _seconds_left(self) -> float:
        return max(0.0, self._ends_at - asyncio.get_running_loop().time())

    async def _first(self, wanted: asyncio.Future[Any], seconds: float) -> bool:
        await asyncio.wait((wanted, self._left), timeout=seconds, return_when="FIRST_COMPLETED")
        if self._left.done():
            raise ClientLeftError
        return wanted.done()


def _done(pending: Pending) -> asyncio.Future[None]:
    """A future of this loop that is done when the question is."""
    loop = asyncio.get_running_loop()
    done: asyncio.Future[None] = loop.create_future()

    def set_done() -> None:
        if not done.done():
            done.set_result(None)

    def from_any_thread() -> None:
        with suppress(RuntimeError):  # the server was stopped meanwhile
            loop.call_soon_threadsafe(set_done)

    pending.when_done(from_any_thread)
    return done


async def _left(request: Request) -> None:
    """Return when the client has gone."""
    while (await request.receive())["type"] != "http.disconnect":
        continue
