"""The age of history to delete: ``24months`` as the time before which it lies."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from telephony.periods.calendar import months_earlier
from telephony.periods.wall_clock import start_of_day

_AGE = re.compile(r"(\d{1,4})\s*(day|week|month|year)s?", re.IGNORECASE)
_DAYS = {"day": 1, "week": 7}
_MONTHS = {"month": 1, "year": 12}


class Age:
    """A number of days, weeks, months or years. Raises ValueError for any other text."""

    def __init__(self, text: str) -> None:
        match = _AGE.fullmatch(text.strip())
        if match is None or not int(match[1]):
            raise ValueError("write a number of days, weeks, months or years, such as 24months")
        self._count, self._unit = int(match[1]), match[2].lower()

    def before(self, now: datetime, zone: ZoneInfo) -> datetime:
        """The beginning of the local day that long ago (aware UTC).

        Raises ValueError for one before the first year.
        """
        today = datetime.combine(now.astimezone(zone).date(), time.min)
        try:
            if self._unit in _DAYS:
                day = today - timedelta(days=self._count * _DAYS[self._unit])
            else:
                day = months_earlier(today, self._count * _MONTHS[self._unit])
            return start_of_day(day.date(), zone)
        except (OverflowError, ValueError):
            raise ValueError("that is before the year 1") from None
