"""How many rows to request per page and endpoint: the largest size, less where the PBX says so."""

from __future__ import annotations

from collections.abc import Mapping

from telephony.xapi.clock import Clock
from telephony.xapi.limits import Limits


class PageSizes:
    """A smaller size, learned from a refusal, holds for a while: an update may allow more."""

    def __init__(self, largest: Mapping[str, int], clock: Clock, limits: Limits) -> None:
        self._largest = largest
        self._clock = clock
        self._limits = limits
        self._learned: dict[str, tuple[int, float]] = {}

    def of(self, endpoint: str) -> int:
        """The size to request now."""
        size, until = self._learned.get(endpoint, (0, float("-inf")))
        return size if self._clock.monotonic() < until else self._largest[endpoint]

    def learn(self, endpoint: str, size: int) -> None:
        """The PBX allows no more than that."""
        self._learned[endpoint] = (size, self._clock.monotonic() + self._limits.page_size_seconds)
