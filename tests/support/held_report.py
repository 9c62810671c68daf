"""A report of which the newest days of a month are sent while the others are held back."""

from __future__ import annotations

import asyncio
import re

from tests.support import faults
from tests.support.fault_server import Exchange

ROWS = faults.listing([{"Dn": "100", "DisplayName": "Ann", "InboundAnsweredCount": 7}])
MONTH = {"from": "2026-03-02", "to": "2026-03-31"}
DAYS = 30
"""Of the month."""
NEWEST_DAYS = 5
"""Days that are sent all the same."""
_NEWEST_FROM = b"2026-03-26T23"  # in UTC


class HeldReport:
    """Holds back all but the newest days of MONTH while ``held``.

    By the requested day, not by the number of requests: concurrent ones overtake each other.
    """

    def __init__(self, *, held: bool = True) -> None:
        self.held = held

    async def __call__(self, exchange: Exchange) -> None:
        found = re.search(rb"periodFrom=([-0-9T]+)", exchange.request.target)
        while self.held and found is not None and found[1] < _NEWEST_FROM:
            await asyncio.sleep(0.02)
        await ROWS(exchange)
