"""What the hourly reports and office hours look like on the wire."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from telephony.periods.working_hours import ALWAYS, DAY_MINUTES, WEEKDAYS, Stretch, WorkingHours
from telephony.xapi.holidays import holidays_of
from telephony.xapi.odata import function_path, moment_literal, string_literal
from telephony.xapi.records import GroupHours

# Hour by hour; what other numbers mean nobody has recorded.
_BY_THE_HOUR: Final = "0"
# Calls of any length, in the console's way to write it.
_NO_WAIT: Final = "'0:00:00'"
_ALWAYS: Final = "AllHours"
# Kinds of hours that hold good inside their periods; the others mean the time outside of them.
_INSIDE: Final = ("OfficeHours", "SpecificHours", "SpecificHoursExcludingHolidays")
_DAYS: Final = dict(
    zip(
        ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
        range(len(WEEKDAYS)),
        strict=True,
    )
)
_END: Final = (0, DAY_MINUTES - 1)


def hourly_path(
    report: str, group: str, limits: tuple[datetime, datetime], area_code: int, zone: ZoneInfo
) -> str:
    """The path of ``Report…/Pbx.Get…``; queue calls are in, as in the extension statistics."""
    start, end = limits
    return function_path(
        report,
        report.replace("Report", "Get", 1),
        (
            ("clientTimeZone", string_literal(zone.key)),
            ("periodFrom", moment_literal(start)),
            ("periodTo", moment_literal(end)),
            ("groupNumber", string_literal(group)),
            ("extensionDns", string_literal("")),
            ("waitInterval", _NO_WAIT),
            ("includeQueueCalls", "true"),
            ("callArea", str(area_code)),
            ("groupingType", _BY_THE_HOUR),
        ),
    )


def office_hours(schedule: Any) -> WorkingHours | None:
    """A ``Pbx.Schedule``; None where it has no hours of its own or is not wholly readable.

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


def hours_of_groups(rows: Iterable[Mapping[str, Any]]) -> tuple[GroupHours, ...]:
    """The hours and holidays in the rows of ``/Groups``."""
    found = []
    for row in rows:
        number, zone, schedule = row.get("Number"), row.get("TimeZoneId"), row.get("Hours")
        if isinstance(number, str):
            works_on = isinstance(schedule, dict) and schedule.get("IgnoreHolidays") is True
            kept = None if works_on else row.get("OfficeHolidays")
            holidays = holidays_of(kept)
            unreadable = len(kept) - len(holidays) if isinstance(kept, list) else kept is not None
            zone_id = zone if isinstance(zone, str) else ""
            hours = office_hours(schedule)
            found.append(GroupHours(number, hours, zone_id, holidays, int(unreadable)))
    return tuple(found)


def _stretch(period: Any) -> tuple[int, Stretch]:
    start, stop = (_minutes(period[name]) for name in ("Start", "Stop"))
    return _DAYS[period["DayOfWeek"]], Stretch(start, DAY_MINUTES if stop in _END else stop)


def _minutes(text: str) -> int:
    hours, minutes, _seconds = text.split(":")
    return int(hours) * 60 + int(minutes)
