"""Rows of the report function as the PBX gave them, and the question they belong to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from telephony.frames.quality import Quality
from telephony.periods.period import Period
from telephony.query.view import CallArea
from telephony.xapi.options import ODataOptions
from telephony.xapi.records import RequestRecord


@dataclass(frozen=True)
class RawQuestion:
    """The report function with everything it takes. Hashable."""

    group: str
    period: Period
    area: CallArea
    options: ODataOptions


@dataclass(frozen=True)
class RawRows:
    """The rows of all pages as received: the PBX's names and texts, nothing added or left out.

    ``count`` is the PBX's own number of matching rows, None when it told none. ``quality`` says
    whether they are all there and can be read. ``requests`` in their order.
    """

    rows: list[dict[str, Any]]
    count: int | None
    quality: Quality
    requests: tuple[RequestRecord, ...]
    as_of: datetime

    @property
    def complete(self) -> bool:
        """Every page, row and value is there."""
        return self.quality.complete
