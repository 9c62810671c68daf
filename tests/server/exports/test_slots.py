"""How many exports run concurrently, how long each may take, and what they share."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager

import httpx
import pytest
from starlette.applications import Starlette
from starlette.responses import Response

from server.exports.route import PIECE_BYTES, send_in_pieces
from server.exports.slots import ExportSlots
from server.routes import routes
from telephony.data_access.service import DataAccess
from tests.server.export_client import GROUPS, REPORT, ROWS
from tests.support import faults
from tests.support.fault_server import Exchange, FaultServer
from tests.telephony.xapi.client_harness import QuickClock, connection

HELD = "/export/extensions.csv?group=GRP0000&range=yesterday"
REPORTS = (REPORT, "/xapi/v1/ReportUserActivity", "/xapi/v1/ReportCallDistribution")
LOOK_AGAIN_SECONDS = 0.01
# requests that the PBX gets side by side; those were sent before anybody left
MOST_AT_ONCE = 8
TURNED_AWAY = 503

Ask = Callable[[str], Awaitable[httpx.Response]]


def new(number: int, table: str = "extensions") -> str:
    """An export of a day that nothing is held of."""
    return f"/export/{table}.csv?group=GRP0000&from=2026-09-{number:02d}&to=2026-09-{number:02d}"


@asynccontextmanager
async def serving(slots: ExportSlots) -> AsyncIterator[Ask]:
    transport = httpx.ASGITransport(Starlette(routes=routes(slots=slots)))
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
        yield client.get


async def until(state: Callable[[], bool]) -> None:
    while not state():
        await asyncio.sleep(LOOK_AGAIN_SECONDS)


def assert_turned_away(answer: httpx.Response, words: str) -> None:
    assert answer.status_code == TURNED_AWAY
    assert words in answer.text
    assert answer.text.endswith("Try again.\n")
    assert int(answer.headers["retry-after"]) > 0
    assert answer.headers["cache-control"] == "no-store"


@pytest.fixture
def access(pbx, installed, clock: QuickClock) -> Iterator[DataAccess]:
    data = DataAccess(lambda: connection(pbx.origin), clock=clock)
    installed(data, clock)
    yield data
    data.close()


@pytest.fixture
def go_on(pbx: FaultServer) -> Iterator[threading.Event]:
    """Holds every report from ``hold`` on until it is set."""
    event = threading.Event()
    yield event
    event.set()


def hold(pbx: FaultServer, go_on: threading.Event) -> None:
    pbx.script(REPORT, faults.held_until(go_on, faults.listing(ROWS)))


@pytest.mark.usefixtures("access")
@pytest.mark.parametrize(
    ("link", "held", "words"),
    [
        ("extension.csv?group=GRP0000&extension=100", b"2026-08", "days to compare with."),
        ("groups.csv?group=GRP0000", b"periodFrom=2026-09-18", "1 group to compare with."),
    ],
)
def test_what_is_compared_with_is_counted_in_words(
    pbx: FaultServer,
    go_on: threading.Event,
    link: str,
    held: bytes,
    words: str,
) -> None:
    async def report(exchange: Exchange) -> None:
        listed = faults.listing(ROWS)
        is_held = held in exchange.request.target
        await (faults.held_until(go_on, listed) if is_held else listed)(exchange)

    pbx.script(REPORT, report)

    async def scenario() -> None:
        async with serving(ExportSlots(seconds=1)) as ask:
            # one request at a time: what is held must not be the first
            await ask(new(20))
            for _ in range(20):  # what is not held may come after the first one is turned away
                answer = await ask(f"/export/{link}&from=2026-09-20&to=2026-09-20")
                if words in answer.text:
                    break
            assert_turned_away(answer, words)

    asyncio.run(scenario())


@pytest.mark.parametrize("table", ["extensions", "days"])
def test_too_many_waiting_exports_are_refused_and_cached_values_still_come(
    access: DataAccess, pbx: FaultServer, go_on: threading.Event, table: str
) -> None:
    async def scene() -> None:
        slots = ExportSlots(most_waiting=2, held_seconds=0.5)
        async with serving(slots) as ask:
            assert (await ask(HELD)).status_code == 200
            hold(pbx, go_on)
            waiting = [asyncio.create_task(ask(new(number, table))) for number in (1, 2)]
            await until(lambda: slots.waiting_now == 2)
            assert_turned_away(await ask(new(3, table)), "waiting for the PBX (2).")
            assert (await ask(HELD)).status_code == 200
            go_on.set()
            assert [answer.status_code for answer in await asyncio.gather(*waiting)] == [200, 200]
            assert (await ask(new(3, table))).status_code == 200
            assert slots.waiting_now == 0

    asyncio.run(scene())


def test_no_more_are_under_way_than_may(
    access: DataAccess, pbx: FaultServer, go_on: threading.Event
) -> None:
    async def scene() -> None:
        slots = ExportSlots(most_running=1, held_seconds=0)
        async with serving(slots) as ask:
            hold(pbx, go_on)
            first = asyncio.create_task(ask(new(1)))
            await until(lambda: slots.waiting_now == 1)
            assert_turned_away(await ask(new(2)), "Too many exports are in progress (1).")
            go_on.set()
            assert (await first).status_code == 200
            assert (await ask(new(2))).status_code == 200

    asyncio.run(scene())


@pytest.mark.parametrize("table", ["extensions", "days"])
def test_data_that_takes_longer_than_clients_wait_is_there_for_the_next_request(
    access: DataAccess, pbx: FaultServer, go_on: threading.Event, table: str
) -> None:
    async def scene() -> None:
        async with serving(ExportSlots()) as ask:
            assert (await ask(new(2, table))).status_code == 200  # whatever has to be imported
        asked = pbx.requests_to(REPORT)
        async with serving(ExportSlots(seconds=2, held_seconds=0)) as ask:
            hold(pbx, go_on)
            assert_turned_away(await ask(new(1, table)), "0 of 1 ")
            go_on.set()
        async with serving(ExportSlots()) as ask:
            assert (await ask(new(1, table))).status_code == 200
        assert pbx.requests_to(REPORT) == asked + 1

    asyncio.run(scene())


@pytest.mark.parametrize("table", ["extensions", "days"])
def test_data_that_no_client_comes_back_for_is_cancelled(
    access: DataAccess, pbx: FaultServer, go_on: threading.Event, table: str
) -> None:
    month = f"/export/{table}.csv?group=GRP0000&from=2026-09-01&to=2026-09-30"

    async def scene() -> None:
        slots = ExportSlots(seconds=2, held_seconds=0)
        slots.linger_seconds = 0.2
        async with serving(slots) as ask:
            hold(pbx, go_on)
            assert_turned_away(await ask(month), "Loaded so far: ")
            sent = pbx.requests_to(REPORT)
            await asyncio.sleep(2 * slots.linger_seconds)
        go_on.set()
        async with serving(ExportSlots()) as ask:
            # the only request from now on is that of this client
            assert (await ask(new(30, table))).status_code == 200
        await until(lambda: pbx.in_flight == 0)
        assert pbx.requests_to(REPORT) <= sent + 1

    asyncio.run(scene())


def test_hours_that_are_counted_one_by_one_have_no_more_time_than_others(
    access: DataAccess, pbx: FaultServer, go_on: threading.Event
) -> None:
    async def scene() -> None:
        async with serving(ExportSlots(seconds=2, held_seconds=0)) as ask:
            hold(pbx, go_on)  # the hourly reports are not there at all
            assert_turned_away(await ask(new(1, "hours")), "Loaded so far: ")

    asyncio.run(scene())


def test_a_file_of_cached_values_does_not_queue_behind_exports_that_waited(
    access: DataAccess, pbx: FaultServer, go_on: threading.Event
) -> None:
    async def scene() -> None:
        slots = ExportSlots(held_seconds=0.5)
        async with serving(slots) as ask:
            assert (await ask(HELD)).status_code == 200
            slots.waited_lane.submit(go_on.wait)
            hold(pbx, go_on)
            waited = asyncio.create_task(ask(new(1)))
            await until(lambda: slots.waiting_now == 1)
            assert (await ask(HELD)).status_code == 200
            assert not waited.done()
            go_on.set()
            assert (await waited).status_code == 200

    asyncio.run(scene())


def test_memory_is_given_back_when_no_export_is_under_way_any_more(
    access: DataAccess, pbx: FaultServer, go_on: threading.Event
) -> None:
    async def scene() -> None:
        given_back = threading.Event()
        slots = ExportSlots(held_seconds=0)
        slots.idle_seconds, slots.release_memory = 0, given_back.set
        hold(pbx, go_on)
        async with serving(slots) as ask:
            waited = asyncio.create_task(ask(new(1)))
            await until(lambda: slots.waiting_now == 1)
            assert (await ask("/export/extensions.csv?range=unheard-of")).status_code == 400
            assert not given_back.is_set()
            go_on.set()
            assert (await waited).status_code == 200
            await until(given_back.is_set)

    asyncio.run(scene())


def test_a_file_that_cannot_be_written_in_time_is_503(
    access: DataAccess, go_on: threading.Event
) -> None:
    async def scene() -> None:
        slots = ExportSlots(seconds=0.3)
        async with serving(slots) as ask:
            slots.held_lane.submit(go_on.wait)
            slots.waited_lane.submit(go_on.wait)
            assert_turned_away(await ask(HELD), "Other files are being written")

    asyncio.run(scene())


@pytest.mark.parametrize("table", ["extensions", "days"])
def test_held_values_need_nothing_more_of_a_pbx_that_does_not_answer(
    access: DataAccess, pbx: FaultServer, clock: QuickClock, go_on: threading.Event, table: str
) -> None:
    async def scene() -> None:
        for report in REPORTS:
            pbx.script(report, faults.listing([]))
        async with serving(ExportSlots()) as ask:
            fresh = await ask(new(1, table))
            pbx.script("/", faults.held_until(go_on, faults.status(503)))
            for path in (GROUPS, *REPORTS):
                pbx.unscript(path)
            clock.pass_by(3_600)  # the list of groups is due, and whatever else changes
            again = await ask(new(1, table))
        assert again.status_code == fresh.status_code == 200
        assert again.content == fresh.content

    asyncio.run(scene())


def test_a_start_that_takes_long_keeps_nobody_waiting_without_end(access: DataAccess) -> None:
    async def scene() -> None:
        started = asyncio.Event()

        async def ready() -> None:
            await started.wait()

        slots = ExportSlots(seconds=0.3, ready=ready)
        async with serving(slots) as ask:
            assert_turned_away(await ask(HELD), "The dashboard is still starting.")
            started.set()
            slots.seconds = 40
            assert (await ask(HELD)).status_code == 200

    asyncio.run(scene())


@pytest.mark.parametrize("size", [0, 1, PIECE_BYTES, PIECE_BYTES + 1, 3 * PIECE_BYTES])
def test_a_file_is_sent_whole_in_pieces(size: int) -> None:
    sent = []

    async def send(message) -> None:
        sent.append(message)

    body = bytes(number % 251 for number in range(size))
    asyncio.run(send_in_pieces(Response(body), send))
    start, *pieces = sent
    assert dict(start["headers"])[b"content-length"] == str(size).encode()
    assert b"".join(piece["body"] for piece in pieces) == body
    assert [piece["more_body"] for piece in pieces] == [True] * (len(pieces) - 1) + [False]
    assert max(len(piece["body"]) for piece in pieces) <= PIECE_BYTES


def test_a_client_that_takes_nothing_is_given_up() -> None:
    sent = []

    async def send(message) -> None:
        sent.append(message)
        if message["type"] == "http.response.body":
            await asyncio.Event().wait()

    asyncio.run(send_in_pieces(Response(b"x" * 3 * PIECE_BYTES), send, stall_seconds=0.05))
    assert [message["type"] for message in sent] == ["http.response.start", "http.response.body"]


class Leaver:
    """A client that disconnects on command, as a server reports it to its application."""

    def __init__(self) -> None:
        self.sent: list[object] = []
        self.gone = asyncio.Event()
        self._begun = False

    async def receive(self):
        if not self._begun:
            self._begun = True
            return {"type": "http.request", "body": b"", "more_body": False}
        await self.gone.wait()
        return {"type": "http.disconnect"}

    async def send(self, message) -> None:
        self.sent.append(message)

    def ask(self, app: Starlette, target: str) -> asyncio.Task[None]:
        path, _, query = target.partition("?")
        scope = {
            "type": "http",
            "method": "GET",
            "path": path,
            "query_string": query.encode(),
            "headers": [(b"host", b"127.0.0.1")],
        }
        return asyncio.create_task(app(scope, self.receive, self.send))


@pytest.mark.parametrize("table", ["extensions", "days", "hours"])
def test_what_only_a_departed_client_waited_for_is_cancelled(
    access: DataAccess, pbx: FaultServer, go_on: threading.Event, table: str
) -> None:
    async def scene() -> None:
        slots = ExportSlots(held_seconds=0)
        app = Starlette(routes=routes(slots=slots))
        for report in REPORTS:
            pbx.script(report, faults.held_until(go_on, faults.listing([])))
        clients = [Leaver() for _ in range(20)]
        asked = [one.ask(app, new(day, table)) for day, one in enumerate(clients, 1)]
        await until(lambda: slots.waiting_now == len(clients) and reports(pbx) > 0)
        for client in clients:
            client.gone.set()
        await asyncio.gather(*asked)
        assert [client.sent for client in clients] == [[]] * len(clients)
        assert slots.waiting_now == 0
        # whatever was sent by then has arrived when the list of groups is loaded again
        sent = reports(pbx)
        go_on.set()
        await until(lambda: pbx.in_flight == 0)
        async with serving(slots) as ask:
            assert (await ask(HELD)).status_code == 200
        assert reports(pbx) <= sent + MOST_AT_ONCE + 1

    asyncio.run(scene())


def test_another_client_of_the_same_query_gets_its_file(
    access: DataAccess, pbx: FaultServer, go_on: threading.Event
) -> None:
    async def scene() -> None:
        slots = ExportSlots(held_seconds=0)
        app = Starlette(routes=routes(slots=slots))
        hold(pbx, go_on)
        leaver, stayer = Leaver(), Leaver()
        both = [client.ask(app, new(1)) for client in (leaver, stayer)]
        await until(lambda: slots.waiting_now == 2)
        leaver.gone.set()
        await both[0]
        go_on.set()
        await both[1]
        assert leaver.sent == []
        assert stayer.sent[0]["status"] == 200
        assert pbx.requests_to(REPORT) == 1

    asyncio.run(scene())


def reports(pbx: FaultServer) -> int:
    return sum(pbx.requests_to(report) for report in REPORTS)
