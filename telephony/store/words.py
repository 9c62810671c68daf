"""What the command says about a store."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from telephony.data_access.store.maintenance import CheckResult
from telephony.formatting.numbers import count_of
from telephony.periods.calendar import date_words, day_words
from telephony.query.view import CallArea

_MOST_LISTED = 20
# Before the end of a bucket, which is the next one's beginning.
_INSTANT = timedelta(microseconds=1)


def local_day(at: datetime, zone: ZoneInfo) -> str:
    """The day of a moment on the clocks of ``zone``."""
    return date_words(at.astimezone(zone).date())


def contents(checked: CheckResult, zone: ZoneInfo) -> str:
    """How much a store holds, and of which days."""
    if not checked.series:
        return "The store is empty."
    groups = {(one.series.pbx, one.series.group) for one in checked.series}
    finals = sum(one.final_count for one in checked.series)
    first = min(one.start for one in checked.series).astimezone(zone).date()
    last = (max(one.end for one in checked.series) - _INSTANT).astimezone(zone).date()
    return (
        f"{count_of(checked.bucket_count, 'bucket')} of {count_of(len(groups), 'group')}, "
        f"{day_words(first, last)}, {finals:,} of them final."
    )


def damages(checked: CheckResult, zone: ZoneInfo) -> list[str]:
    """A line for each damaged bucket, as far as anybody reads them."""
    lines = [
        f"damaged: group {series.group}, {_area(series.area_code)}, "
        f"{_moment(bucket.start, zone)} to {_moment(bucket.end, zone)}"
        for series, bucket in checked.damaged[:_MOST_LISTED]
    ]
    more = len(checked.damaged) - len(lines)
    return lines + ([f"and {more:,} more"] if more else [])


def _moment(at: datetime, zone: ZoneInfo) -> str:
    return f"{at.astimezone(zone):%Y-%m-%d %H:%M}"


def _area(code: int) -> str:
    words = {area.code: area.word for area in CallArea}
    return words.get(code, f"call area {code}")
