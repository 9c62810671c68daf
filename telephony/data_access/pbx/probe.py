"""The PBX's version, rights and clock, always requested afresh."""

from __future__ import annotations

from threading import Lock

from telephony.data_access.cache.single_flight import SingleFlight
from telephony.data_access.pbx.context import PbxContext
from telephony.data_access.pending import PendingResult
from telephony.xapi.records import Probe


class PbxProbe:
    """Never cached. Callers that come while a probe is in flight share it."""

    def __init__(self, context: PbxContext) -> None:
        self._client = context.client
        self._clock = context.clock
        self._lock = Lock()
        self._in_flight: SingleFlight[None, Probe] = SingleFlight(context.loop)
        self._version: str | None = None

    @property
    def version(self) -> str | None:
        """The version of the last probe; None before the first."""
        return self._version

    def request(self) -> PendingResult[Probe]:
        """Start a probe, or join the one in flight."""
        with self._lock:
            shared = self._in_flight.join(None, background=False) or self._in_flight.start(
                None, self._clock.now(), self.fetch(), background=False
            )
        return PendingResult(shared.future, shared.leave)

    async def fetch(self) -> Probe:
        """A probe of one's own."""
        async with self._client.for_query() as client:
            probe = await client.probe()
        self._version = probe.version or self._version
        return probe
