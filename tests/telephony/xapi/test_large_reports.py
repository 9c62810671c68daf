"""The number of large reports read together is bounded, and people do not wait for programs."""

from __future__ import annotations

import asyncio
import threading
from contextlib import suppress
from datetime import timedelta

from telephony.xapi.client import XapiClient
from telephony.xapi.limits import Limits
from telephony.xapi.multi_page_reads import MultiPageReads
from telephony.xapi.requester import Requester, requesting_for
from tests.support import faults
from tests.support.fault_server import Exchange, FaultServer
from tests.telephony.xapi.client_harness import END, REPORT, START, connection

LOOK_AGAIN_SECONDS = 0.01
LIMITS = Limits(multi_page_reads_for_people=1, multi_page_reads_for_programs=1)


def requester(*, background: bool) -> Requester:
    one = Requester()
    one.join(background=background)
    return one


class Reading:
    """One that holds its place until it is ended."""

    def __init__(self, reads: MultiPageReads, requester: Requester | None) -> None:
        self.begun = False
        self.requester = requester
        self._end = asyncio.Event()
        self.task = asyncio.create_task(self._read(reads))

    async def _read(self, reads: MultiPageReads) -> None:
        with reads.begin() as reading:
            await reading.take_place(self.requester)
            self.begun = True
            await self._end.wait()

    def finish(self) -> None:
        """Let it give its place back, the next time it runs."""
        self._end.set()

    async def end(self) -> None:
        self.finish()
        await self.task


async def settled() -> None:
    """What can begin has begun."""
    for _ in range(10):
        await asyncio.sleep(0)


def test_a_program_waits_until_another_has_its_last_page() -> None:
    async def scene() -> None:
        reads = MultiPageReads(LIMITS)
        first, second = (Reading(reads, requester(background=True)) for _ in range(2))
        await settled()
        assert (first.begun, second.begun) == (True, False)
        await first.end()
        await second.end()
        assert second.begun

    asyncio.run(scene())


def test_people_do_not_wait_for_programs_nor_programs_for_people() -> None:
    async def scene() -> None:
        reads = MultiPageReads(LIMITS)
        every = [
            Reading(reads, one) for one in (requester(background=True), requester(background=False))
        ]
        await settled()
        assert [one.begun for one in every] == [True, True]
        third = Reading(reads, None)
        await settled()
        assert not third.begun
        for one in (*every, third):
            await one.end()

    asyncio.run(scene())


def test_a_question_that_a_person_joins_waits_for_no_program_any_more() -> None:
    async def scene() -> None:
        reads = MultiPageReads(LIMITS)
        first, second = (Reading(reads, requester(background=True)) for _ in range(2))
        await settled()
        second.requester.join(background=False)
        await second.end()
        assert second.begun
        await first.end()

    asyncio.run(scene())


def test_one_that_is_given_up_leaves_its_place_to_the_next() -> None:
    async def scene() -> None:
        reads = MultiPageReads(LIMITS)
        first, second, third = (Reading(reads, requester(background=True)) for _ in range(3))
        await settled()
        for given_up in (second, first):
            given_up.task.cancel()
            with suppress(asyncio.CancelledError):
                await given_up.task
        await third.end()
        assert third.begun
        last = Reading(reads, requester(background=True))
        await last.end()

    asyncio.run(scene())


def test_one_that_is_given_up_just_when_it_gets_its_place_does_not_keep_it() -> None:
    async def scene() -> None:
        reads = MultiPageReads(LIMITS)
        first, second = (Reading(reads, requester(background=True)) for _ in range(2))
        await settled()
        first.finish()
        while not first.task.done():
            await asyncio.sleep(0)
        second.task.cancel()
        with suppress(asyncio.CancelledError):
            await second.task
        third = Reading(reads, requester(background=True))
        await third.end()
        assert third.begun

    asyncio.run(scene())


def test_of_many_large_reports_of_programs_so_many_go_on_to_their_second_page(
    pbx: FaultServer,
) -> None:
    rows = [{"Dn": str(number)} for number in range(5)]
    limits = Limits(report_page=3, multi_page_reads_for_programs=2, initial_concurrent_requests=8)
    go_on = threading.Event()
    later = faults.held_until(go_on, faults.listing(rows))

    async def by_page(exchange: Exchange) -> None:
        first = b"$skip" not in exchange.request.target
        await (faults.listing(rows) if first else later)(exchange)

    def pages(first: bool) -> int:
        queries = (one.target for one in pbx.received if REPORT.encode() in one.target)
        return sum((b"$skip" not in target) == first for target in queries)

    async def scene() -> None:
        client = XapiClient(connection(pbx.origin), limits=limits)

        async def report(days: int) -> int:
            with requesting_for(requester(background=True)):
                start = START + timedelta(days=days)
                return len((await client.extension_statistics("G", start, END, 0)).rows)

        queries = [asyncio.create_task(report(days)) for days in range(6)]
        while (
            pages(first=True) < len(queries)
            or pages(first=False) < limits.multi_page_reads_for_programs
        ):
            await asyncio.sleep(LOOK_AGAIN_SECONDS)
        assert pages(first=False) == limits.multi_page_reads_for_programs
        go_on.set()
        assert await asyncio.gather(*queries) == [len(rows)] * len(queries)
        await client.aclose()

    pbx.script(REPORT, by_page)
    asyncio.run(scene())
