"""How many rows each endpoint gives in one page: the usual number, less where the PBX says so."""

from __future__ import annotations

from collections.abc import Mapping

from telephony.xapi.clock import Clock
from telephony.xapi.limits import Limits


class PageSizes:
    """A smaller size, learnt from a refusal, holds for a while: the next version may take more."""

    def __init__(self, usual: Mapping[str, int], clock: Clock, limits: Limits) -> None:
        self._usual = usual
        self._clock = clock
        self._limits = limits
        self._learnt: dict[str, tuple[int, float]] = {}

    def of(self, endpoint: str) -> int:
        """The size to ask for now."""
        size, until = self._learnt.get(endpoint, (0, float("-inf")))
        return size if self._clock.monotonic() < until else self._usual[endpoint]

    def learn(self, endpoint: str, size: int) -> None:
        """The PBX takes no more than that."""
        self._learnt[endpoint] = (size, self._clock.monotonic() + self._limits.page_size_seconds)
