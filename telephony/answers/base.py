"""What every answer says about itself, whatever its values are."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from telephony.frames.quality import Quality
from telephony.xapi.errors import XapiError
from telephony.xapi.records import RequestRecord


@dataclass(frozen=True, kw_only=True)
class Answer:
    """Values from a PBX, when they were true, and what is wrong with them.

    ``quality``: what was wrong with the responses. ``as_of``: the time of the oldest part, aware
    UTC. ``requests``: those that were sent for this answer, in their order. ``stale``: the failure
    that prevented a newer answer. ``notices`` are for administrators, never about the values.
    """

    quality: Quality = field(default_factory=Quality)
    as_of: datetime
    requests: tuple[RequestRecord, ...] = ()
    stale: XapiError | None = None
    notices: tuple[str, ...] = ()

    @property
    def lacks_parts(self) -> bool:
        """Whether a whole part of the question has no values: a group, a bucket, an hour."""
        return False

    @property
    def complete(self) -> bool:
        """Whether every part, page, row and value is there and was read."""
        return self.quality.complete and not self.lacks_parts

    @property
    def has_all_rows(self) -> bool:
        """Whether every part is there with all its rows; a value may be unknown."""
        return self.quality.has_all_rows and not self.lacks_parts

    @property
    def staleness(self) -> tuple[str, ...]:
        """Why these are not the newest values, as a sentence; empty when they are."""
        if self.stale is None:
            return ()
        return (f"These are not the newest values: {self.stale.headline}",)
