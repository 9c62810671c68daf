"""The moments at which clocks change, found by looking at the offsets alone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

# No zone changes its clocks and back again within so short a time.
_STRIDE = timedelta(days=7)
# Nor does any go back to where it was from one of these moments to each of the next.
_LONG_STRIDE = timedelta(days=30)
_FIRST, _LAST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2038, 1, 1, tzinfo=UTC)


class Change(NamedTuple):
    """Clocks that showed UTC + ``before`` show UTC + ``after`` from ``at`` on."""

    at: datetime
    before: timedelta
    after: timedelta

    def first_showing(self, wall: datetime) -> datetime:
        """When clocks near this change first show ``wall`` or later: both sides are straight."""
        on_the_left = wall.replace(tzinfo=UTC) - self.before
        if on_the_left < self.at:
            return on_the_left
        return max(self.at, wall.replace(tzinfo=UTC) - self.after)


@cache
def clocks_change(zone: ZoneInfo) -> bool:
    """Whether it has ``changes``, without looking for their moments."""
    first = _offset(_FIRST, zone)
    looks = range(1, (_LAST - _FIRST) // _LONG_STRIDE + 1)
    return any(_offset(_FIRST + look * _LONG_STRIDE, zone) != first for look in looks)


@cache
def changes(zone: ZoneInfo) -> tuple[Change, ...]:
    """All changes of a zone from 2000 to 2037."""
    found = []
    left, before = _FIRST, _offset(_FIRST, zone)
    while left < _LAST:
        right = left + _STRIDE
        after = _offset(right, zone)
        if after != before:
            found.append(Change(_between(left, right, zone), before, after))
        left, before = right, after
    return tuple(found)


def _between(left: datetime, right: datetime, zone: ZoneInfo) -> datetime:
    before = _offset(left, zone)
    while right - left > timedelta(seconds=1):
        middle = left + timedelta(seconds=int((right - left).total_seconds()) // 2)
        if _offset(middle, zone) == before:
            left = middle
        else:
            right = middle
    return right


def _offset(at: datetime, zone: ZoneInfo) -> timedelta:
    offset = at.astimezone(zone).utcoffset()
    assert offset is not None
    return offset
