"""A period cut into days or hours: every instant of it lies in exactly one bucket."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from telephony.calendar_days import ONE_DAY
from telephony.periods import Period
from telephony.wall_time import start_of_day

_HOUR = timedelta(hours=1)
_SECOND = timedelta(seconds=1)


class Grain(StrEnum):
    """How finely a period is cut."""

    DAY = "day"
    HOUR = "hour"


@dataclass(frozen=True, order=True)
class Bucket:
    """Half-open ``[start, end)`` in aware UTC, never empty."""

    start: datetime
    end: datetime


def buckets_of(period: Period, grain: Grain) -> tuple[Bucket, ...]:
    """The period cut where local days or hours of its zone begin, oldest first.

    The first and the last bucket end where the period does. A day has 23 or 25 hours where clocks
    change, and none where the zone left it out. An hour that clocks show twice is two buckets, an
    hour that they skip is none; a change in the middle of an hour cuts it there.
    """
    if period.start == period.end:
        return ()
    inner = _midnights(period) if grain is Grain.DAY else _hours(period)
    limits = [period.start, *inner, period.end]
    return tuple(itertools.starmap(Bucket, itertools.pairwise(limits)))


def _midnights(period: Period) -> Iterator[datetime]:
    """Starts of local days inside the period, its own limits left out."""
    before, day, last = period.start, period.first_day, period.last_day
    while day <= last + ONE_DAY:
        at = start_of_day(day, period.zone)
        if before < at < period.end:
            yield at
            before = at
        day += ONE_DAY


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
    return _change(at, end, zone)


def _change(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    """The instant in (before, after] at which the clocks change: found by halving."""
    offset = before.astimezone(zone).utcoffset()
    while after - before > _SECOND:
        middle = before + timedelta(seconds=(after - before) // _SECOND // 2)
        if middle.astimezone(zone).utcoffset() == offset:
            before = middle
        else:
            after = middle
    return after
