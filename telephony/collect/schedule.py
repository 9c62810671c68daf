"""What there is to collect, in the order of its worth: yesterday, then month after month back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from telephony.periods.calendar import ONE_DAY, first_of_month
from telephony.periods.ranges import DayRange, resolve_range
from telephony.query.view import CallArea, Query

# Small enough to stop, and to be counted against the budget, every few seconds.
_PORTION = timedelta(days=7)
# With last year's month of today complete, every figure can be compared with the year before.
MONTHS_BY_DEFAULT = 13


@dataclass(frozen=True)
class Scope:
    """Which groups and call areas, and from which day on; None: MONTHS_BY_DEFAULT months."""

    groups: tuple[str, ...]
    areas: tuple[CallArea, ...] = tuple(CallArea)
    since: date | None = None


def portions(scope: Scope, now: datetime, zone: ZoneInfo) -> Iterator[Query]:
    """Questions of at most a week of whole days, the newest first; none reaches into today."""
    today = now.astimezone(zone).date()
    since = scope.since or first_of_month(today, -MONTHS_BY_DEFAULT)
    yesterday = today - ONE_DAY
    if yesterday < since:
        return
    yield from _each(scope, yesterday, yesterday, now, zone)
    last = yesterday - ONE_DAY
    while last >= since:
        month = max(since, last.replace(day=1))
        while last >= month:
            first = max(month, last - _PORTION + ONE_DAY)
            yield from _each(scope, first, last, now, zone)
            last = first - ONE_DAY


def _each(scope: Scope, first: date, last: date, now: datetime, zone: ZoneInfo) -> Iterator[Query]:
    period = resolve_range(DayRange(first, last), now, zone)
    for group in scope.groups:
        for area in scope.areas:
            yield Query((group,), period, area)
