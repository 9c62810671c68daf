"""Attempts that failed, by the address of their sender, and how wrong access tokens are slowed.

Nobody guesses a token. What waits is a program that sends an old one again and again, or one that
tries what it has found; neither shall keep the dashboard busy. A valid token never waits.
"""

from __future__ import annotations

import math
from collections import OrderedDict
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Final

from telephony.xapi.clock import Clock

FIRST_SECONDS: Final = 0.5
# Most programs give up on a response after half a minute.
LONGEST_SECONDS: Final = 10.0
# An address whose last failure was so long ago is like any other.
FORGET_SECONDS: Final = 900.0
# So that nobody with many addresses fills the memory; the longest unseen is forgotten first.
MOST_ADDRESSES: Final = 10_000
# Those that wait together; more are turned away at once.
MOST_WAITING: Final = 100
# Whoever has an IPv6 address has all of its network.
_IPV6_NETWORK: Final = 64


class NoRoomError(Exception):
    """Too many wrong tokens are waiting already."""


@dataclass
class _Sender:
    failures: int
    seen_at: float


class Failures:
    """The failures of one kind in this process. Belongs to an event loop."""

    def __init__(self) -> None:
        self._senders: OrderedDict[str, _Sender] = OrderedDict()

    def count(self, address: str, now: float) -> int:
        """Count one more, at ``now`` (monotonic, s); how many in a row there are with it."""
        key = _network_of(address)
        sender = self._senders.pop(key, None)
        if sender is None or now - sender.seen_at > FORGET_SECONDS:
            sender = _Sender(0, now)
        sender.failures += 1
        sender.seen_at = now
        self._senders[key] = sender
        while len(self._senders) > MOST_ADDRESSES:
            self._senders.popitem(last=False)
        return sender.failures


class Delays:
    """The wrong tokens that wait now. Belongs to an event loop."""

    def __init__(self) -> None:
        self._waiting = 0

    async def wait(self, tokens: int, clock: Clock) -> None:
        """Wait as the last of so many wrong ones in a row does; see ``wait_seconds``.

        Raises NoRoomError at once where too many wait.
        """
        if self._waiting >= MOST_WAITING:
            raise NoRoomError
        self._waiting += 1
        try:
            await clock.sleep(wait_seconds(tokens))
        finally:
            self._waiting -= 1


def wait_seconds(tokens: int) -> float:
    """How long the last of so many wrong tokens in a row waits [s]."""
    doublings = min(tokens - 1, 10)  # beyond that it is the longest anyway
    return min(LONGEST_SECONDS, math.ldexp(FIRST_SECONDS, doublings))


def is_noted(number: int) -> bool:
    """Whether this one in a row is worth a line in the audit: the 1st, 2nd, 4th, 8th … is."""
    return number & (number - 1) == 0


def _network_of(address: str) -> str:
    try:
        parsed = ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(parsed, IPv6Address) and parsed.ipv4_mapped is None:
        return str(ip_network((parsed, _IPV6_NETWORK), strict=False))
    return str(parsed)
