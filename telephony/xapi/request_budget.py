"""How many requests may be made for programs: exports and the collector.

A sliding window per minute and per hour, counted in cells of five seconds, so that programs that
share a store can share the count. People at a page need no budget, and use none.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Protocol

from telephony.settings.rates import Rates
from telephony.xapi.clock import Clock
from telephony.xapi.requester import LOOK_SECONDS, Requester

CELL_SECONDS: Final = 5
MINUTE: Final = 60
HOUR: Final = 3_600
# Clocks of several machines differ by less. What is further ahead was written before a clock was
# set back.
_CELLS_AHEAD: Final = MINUTE // CELL_SECONDS

Spent = Mapping[int, int]
"""Requests by cell, the number of five-second stretches since 1970."""


class Ledger(Protocol):
    """Where programs that share a PBX count their requests."""

    async def spend(self, cell: int, rates: Rates, *, anyway: bool = False) -> float:
        """Count one request where the rates allow it, or ``anyway``.

        How many seconds until they will; 0 when it is counted.
        """

    async def give_back(self, cell: int) -> None:
        """A request that was counted in ``cell`` was not made."""

    async def spent(self, cell: int) -> Spent:
        """The requests of the last hour."""


def cell_of(seconds: float) -> int:
    """The cell of a time in seconds since 1970."""
    return int(seconds // CELL_SECONDS)


def window_cells(span: int, cell: int) -> range:
    """The cells that count at ``cell`` in a window of ``span`` seconds."""
    return range(cell - span // CELL_SECONDS, cell + _CELLS_AHEAD + 1)


def seconds_until(spent: Spent, cell: int, rates: Rates) -> float:
    """How long from the beginning of ``cell`` until one more request may be made; 0 for now."""
    return max(
        _seconds(spent, cell, rates.per_minute, MINUTE, 1),
        _seconds(spent, cell, rates.per_hour, HOUR, 1),
    )


def _seconds(spent: Spent, cell: int, most: int, span: int, requests: int) -> float:
    """Until ``requests`` more may be made; more than ``most`` wait for a whole empty window."""
    window = window_cells(span, cell)
    inside = {at: many for at, many in spent.items() if at in window}
    too_many = sum(inside.values()) + min(requests, most) - most
    for at in sorted(inside):
        if too_many <= 0:
            break
        too_many -= inside[at]
        if too_many <= 0:
            # a cell has left the window when its end has
            return float((at + 1 - cell) * CELL_SECONDS + span)
    return 0.0


class RequestBudget:
    """The requests left for programs. Belongs to one event loop.

    Without a ``ledger`` it counts the requests of this program, with one those of all programs.
    """

    def __init__(self, rates: Rates, clock: Clock, ledger: Ledger | None = None) -> None:
        self.rates = rates
        self._clock = clock
        self._ledger = ledger or LocalLedger()
        self._free_at = float("-inf")

    def share(self, ledger: Ledger) -> None:
        """From now on count together with other programs."""
        self._ledger = ledger

    @property
    def wait_seconds(self) -> float:
        """How long until a request is left, as of the last one that had to wait; 0 for now."""
        return max(0.0, self._free_at - self._clock.monotonic())

    async def admit(self, requester: Requester) -> None:
        """Return when ``requester`` may begin a query, with its first request counted already.

        The query ends with ``give_back``: it may fail, or find its response, before it sends one.
        """
        while not requester.has_people:
            cell = self._cell
            wait = await self._ledger.spend(cell, self.rates)
            if not wait:
                requester.paid_cell = cell
                return
            self._free_at = self._clock.monotonic() + wait
            while not requester.has_people and (left := self.wait_seconds):
                await self._clock.sleep(min(left, LOOK_SECONDS))

    async def count(self, requester: Requester) -> None:
        """A request is made. A query that has begun is completed, and the next ones wait."""
        paid, requester.paid_cell = requester.paid_cell, None
        if paid is not None or requester.has_people:
            return
        await self._ledger.spend(self._cell, self.rates, anyway=True)

    async def give_back(self, requester: Requester) -> None:
        """A query has ended: a request that it did not make is left for the next one."""
        paid, requester.paid_cell = requester.paid_cell, None
        if paid is not None:
            await self._ledger.give_back(paid)
            self._free_at = float("-inf")  # those that wait ask again

    async def left(self) -> int:
        """Requests left in this hour."""
        spent = await self._ledger.spent(self._cell)
        return max(0, self.rates.per_hour - sum(spent.values()))

    async def seconds_until(self, requests: int, per_hour: int) -> float:
        """How long until this many may be made at ``per_hour``; the rate per minute is apart."""
        spent = await self._ledger.spent(self._cell)
        return _seconds(spent, self._cell, per_hour, HOUR, requests)

    @property
    def _cell(self) -> int:
        return cell_of(self._clock.now().timestamp())


class LocalLedger:
    """Counts the requests of this program alone."""

    def __init__(self) -> None:
        self._spent: dict[int, int] = {}

    async def spend(self, cell: int, rates: Rates, *, anyway: bool = False) -> float:
        """See Ledger."""
        spent = await self.spent(cell)
        seconds = 0.0 if anyway else seconds_until(spent, cell, rates)
        if not seconds:
            self._spent[cell] = self._spent.get(cell, 0) + 1
        return seconds

    async def give_back(self, cell: int) -> None:
        """See Ledger."""
        self._spent[cell] = max(0, self._spent.get(cell, 0) - 1)

    async def spent(self, cell: int) -> Spent:
        """See Ledger."""
        window = window_cells(HOUR, cell)
        self._spent = {at: many for at, many in self._spent.items() if at in window}
        return self._spent
