"""Times of a day as the PBX sends them: ``08:30``, ``08:30:00.0000000`` or ``PT8H30M``."""

from __future__ import annotations

import re
from typing import Any, Final

from telephony.frames.durations import parse_durations_us
from telephony.periods.working_hours import DAY_MINUTES

_CLOCK: Final = re.compile(r"(\d\d?):(\d\d)(?::\d\d(?:\.\d+)?)?", re.ASCII)
# .NET's own way to write 24 hours.
_WHOLE_DAY: Final = "1.00:00:00"
_MINUTE_US: Final = 60_000_000


def minute_of_day(text: Any) -> int:
    """The minute since midnight, up to the end of the day. Raises ValueError for anything else."""
    clock = _CLOCK.fullmatch(text) if isinstance(text, str) else None
    if clock:
        minute, readable = int(clock[1]) * 60 + int(clock[2]), int(clock[2]) < 60  # noqa: PLR2004
    elif text == _WHOLE_DAY:
        return DAY_MINUTES
    else:
        durations, unreadable = parse_durations_us([text])
        minute, readable = int(durations.to_numpy(int, na_value=0)[0]) // _MINUTE_US, not unreadable
    if text is None or not readable or minute > DAY_MINUTES:
        raise ValueError("is not a time")
    return minute
