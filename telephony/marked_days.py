"""The days that are marked on trends: the company's own, and that of Update 6."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from telephony.counting import update6_day, with_update6
from telephony.events import Events, read_events
from telephony.runtime import Runtime


@dataclass(frozen=True)
class MarkedDays:
    """``update6``: the first day on which queues are counted in the newer way, if it is known."""

    events: Events
    update6: date | None


def marked_days(runtime: Runtime) -> MarkedDays:
    """Read anew what may have changed. Never raises; what cannot be read is among the problems."""
    own = read_events(runtime.settings.data_dir)
    day = update6_day(own, runtime.settings.update6_date, runtime.access.pbx_version)
    return MarkedDays(with_update6(own, day), day)
