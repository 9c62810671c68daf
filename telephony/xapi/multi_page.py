"""How many reports of several pages are read at once: each holds its rows until its last page.

Forty reports of ten thousand extensions, a page of each in turn, would hold all their rows at the
same time, and the memory would not come back in one piece. As many are read at once as requests
may be under way, so the PBX is asked as fast as without this. A report of one page needs no place.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from telephony.xapi.limits import Limits
from telephony.xapi.requester import Requester

# A person may join a question that waits: so often it is looked whether one has.
_LOOK_SECONDS: Final = 0.5


class Reading:
    """One report that is being read."""

    def __init__(self, readings: Readings) -> None:
        self._readings = readings
        self._place: asyncio.Semaphore | None = None

    @property
    def has_place(self) -> bool:
        """Whether it may go on to its next page."""
        return self._place is not None

    async def take_place(self, requester: Requester | None) -> None:
        """Wait for one. What belongs to nobody counts as asked by people."""
        self._place = await self._readings.taken(requester)

    def end(self) -> None:
        """Give the place back, if it has one."""
        if self._place is not None:
            self._place.release()


class Readings:
    """Places for readings, those of people apart from those of programs. Of one event loop."""

    def __init__(self, limits: Limits) -> None:
        self._people = asyncio.Semaphore(limits.multi_page_reads_for_people)
        self._programs = asyncio.Semaphore(limits.multi_page_reads_for_programs)

    @contextmanager
    def reading(self) -> Iterator[Reading]:
        """One that ends with the block."""
        reading = Reading(self)
        try:
            yield reading
        finally:
            reading.end()

    async def taken(self, requester: Requester | None) -> asyncio.Semaphore:
        """Whom the place has to be given back to, when there was one."""
        if requester is not None and await self._taken_by_program(requester):
            return self._programs
        await self._people.acquire()
        return self._people

    async def _taken_by_program(self, requester: Requester) -> bool:
        """Wait among the programs; False as soon as a person waits as well."""
        taking = asyncio.ensure_future(self._programs.acquire())
        kept = False
        try:
            while not requester.has_people and not taking.done():
                await asyncio.wait((taking,), timeout=_LOOK_SECONDS)
            kept = taking.done()
            return kept
        finally:
            if not kept and not taking.cancel():
                self._programs.release()
