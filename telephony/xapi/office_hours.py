"""Reads the office hours and holidays in the rows of ``/Groups`` (``Pbx.Schedule``)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from telephony.periods.working_hours import ALWAYS, DAY_MINUTES, WEEKDAYS, Stretch, WorkingHours
from telephony.xapi.holidays import holidays_of
from telephony.xapi.records import GroupHours
from telephony.xapi.time_of_day import minute_of_day

_ALWAYS: Final = "AllHours"
# Types of schedules that are open inside their periods; the others mean the time outside of them.
_INSIDE: Final = ("OfficeHours", "SpecificHours", "SpecificHoursExcludingHolidays")
_DAYS: Final = dict(
    zip(
        ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
        range(len(WEEKDAYS)),
        strict=True,
    )
)
_END_OF_DAY: Final = (0, DAY_MINUTES - 1)


def hours_of_groups(rows: Iterable[Mapping[str, Any]]) -> tuple[GroupHours, ...]:
    """The hours and holidays in the rows of ``/Groups``."""
    groups = []
    for row in rows:
        number, zone, schedule = row.get("Number"), row.get("TimeZoneId"), row.get("Hours")
        if isinstance(number, str):
            works_on = isinstance(schedule, dict) and schedule.get("IgnoreHolidays") is True
            sent = None if works_on else row.get("OfficeHolidays")
            holidays = holidays_of(sent)
            unreadable = len(sent) - len(holidays) if isinstance(sent, list) else sent is not None
            zone_id = zone if isinstance(zone, str) else ""
            hours = office_hours(schedule)
            groups.append(GroupHours(number, hours, zone_id, holidays, int(unreadable)))
    return tuple(groups)


def office_hours(schedule: Any) -> WorkingHours | None:
    """A ``Pbx.Schedule``; None where it has no hours of its own or cannot be read completely.

    A stop at 23:59 or at midnight is the end of the day.
    """
    if not isinstance(schedule, dict):
        return None
    kind, periods = schedule.get("Type"), schedule.get("Periods")
    if kind == _ALWAYS:
        return ALWAYS
    if kind not in _INSIDE or not isinstance(periods, list):
        return None
    try:
        return WorkingHours.of(_stretch(period) for period in periods)
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def _stretch(period: Any) -> tuple[int, Stretch]:
    start, stop = (minute_of_day(period[name]) for name in ("Start", "Stop"))
    return _DAYS[period["DayOfWeek"]], Stretch(start, DAY_MINUTES if stop in _END_OF_DAY else stop)
