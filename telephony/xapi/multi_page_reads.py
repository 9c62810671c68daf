"""Limits how many reports of several pages are read together: each holds its rows until the end.

Forty reports of ten thousand extensions, a page of each in turn, would hold all their rows at the
same time, and the memory would not come back in one piece. As many are read together as there may
be concurrent requests, so this does not slow reading. A report of one page needs no place.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

from telephony.xapi.limits import Limits
from telephony.xapi.requester import LOOK_SECONDS, Requester


class MultiPageRead:
    """One report that is being read."""

    def __init__(self, reads: MultiPageReads) -> None:
        self._reads = reads
        self._place: asyncio.Semaphore | None = None

    @property
    def has_place(self) -> bool:
        """Whether it may go on to its next page."""
        return self._place is not None

    async def take_place(self, requester: Requester | None) -> None:
        """Wait for one. A read without a requester counts as one for people."""
        self._place = await self._reads.acquire(requester)

    def end(self) -> None:
        """Give the place back, if it has one."""
        if self._place is not None:
            self._place.release()


class MultiPageReads:
    """Places for reads, for people and for programs apart. Belongs to one event loop."""

    def __init__(self, limits: Limits) -> None:
        self._people = asyncio.Semaphore(limits.multi_page_reads_for_people)
        self._programs = asyncio.Semaphore(limits.multi_page_reads_for_programs)

    @contextmanager
    def begin(self) -> Iterator[MultiPageRead]:
        """A read that ends with the block."""
        read = MultiPageRead(self)
        try:
            yield read
        finally:
            read.end()

    async def acquire(self, requester: Requester | None) -> asyncio.Semaphore:
        """Wait for a place; the result is what to release it to."""
        if requester is not None and await self._acquire_as_program(requester):
            return self._programs
        await self._people.acquire()
        return self._people

    async def _acquire_as_program(self, requester: Requester) -> bool:
        """Wait among the programs; False as soon as a person waits as well."""
        acquiring = asyncio.ensure_future(self._programs.acquire())
        acquired = False
        try:
            while not requester.has_people and not acquiring.done():
                await asyncio.wait((acquiring,), timeout=LOOK_SECONDS)
            acquired = acquiring.done()
            return acquired
        finally:
            if not acquired and not acquiring.cancel():
                self._programs.release()
