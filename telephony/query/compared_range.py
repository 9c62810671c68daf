"""The range that a range is compared with, and its period."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from telephony.periods.calendar import ONE_DAY, first_of_month, months_earlier, whole_months
from telephony.periods.period import Period
from telephony.periods.ranges import (
    DayRange,
    MomentRange,
    RangeChoice,
    previous_period,
    resolve_range,
    step_range,
)
from telephony.periods.wall_clock import instant, wall_time
from telephony.query.view import Baseline, Query, View

_WEEK = 7 * ONE_DAY
_YEAR_MONTHS = 12


def compared_range(
    choice: RangeChoice, compare: Baseline | DayRange, now: datetime, zone: ZoneInfo
) -> RangeChoice | None:
    """The range that ``choice`` is compared with; None for none, or for years that are not offered.

    It has whole days even while ``choice`` is running, for trends: its days are stored, and a step
    that is not over is marked as such. ``WEEKDAYS`` goes back as many weeks as the range touches,
    so that Mondays meet Mondays. A year before 29 February is the 28th.
    """
    if isinstance(compare, DayRange):
        return compare
    if compare is Baseline.NONE:
        return None
    fixed = step_range(choice, 0, now, zone)
    try:
        if compare is Baseline.PREVIOUS:
            back = step_range(choice, -1, now, zone)
        elif compare is Baseline.WEEKDAYS:
            period = resolve_range(fixed, now, zone)
            days = period.last_day - period.first_day + ONE_DAY
            back = _earlier(fixed, -(-days // _WEEK) * _WEEK)
        else:
            back = _year_before(fixed)
    except (ValueError, OverflowError):
        return None
    return None if back == fixed else back


def compared_period(
    choice: RangeChoice, compare: Baseline | DayRange, now: datetime, zone: ZoneInfo
) -> Period | None:
    """The period that the sums of ``choice`` are compared with; None for none.

    While ``choice`` is running, only as much is compared as has elapsed, up to the same local time.
    Days that somebody chose are compared as they are.
    """
    if compare is Baseline.PREVIOUS:
        return previous_period(choice, now, zone)
    other = compared_range(choice, compare, now, zone)
    if other is None:
        return None
    current, whole = resolve_range(choice, now, zone), resolve_range(other, now, zone)
    if isinstance(compare, DayRange) or not current.start <= now < current.end:
        return whole
    here = wall_time(now, zone)
    if compare is Baseline.LAST_YEAR:
        end = months_earlier(here, _YEAR_MONTHS)
    else:
        end = here - (current.first_day - whole.first_day)
    limited = min(max(whole.start, instant(end, zone)), whole.end)
    return Period(whole.start, limited, zone)


def compared_query(view: View, query: Query, now: datetime, against: str = "") -> Query | None:
    """What ``query``, the view's, is compared with where that is usually the preceding period.

    ``against``: the group to compare with instead, in the same range. None for nothing.
    """
    if against:
        return replace(query, groups=(against,))
    compare = view.compared_with(Baseline.PREVIOUS)
    period = compared_period(view.range, compare, now, query.period.zone)
    return None if period is None else replace(query, period=period)


def _earlier(choice: RangeChoice, by: timedelta) -> RangeChoice:
    if isinstance(choice, MomentRange):
        return MomentRange(choice.start - by, choice.end - by)
    if isinstance(choice, DayRange):
        return DayRange(choice.first - by, choice.last - by)
    return choice


def _year_before(choice: RangeChoice) -> RangeChoice:
    if isinstance(choice, MomentRange):
        start, end = (months_earlier(at, _YEAR_MONTHS) for at in (choice.start, choice.end))
        return MomentRange(start, end)
    if not isinstance(choice, DayRange):
        return choice
    if months := whole_months(choice.first, choice.last):
        first = first_of_month(choice.first, -_YEAR_MONTHS)
        return DayRange(first, first_of_month(first, months) - ONE_DAY)
    return DayRange(_a_year_earlier(choice.first), _a_year_earlier(choice.last))


def _a_year_earlier(day: date) -> date:
    month = first_of_month(day, -_YEAR_MONTHS)
    return min(month.replace(day=1) + (day.day - 1) * ONE_DAY, first_of_month(month, 1) - ONE_DAY)
