"""What a page run or a request works with; whoever opens the door makes it and hands it down."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from telephony.data_access.service import DataAccess
from telephony.settings.load import Settings
from telephony.xapi.clock import Clock


@dataclass(frozen=True)
class Context:
    """Settings, data access, the PBX's time zone and the clock; ``demo``: it is the demo PBX.

    Never part of a cache key: an answer's ``version`` tells its values apart.
    """

    settings: Settings
    access: DataAccess
    zone: ZoneInfo
    clock: Clock
    demo: bool

    def now(self) -> datetime:
        """The present, aware, in UTC."""
        return self.clock.now()
