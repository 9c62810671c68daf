"""Local times to instants: when "midnight" and "08:00" are in a zone with clock changes."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import cache, lru_cache
from zoneinfo import ZoneInfo, available_timezones

# Files of a system's tz database that are not time zones.
_NO_ZONES = {"localtime", "Factory"}
_SECOND = timedelta(seconds=1)


@cache  # finding them opens some six hundred files
def zone_names() -> tuple[str, ...]:
    """The names of all time zones, sorted."""
    return tuple(sorted(available_timezones() - _NO_ZONES))


def instant(wall: datetime, zone: ZoneInfo) -> datetime:
    """The UTC instant at which clocks in ``zone`` first show ``wall`` (naive) or something later.

    A time that occurs twice means the first one, a time that is skipped means the moment of the
    clock change. So a later local time is never an earlier instant, and ranges that meet in local
    time meet as instants too.
    """
    at = wall.replace(tzinfo=zone, fold=0).astimezone(UTC)
    if at.astimezone(zone).replace(tzinfo=None) == wall:
        return at
    return _jump(wall, zone)


@lru_cache(maxsize=16_384)  # some years of days in the zones in use: trends go through them all
def start_of_day(day: date, zone: ZoneInfo) -> datetime:
    """The first UTC instant of a local day; for a day that the zone skipped, that of the next."""
    return instant(datetime.combine(day, time.min), zone)


def wall_time(at: datetime, zone: ZoneInfo) -> datetime:
    """What clocks in ``zone`` show at an aware instant, naive and to the second.

    Fractions would make each query a new one.
    """
    if at.tzinfo is None:
        raise ValueError("now must be aware")
    return at.astimezone(UTC).astimezone(zone).replace(tzinfo=None, fold=0, microsecond=0)


def skipped_at(at: datetime, zone: ZoneInfo) -> tuple[datetime, datetime] | None:
    """The local times between which clocks go forward at ``at``; None where they do not."""
    before = (at - _SECOND).astimezone(zone).replace(tzinfo=None, fold=0) + _SECOND
    after = at.astimezone(zone).replace(tzinfo=None, fold=0)
    return (before, after) if before < after else None


def _jump(skipped: datetime, zone: ZoneInfo) -> datetime:
    """The instant at which clocks jump over ``skipped``, to the second."""
    # Read with the offset after the jump a skipped time lies before the jump, and the reverse.
    before = skipped.replace(tzinfo=zone, fold=1, microsecond=0).astimezone(UTC)
    after = skipped.replace(tzinfo=zone, fold=0, microsecond=0).astimezone(UTC)
    return clock_change(before, after, zone)


def clock_change(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    """The instant in (``before``, ``after``] at which the clocks change, found by bisection.

    Whole seconds after ``before``; the two are on either side of one change.
    """
    offset = before.astimezone(zone).utcoffset()
    while after - before > _SECOND:
        middle = before + timedelta(seconds=(after - before) // _SECOND // 2)
        if middle.astimezone(zone).utcoffset() == offset:
            before = middle
        else:
            after = middle
    return after
