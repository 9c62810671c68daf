"""A response belongs to its own request; anything else that a server sends is dropped."""

import asyncio
import json

import pytest

from telephony.xapi.errors import NotAnApiResponse, XapiError
from tests.support import faults
from tests.support.fault_server import CERTIFICATES, Exchange, FaultServer
from tests.telephony.xapi.client_harness import REPORT, connection, outcome, report, with_client

pytestmark = pytest.mark.slow

TRUE = [{"Dn": "100", "InboundAnsweredCount": 1}]
STRAY = json.dumps({"value": [{"Dn": "999", "InboundAnsweredCount": 99}], "@odata.count": 1})
STRAY_BODY = STRAY.encode()
STRAY_HEAD = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n"
STRAY_ANSWER = STRAY_HEAD % len(STRAY_BODY) + STRAY_BODY
CHUNKED = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n"


@pytest.fixture(params=["http", "https"])
def pbx(request):
    """A scripted PBX, plain and with TLS, whose layers buffer bytes."""
    with FaultServer("own" if request.param == "https" else None) as server:
        yield server


def ask_twice(pbx: FaultServer):
    """What two questions, one after the other, are answered."""

    async def twice(client):
        return [await outcome(report(client, group=group)) for group in ("GRP0000", "GRP0001")]

    own = CERTIFICATES / "own.pem" if pbx.origin.startswith("https") else None
    return with_client(twice, connection(pbx.origin, ca_file=own))


async def true_answer(exchange: Exchange) -> bytes:
    body = json.dumps({"value": TRUE, "@odata.count": 1}).encode()
    return STRAY_HEAD % len(body) + body


def followed_by(stray: bytes) -> faults.Fault:
    """The true answer with more bytes behind it, all in one go."""

    async def fault(exchange: Exchange) -> None:
        await exchange.send(await true_answer(exchange) + stray)

    return fault


@pytest.mark.parametrize(
    "stray",
    [
        STRAY_ANSWER,
        STRAY_ANSWER * 3,
        CHUNKED + b"%x\r\n%b\r\n0\r\n\r\n" % (len(STRAY_BODY), STRAY_BODY),
        STRAY_HEAD % 5000,
        b"HTTP/1.1 200 OK\r\n",
        b"HTTP/1.1 204 No Content\r\n\r\n",
        b"HTTP/1.1 100 Continue\r\n\r\n" + STRAY_ANSWER,
        b"\x00\xff garbage",
        b"\r\n\r\n",
    ],
    ids=["answer", "three", "chunked", "head", "half a head", "204", "100", "garbage", "lines"],
)
def test_bytes_after_a_response_are_no_response_to_the_next_request(pbx, stray):
    pbx.script(REPORT, followed_by(stray), faults.listing(TRUE))
    assert [rows.rows for rows in ask_twice(pbx)] == [TRUE, TRUE]


def test_a_late_response_is_no_response_to_the_next_request(pbx):
    """Sent on the first connection when the second question is there, before its own answer."""
    first: list[Exchange] = []

    async def keep_the_connection(exchange: Exchange) -> None:
        first.append(exchange)
        await exchange.send(await true_answer(exchange))

    async def send_the_stray_one_first(exchange: Exchange) -> None:
        first[0].writer.write(STRAY_ANSWER)
        await asyncio.sleep(0)
        await exchange.send(await true_answer(exchange))

    pbx.script(REPORT, keep_the_connection, send_the_stray_one_first)
    assert [rows.rows for rows in ask_twice(pbx)] == [TRUE, TRUE]


def test_a_response_after_that_of_the_sign_in_is_no_report(pbx):
    async def granted_and_more(exchange: Exchange) -> None:
        body = json.dumps({"access_token": exchange.server.grant(), "expires_in": 60}).encode()
        await exchange.send(STRAY_HEAD % len(body) + body + STRAY_ANSWER)

    pbx.script("/connect/token", granted_and_more)
    pbx.script(REPORT, faults.listing(TRUE))
    assert [rows.rows for rows in ask_twice(pbx)] == [TRUE, TRUE]


@pytest.mark.parametrize("code", [204, 205, 304, 404, 503])
def test_a_body_that_a_status_cannot_have_is_no_response_to_the_next_request(pbx, code):
    head = (
        b"HTTP/1.1 %d Odd\r\n\r\n" % code
        if code in {204, 304}
        else (b"HTTP/1.1 %d Odd\r\ncontent-length: 0\r\n\r\n" % code)
    )
    pbx.script(REPORT, faults.listing(TRUE), faults.raw_without_end(head + STRAY_ANSWER))
    first, second = ask_twice(pbx)
    assert first.rows == TRUE
    assert isinstance(second, XapiError)


def test_informational_responses_come_before_the_response(pbx):
    early = b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\n"

    async def hints_first(exchange: Exchange) -> None:
        await exchange.send(early + await true_answer(exchange))

    pbx.script(REPORT, hints_first)
    assert [rows.rows for rows in ask_twice(pbx)] == [TRUE, TRUE]


def test_an_unrequested_change_of_protocol_is_no_response(pbx):
    change = b"HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\n\r\n"
    pbx.script(REPORT, faults.raw_without_end(change + STRAY_ANSWER))
    assert all(isinstance(each, XapiError) for each in ask_twice(pbx))


def test_more_body_than_was_announced_is_cut_where_it_was_announced(pbx):
    """Half of a JSON text is none; what lies behind it is not looked for."""
    pbx.script(REPORT, faults.raw_without_end(STRAY_HEAD % 20 + STRAY_BODY), faults.listing(TRUE))
    first, second = ask_twice(pbx)
    assert isinstance(first, NotAnApiResponse)
    assert second.rows == TRUE
