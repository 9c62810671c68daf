"""The moments at which clocks change, found by looking at the offsets alone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import NamedTuple
from zoneinfo import TZPATH, ZoneInfo

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
    rules = _rules(zone)
    if rules not in _found:
        _found[rules] = _look_for_changes(zone)
    return _found[rules]


# A quarter of all zones are others under another name, and to look takes seconds for all of them.
_found: dict[bytes, tuple[Change, ...]] = {}


def _rules(zone: ZoneInfo) -> bytes:
    """What says when a zone's clocks change: the same for two names of one zone."""
    files = (Path(folder, zone.key) for folder in TZPATH)
    found = next((file.read_bytes() for file in files if file.is_file()), None)
    return zone.key.encode() if found is None else found


def _look_for_changes(zone: ZoneInfo) -> tuple[Change, ...]:
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
