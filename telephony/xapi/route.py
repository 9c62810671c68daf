"""The way to a PBX before any request: its name, the network, the certificate.

No request of the API is sent, and no credential. Where a proxy is configured, name and network are
those of the proxy: it alone resolves the PBX's name and connects to it.
"""

from __future__ import annotations

import asyncio
import socket
from contextlib import suppress
from ipaddress import ip_address
from typing import NamedTuple

from telephony.xapi.certificates import Certificate
from telephony.xapi.clock import Clock
from telephony.xapi.connection import Connection
from telephony.xapi.errors import TimedOut, Unreachable
from telephony.xapi.limits import Limits
from telephony.xapi.retry_policy import RetryableError
from telephony.xapi.transport import Transport

# Of a name with more addresses the first ones tell enough.
_MOST_ADDRESSES = 4


class Reached(NamedTuple):
    """The addresses that accept a connection, and those that do not."""

    accepting: tuple[str, ...]
    failing: tuple[str, ...]


class Route:
    """The first steps to one PBX; each raises an XapiError with what to do about it."""

    def __init__(self, connection: Connection, clock: Clock, limits: Limits) -> None:
        self.connection = connection
        self._clock = clock
        self._limits = limits
        proxy = connection.proxy
        self.host, self.port = proxy.endpoint if proxy else (connection.host, connection.port)
        self._whose = f"of the proxy in {proxy.setting}" if proxy else "in THREECX_URL"

    @property
    def is_encrypted(self) -> bool:
        """False for plain HTTP, which only a PBX on this machine may have."""
        return self.connection.origin.startswith("https:")

    @property
    def has_name(self) -> bool:
        """False for an IP address, which needs no name server."""
        with suppress(ValueError):
            return not ip_address(self.host)
        return True

    async def resolve(self) -> tuple[str, ...]:
        """The addresses behind the name."""
        request = f"address of {self.host}"
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(self._limits.connect_seconds):
                found = await loop.getaddrinfo(self.host, self.port, type=socket.SOCK_STREAM)
        except TimeoutError:
            raise self._no_name_server(request, "no response") from None
        except socket.gaierror as error:
            if error.errno == socket.EAI_AGAIN:
                raise self._no_name_server(request, error.strerror or str(error)) from None
            raise Unreachable(
                f"The name {self.host} is not known.",
                f"Check its spelling {self._whose}. If it is right, this machine's name server "
                "(DNS) does not know it: ask the admin of your network.",
                request=request,
                pbx_message=error.strerror or str(error),
            ) from None
        except (OSError, UnicodeError) as error:
            raise self._no_name_server(request, str(error)) from None
        return tuple(dict.fromkeys(str(entry[4][0]) for entry in found))[:_MOST_ADDRESSES]

    async def connect(self, addresses: tuple[str, ...]) -> Reached:
        """Connect to each of the addresses, and hang up."""
        results = await asyncio.gather(*map(self._try_to_connect, addresses))
        failures = {
            address: error for address, error in zip(addresses, results, strict=True) if error
        }
        if len(failures) == len(addresses):
            raise self._no_connection(failures)
        accepting = tuple(address for address in addresses if address not in failures)
        return Reached(accepting, tuple(failures))

    async def handshake(self) -> Certificate:
        """The certificate of the PBX, checked as for every request; needs ``is_encrypted``."""
        transport = Transport(self.connection, self._clock, self._limits)
        try:
            async with asyncio.timeout(self._limits.connect_seconds):
                return await transport.handshake()
        except RetryableError as failed:
            raise failed.error from None
        except TimeoutError:
            raise TimedOut(
                "The PBX accepts the connection, but does not begin to encrypt it.",
                "Check the port in THREECX_URL: the web client's own is usually 5001 or 443. A "
                "firewall that inspects TLS may also hold it back.",
                request=f"TLS to {self.connection.origin}",
            ) from None
        finally:
            await transport.aclose()

    async def _try_to_connect(self, address: str) -> OSError | None:
        try:
            async with asyncio.timeout(self._limits.connect_seconds):
                _, writer = await asyncio.open_connection(address, self.port)
        except OSError as error:  # a TimeoutError is one
            return error
        writer.close()
        with suppress(OSError):
            await writer.wait_closed()
        return None

    def _no_name_server(self, request: str, reason: str) -> Unreachable:
        return Unreachable(
            f"The name {self.host} could not be looked up.",
            "This machine's name server (DNS) does not respond: check its network settings.",
            request=request,
            pbx_message=reason,
        )

    def _no_connection(self, failures: dict[str, OSError]) -> Unreachable:
        """In the words for the first address, whose reason is most likely that of the others."""
        address, error = next(iter(failures.items()))
        place = f"port {self.port} of {self.host}"
        if isinstance(error, ConnectionRefusedError):
            headline = f"Nothing accepts connections at {place}."
            advice = f"Check that it runs, and the port {self._whose}."
        elif isinstance(error, TimeoutError):
            headline = f"There is no response from {place}."
            advice = f"A firewall may be in between. Check also the port {self._whose}."
        else:
            headline = f"This machine cannot connect to {place}."
            advice = "Check the network of this machine."
        if self.connection.proxy is None:
            advice += " After failed sign-ins 3CX blocks an address: see its IP blacklist."
        reason = str(error) or "no response in time"
        return Unreachable(headline, advice, request=f"connection to {address}", pbx_message=reason)
