"""What to collect, most useful first: yesterday, then month by month into the past."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from telephony.periods.calendar import ONE_DAY, first_of_month
from telephony.periods.ranges import DayRange, resolve_range
from telephony.query.view import CallArea, Query

# Small enough to stop, and to check the budget, every few seconds.
_MAX_DAYS = timedelta(days=7)
# With last year's month of today complete, every value can be compared with the year before.
DEFAULT_MONTHS = 13


@dataclass(frozen=True)
class Scope:
    """Which groups and call areas, and from which day on; None: DEFAULT_MONTHS months back."""

    groups: tuple[str, ...]
    areas: tuple[CallArea, ...] = tuple(CallArea)
    since: date | None = None


def list_queries(scope: Scope, now: datetime, zone: ZoneInfo) -> Iterator[Query]:
    """Queries of one group and area over at most a week of whole days, the newest first.

    Today is not among them.
    """
    today = now.astimezone(zone).date()
    since = scope.since or first_of_month(today, -DEFAULT_MONTHS)
    yesterday = today - ONE_DAY
    if yesterday < since:
        return
    yield from _queries_over(scope, yesterday, yesterday, now, zone)
    last = yesterday - ONE_DAY
    while last >= since:
        month = max(since, last.replace(day=1))
        while last >= month:
            first = max(month, last - _MAX_DAYS + ONE_DAY)
            yield from _queries_over(scope, first, last, now, zone)
            last = first - ONE_DAY


def _queries_over(
    scope: Scope, first: date, last: date, now: datetime, zone: ZoneInfo
) -> Iterator[Query]:
    period = resolve_range(DayRange(first, last), now, zone)
    for group in scope.groups:
        for area in scope.areas:
            yield Query((group,), period, area)
