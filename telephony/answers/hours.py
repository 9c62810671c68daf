"""Values per hour of a range, as data access hands them over."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

import pandas as pd

from telephony.frames.hours import unknown_hours
from telephony.frames.quality import Quality
from telephony.xapi.errors import XapiError
from telephony.xapi.records import RequestRecord


@dataclass(frozen=True)
class HoursAnswer:
    """The figures per hour of a range, of all groups together (columns: ``hour_frames``).

    The hours are those that had begun at ``as_of``; ``complete`` when none of them is unknown.
    ``any_hour_may_lack``: something is missing, and nothing tells from which hours.
    ``notices`` are for whoever runs the dashboard, never about the figures.
    ``exact`` is False where an extension that sits in two of the groups counts in both, as the
    PBX's hourly reports cannot tell. ``stale`` is the failure that kept a newer answer away. Two
    equal versions are the same figures.
    """

    frame: pd.DataFrame
    quality: Quality
    as_of: datetime
    requests: tuple[RequestRecord, ...]
    complete: bool
    stale: XapiError | None
    exact: bool
    version: tuple[object, ...]
    notices: tuple[str, ...] = ()
    any_hour_may_lack: bool = False

    def of(self, frame: pd.DataFrame) -> HoursAnswer:
        """The same of those hours of it alone: what is wrong with the others does not count."""
        complete = not (self.any_hour_may_lack or unknown_hours(frame).any())
        quality = self.quality.without_reasons if complete else self.quality
        return replace(self, frame=frame, complete=complete, quality=quality)
