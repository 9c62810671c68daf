"""The way to a PBX before any request, where something on it hangs."""

from __future__ import annotations

import asyncio
import socket
import time

import pytest

from telephony.xapi.errors import TimedOut, Unreachable
from telephony.xapi.limits import Limits
from telephony.xapi.route import Route
from tests.support.background_server import LOOPBACK
from tests.support.fault_server import FaultServer
from tests.telephony.xapi.client_harness import QuickClock, connection

QUICK = Limits(connect_seconds=0.05)


def route(origin: str, limits: Limits = QUICK) -> Route:
    return Route(connection(origin), QuickClock(), limits)


def test_a_server_that_accepts_and_does_not_encrypt_ends_within_the_limit() -> None:
    async def handshake() -> None:
        async with await asyncio.start_server(lambda *_: asyncio.sleep(10), LOOPBACK, 0) as server:
            port = server.sockets[0].getsockname()[1]
            await route(f"https://{LOOPBACK}:{port}").handshake()

    with pytest.raises((TimedOut, Unreachable)):
        asyncio.run(handshake())


def test_a_name_server_that_hangs_ends_within_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("socket.getaddrinfo", lambda *_, **__: time.sleep(0.3))
    with pytest.raises(Unreachable, match="could not be looked up"):
        asyncio.run(route("https://pbx.example").resolve())


def test_an_address_that_drops_packets_is_told_from_one_that_refuses() -> None:
    """A listener whose queue is full does not respond, as behind a firewall."""
    with socket.socket() as full:
        full.bind((LOOPBACK, 0))
        full.listen(0)
        port = full.getsockname()[1]
        waiting = [socket.socket() for _ in range(4)]
        for each in waiting:
            each.setblocking(False)
            each.connect_ex((LOOPBACK, port))
        try:
            with pytest.raises(Unreachable, match="There is no response from port"):
                asyncio.run(route(f"https://{LOOPBACK}:{port}").connect((LOOPBACK,)))
        finally:
            for each in waiting:
                each.close()


def test_the_handshake_sends_no_request() -> None:
    with FaultServer("own") as pbx:
        with pytest.raises(Exception, match="certificate"):
            asyncio.run(route(pbx.origin, Limits()).handshake())
        assert pbx.received == []


@pytest.mark.parametrize(
    ("origin", "port"),
    [("https://pbx.example", 443), ("http://[::1]", 80), ("https://a:5001", 5001)],
)
def test_the_port_is_known_where_the_address_leaves_it_out(origin: str, port: int) -> None:
    assert route(origin).port == port
