"""The extension report of one group: its rows as a checked frame, and as it is cached."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from telephony.data_access.cache.freshness import Freshness
from telephony.frames.columns import frame_bytes
from telephony.frames.extensions import ExtensionFrame, extension_frame
from telephony.frames.former_names import FormerNames
from telephony.frames.quality import Quality
from telephony.xapi.errors import NotAnApiResponse
from telephony.xapi.records import RequestRecord, Rows


@dataclass(frozen=True)
class GroupReport:
    """One group's values for one period and call area, as they were at ``as_of``.

    ``serial`` differs for every report of this process: equal serials, equal values. ``origin``
    is a sentence on where the values come from; empty where they are a response of the PBX.
    """

    framed: ExtensionFrame
    as_of: datetime
    requests: tuple[RequestRecord, ...]
    freshness: Freshness
    serial: int
    origin: str = ""
    former_names: FormerNames = ()

    @property
    def from_pbx(self) -> bool:
        return bool(self.requests or self.origin)

    @property
    def size_bytes(self) -> int:
        return frame_bytes(self.framed.frame)


def frame_report(rows: Rows, group: str) -> ExtensionFrame:
    """The rows of one group as a frame, and what was wrong with them or with their pages.

    Raises NotAnApiResponse where none of the rows can be read: that is not a group without calls.
    """
    framed = extension_frame(rows.rows, group)
    if rows.rows and framed.quality.dropped_rows == len(rows.rows):
        raise NotAnApiResponse.no_readable_row(
            len(rows.rows), "extension number (Dn)", **rows.requests[0].facts
        )
    return ExtensionFrame(framed.frame, framed.quality.merge(Quality(pages=rows.notes)))
