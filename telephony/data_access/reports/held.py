"""One group's rows as they are kept in memory."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from telephony.data_access.cache.freshness import Freshness
from telephony.frames.extensions import ExtensionFrame
from telephony.frames.former_names import FormerNames
from telephony.xapi.records import RequestRecord


@dataclass(frozen=True)
class Held:
    """One group's rows for one period and call area, as the PBX gave them at ``as_of``.

    ``serial`` differs for every answer of this process: two equal serials are the same figures.
    ``origin`` says in words where they come from when the PBX was not asked; empty when it was.
    """

    framed: ExtensionFrame
    as_of: datetime
    requests: tuple[RequestRecord, ...]
    good: Freshness
    serial: int
    origin: str = ""
    former_names: FormerNames = ()

    @property
    def from_pbx(self) -> bool:
        return bool(self.requests or self.origin)

    @property
    def size_bytes(self) -> int:
        return int(self.framed.frame.memory_usage(deep=True).sum())
