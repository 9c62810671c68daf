"""Cuts a period into days, hours, or stretches of working hours.

Every instant of it, or of its working hours, is in exactly one bucket.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from telephony.periods.calendar import ONE_DAY
from telephony.periods.period import Period
from telephony.periods.wall_clock import clock_change, instant, start_of_day
from telephony.periods.working_hours import DAY_MINUTES, WorkingHours

_HOUR = timedelta(hours=1)


class Grain(StrEnum):
    """How finely a period is cut."""

    DAY = "day"
    HOUR = "hour"


Cut = Grain | WorkingHours
"""How a period is cut: into days, hours, or stretches of working hours."""


@dataclass(frozen=True, order=True)
class Bucket:
    """Half-open ``[start, end)`` in aware UTC, never empty."""

    start: datetime
    end: datetime


def buckets_of(period: Period, cut: Cut) -> tuple[Bucket, ...]:
    """The period cut where local days or hours of its zone begin, oldest first.

    The first and the last bucket end where the period does. A day with a clock change has 23 or 25
    hours; a day that the zone skipped has no bucket. An hour that occurs twice is two buckets, a
    skipped hour is none; a change in the middle of an hour cuts it there. Of working hours each
    stretch of each day is a bucket, and the time between them is in none.
    """
    if period.start == period.end:
        return ()
    if isinstance(cut, WorkingHours):
        return tuple(_stretches(period, cut))
    inner = _midnights(period) if cut is Grain.DAY else _hours(period)
    limits = [period.start, *inner, period.end]
    return tuple(itertools.starmap(Bucket, itertools.pairwise(limits)))


def _midnights(period: Period) -> Iterator[datetime]:
    """Starts of local days inside the period, without its own limits."""
    before, day, last = period.start, period.first_day, period.last_day
    while day <= last + ONE_DAY:
        at = start_of_day(day, period.zone)
        if before < at < period.end:
            yield at
            before = at
        day += ONE_DAY


def _stretches(period: Period, hours: WorkingHours) -> Iterator[Bucket]:
    """The working hours of each local day, as far as the period reaches."""
    day, last = period.first_day, period.last_day
    while day <= last:
        for stretch in hours.on(day):
            limits = (_at(day, minute, period.zone) for minute in stretch)
            start, end = (min(max(at, period.start), period.end) for at in limits)
            if start < end:
                yield Bucket(start, end)
        day += ONE_DAY


def _at(day: date, minute: int, zone: ZoneInfo) -> datetime:
    if minute == DAY_MINUTES:
        return start_of_day(day + ONE_DAY, zone)
    return instant(datetime.combine(day, time.min) + timedelta(minutes=minute), zone)


def _hours(period: Period) -> Iterator[datetime]:
    """Starts of local hours and changes of the clocks inside the period."""
    at = _hour_ends(period.start, period.zone)
    while at < period.end:
        yield at
        at = _hour_ends(at, period.zone)


def _hour_ends(at: datetime, zone: ZoneInfo) -> datetime:
    local = at.astimezone(zone)
    into = timedelta(minutes=local.minute, seconds=local.second, microseconds=local.microsecond)
    end = at + _HOUR - into
    if end.astimezone(zone).utcoffset() == local.utcoffset():
        return end
    return clock_change(at, end, zone)
