"""The day on which the PBX got 3CX 20 Update 6, which changed how a queue's rings are counted.

Before Update 6 (20.0.6) each unanswered ring of a queue counted as unanswered at its extension;
since then such rings are not counted. Metrics change on that day though no team changed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Final

from telephony.formatting.locale_style import ENGLISH, LocaleStyle
from telephony.periods.calendar import date_words
from telephony.periods.events import Event, Events
from telephony.periods.period import Period

_FIRST_VERSION: Final = (20, 0, 6)
_NUMBERS: Final = re.compile(r"(\d+)\.(\d+)\.(\d+)", re.ASCII)
_NAMED: Final = re.compile(r"\b(?:update\s*6|20\.0\.6)\b", re.IGNORECASE)
MARK: Final = "3CX Update 6: rings of queues no longer count as unanswered"


def is_before_update6(version: str) -> bool:
    """Whether a ``version`` such as ``20.0.5.551`` counts in the old way; False if unreadable."""
    numbers = _NUMBERS.match(version)
    return numbers is not None and tuple(map(int, numbers.groups())) < _FIRST_VERSION


def update6_day(events: Events, configured: date | None, version: str | None) -> date | None:
    """The first day of the new counting: the configured one, or that of an own event named so.

    None where neither is known, or the PBX's ``version`` is older.
    """
    if is_before_update6(version or ""):
        return None
    named = (event.first for event in events.events if _NAMED.search(event.words))
    return configured or min(named, default=None)


def with_update6(events: Events, day: date | None) -> Events:
    """The events, with that day among them."""
    if day is None:
        return events
    return replace(events, events=(*events.events, Event(day, day, MARK)))


def break_words(day: date | None, periods: Iterable[Period], style: LocaleStyle = ENGLISH) -> str:
    """Why the periods cannot be compared; empty where all are on one side of that day."""
    spans = [(period.first_day, period.last_day) for period in periods]
    if day is None or not min(first for first, _ in spans) < day <= max(last for _, last in spans):
        return ""
    return (
        f"The PBX was updated to 3CX 20 Update 6 on {date_words(day, style)}. Since then, "
        "unanswered rings of a queue no longer count as unanswered calls: unanswered calls "
        "and pick-up rates before and after that day cannot be compared."
    )
