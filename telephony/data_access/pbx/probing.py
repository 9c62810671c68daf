"""What the PBX says of itself: its version, rights and clock."""

from __future__ import annotations

from threading import Lock

from telephony.data_access.cache.in_flight import InFlightTable
from telephony.data_access.event_loop import BackgroundLoop
from telephony.data_access.pbx.client import LazyClient
from telephony.data_access.pending import PendingResult
from telephony.xapi.clock import Clock
from telephony.xapi.records import Probe


class Probing:
    """Asked anew each time, but once for all who ask meanwhile: viewers may come back at once."""

    def __init__(self, loop: BackgroundLoop, client: LazyClient, clock: Clock) -> None:
        self._client = client
        self._clock = clock
        self._lock = Lock()
        self._under_way: InFlightTable[None, Probe] = InFlightTable(loop)
        self._version: str | None = None

    @property
    def version(self) -> str | None:
        """As the PBX told it last; None before."""
        return self._version

    def ask(self) -> PendingResult[Probe]:
        """Start or join the question."""
        with self._lock:
            flight = self._under_way.join(None, background=False) or self._under_way.begin(
                None, self._clock.now(), self._fetch(), background=False
            )
        return PendingResult(flight.future, flight.leave)

    async def _fetch(self) -> Probe:
        found = await (await self._client.get()).probe()
        self._version = found.version or self._version
        return found
