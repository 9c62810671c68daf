"""What a network can do to one answer, over real sockets."""

import asyncio
import socket
import time

import psutil
import pytest

from telephony.xapi.errors import TimedOut, TooLarge, Unreachable
from telephony.xapi.limits import Limits
from tests.support import faults
from tests.support.background_server import LOOPBACK
from tests.support.fault_server import (
    refused_port,
)
from tests.telephony.xapi.client_harness import (
    GROUPS,
    REPORT,
    QuickClock,
    connection,
    on,
    outcome,
    report,
    with_client,
)

pytestmark = pytest.mark.slow

HASTY = Limits(deadline_seconds=0.4, connect_seconds=0.2)
# Distinguishes a deadline that holds from one that does not, also on a busy machine.
LENIENCE_SECONDS = 5.0


def test_a_closed_port_is_unreachable_after_three_attempts():
    clock = QuickClock()
    with pytest.raises(Unreachable) as caught:
        with_client(report, connection(f"http://{LOOPBACK}:{refused_port()}"), clock)
    assert "refused" in caught.value.pbx_message.lower() or "failed" in caught.value.pbx_message
    assert caught.value.seconds is None  # there is no answer that could have cost something
    assert len(clock.slept) == 2


def test_an_unknown_host_name_is_unreachable():
    with pytest.raises(Unreachable):
        with_client(report, connection("http://pbx.invalid:5001"), None, Limits(connect_seconds=1))


def test_a_connection_that_hangs_ends_within_the_deadline():
    """A blocked address: packets are dropped, here by a listener that accepts no connection."""
    with socket.socket() as deaf:
        deaf.bind((LOOPBACK, 0))
        deaf.listen(0)
        fillers = [socket.socket() for _ in range(4)]
        for filler in fillers:
            filler.setblocking(False)
            filler.connect_ex(deaf.getsockname())
        started = time.monotonic()
        with pytest.raises((Unreachable, TimedOut)):
            with_client(
                report, connection(f"http://{LOOPBACK}:{deaf.getsockname()[1]}"), None, HASTY
            )
        assert time.monotonic() - started < LENIENCE_SECONDS
        for filler in fillers:
            filler.close()


@pytest.mark.parametrize("drip", [faults.hang, faults.header_drip, faults.body_drip])
def test_a_response_that_never_ends_is_cut_at_the_deadline(pbx, drip):
    pbx.script(REPORT, drip)
    started = time.monotonic()
    with pytest.raises(TimedOut) as caught:
        on(pbx, report, limits=HASTY)
    assert time.monotonic() - started < LENIENCE_SECONDS
    assert REPORT in caught.value.request
    assert pbx.requests_to(REPORT) == 1


def test_requests_that_were_cut_leave_their_slots_to_others(pbx):
    pbx.script(GROUPS, faults.listing([]))
    pbx.script(REPORT, faults.body_drip)

    async def many(client):
        await asyncio.gather(*(outcome(report(client)) for _ in range(12)))
        return await client.groups()

    assert on(pbx, many, limits=HASTY).groups == ()


@pytest.mark.parametrize(
    "cut",
    [faults.truncated, faults.truncated_chunks, faults.truncated_gzip, faults.reset],
)
def test_a_body_that_breaks_off_is_requested_once_more(pbx, cut):
    pbx.script(REPORT, cut, faults.respond(faults.GOOD))
    rows = on(pbx, report)
    assert [row["Dn"] for row in rows.rows] == ["100"]
    assert pbx.requests_to(REPORT) == 2


@pytest.mark.parametrize(
    "cut",
    [faults.truncated, faults.truncated_chunks, faults.truncated_gzip, faults.reset],
)
def test_a_body_that_always_breaks_off_is_no_response(pbx, cut):
    pbx.script(REPORT, cut)
    with pytest.raises(Unreachable):
        on(pbx, report)
    assert pbx.requests_to(REPORT) == 3


def test_a_connection_that_ended_early_costs_no_error(pbx):
    pbx.script(REPORT, faults.respond_then_close)

    async def three_times(client):
        return [len((await report(client)).rows) for _ in range(3)]

    assert on(pbx, three_times) == [1, 1, 1]


def test_a_connection_reset_during_a_request_costs_one_request_more(pbx):
    good = faults.respond(faults.GOOD)
    pbx.script(REPORT, good, faults.reset, good)

    async def twice(client):
        return [len((await report(client)).rows) for _ in range(2)]

    assert on(pbx, twice) == [1, 1]
    assert pbx.requests_to(REPORT) == 3


@pytest.mark.parametrize("flood", [faults.gzip_bomb(1024), faults.huge(1024), faults.gzip_bomb(64)])
def test_a_flood_is_cut_off_without_filling_the_memory(pbx, flood):
    pbx.script(REPORT, flood)
    before = psutil.Process().memory_info().rss
    with pytest.raises(TooLarge):
        on(pbx, report)
    assert psutil.Process().memory_info().rss - before < 100 * faults.MEGABYTE
    assert pbx.requests_to(REPORT) == 1


def test_a_flood_in_an_error_does_not_hide_the_error(pbx):
    pbx.script(REPORT, faults.gzip_bomb(64, code=502))
    with pytest.raises(Unreachable) as caught:
        on(pbx, report)
    assert caught.value.status == 502


@pytest.mark.parametrize(
    ("encoding", "bare"), [("gzip", False), ("deflate", False), ("deflate", True)]
)
def test_packed_responses_are_unpacked(pbx, encoding, bare):
    pbx.script(REPORT, faults.packed(faults.GOOD, encoding, bare=bare))
    rows = on(pbx, report)
    assert rows.rows == faults.GOOD["value"]
    assert rows.requests[0].received_bytes < 100
