"""The demo's calls: each local day is generated from the seed and its date on first use.

A day is therefore the same whenever and in whatever order it is read, and starting takes no time.
Days before the retention and calls that are not over by now do not exist, as in a PBX that records
a call when it ends.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from demo_pbx.directory import Directory
from demo_pbx.legs import Legs, from_us, to_us
from demo_pbx.options import Clock
from demo_pbx.people import People
from demo_pbx.seasons import business
from demo_pbx.workday import working_day

RETENTION_DAYS = 400
RINGING_US = 12_000_000  # a call is over this long after start + talk
# 40 extensions over 400 days take about 10 MB, 10,000 over a week about 50 MB.
CACHE_BYTES = 96_000_000


class Simulation:
    """A call source that generates its days (see the module)."""

    def __init__(
        self, directory: Directory, people: People, *, seed: int, zone: ZoneInfo, clock: Clock
    ) -> None:
        """Take the people, the zone of its days, and the clock after which no call exists."""
        self.directory = directory
        self._people = people
        self._seed = seed
        self._zone = zone
        self._clock = clock
        self._days: OrderedDict[int, Legs] = OrderedDict()
        self.cached_bytes = 0
        self._lock = threading.Lock()

    def between(self, start_us: int, end_us: int) -> Iterator[Legs]:
        """Yield the known legs that start in [start, end), one piece per local day."""
        now = self._clock()
        now_us = to_us(now)
        today = now.astimezone(self._zone).date()
        start_us = max(start_us, self._midnight_us(today - timedelta(days=RETENTION_DAYS)))
        end_us = min(end_us, now_us)
        if start_us >= end_us:
            return
        first = self._day_of(start_us).toordinal()
        for ordinal in range(first, self._day_of(end_us - 1).toordinal() + 1):
            legs = self._day(ordinal).between(start_us, end_us)
            if len(legs):
                over = legs.start_us + legs.talk_us <= now_us - RINGING_US
                yield legs if over.all() else legs.take(over)

    def _day_of(self, read_moment_us: int) -> date:
        return from_us(read_moment_us).astimezone(self._zone).date()

    def _midnight_us(self, day: date) -> int:
        return to_us(datetime.combine(day, time(), self._zone))

    def _day(self, ordinal: int) -> Legs:
        """Return the legs of a full day, cached up to ``CACHE_BYTES``."""
        with self._lock:
            if ordinal in self._days:
                self._days.move_to_end(ordinal)
                return self._days[ordinal]
        legs = self._make_day(ordinal)
        with self._lock:
            if ordinal not in self._days:
                self._days[ordinal] = legs
                self.cached_bytes += legs.nbytes
            while self.cached_bytes > CACHE_BYTES and len(self._days) > 1:
                self.cached_bytes -= self._days.popitem(last=False)[1].nbytes
        return legs

    def _make_day(self, ordinal: int) -> Legs:
        rng = np.random.default_rng(np.random.SeedSequence([self._seed, ordinal]))
        day = date.fromordinal(ordinal)
        calls = working_day(rng, self._people, self._people.present(ordinal), business(day))
        start_us = self._placed(day, calls.moments)
        order = np.argsort(start_us, kind="stable")
        legs = Legs(start_us, *calls[1:]).take(order)
        # A date that the zone skipped has no time, and so no calls.
        return legs.between(self._midnight_us(day), self._midnight_us(day + timedelta(days=1)))

    def _placed(self, day: date, moments: NDArray[np.float64]) -> NDArray[np.int64]:
        """Convert wall-clock times [µs] to UTC, inside the day even of 23 or 25 hours."""
        start_us = self._midnight_us(day)
        length_us = self._midnight_us(day + timedelta(days=1)) - start_us
        noon_us = to_us(datetime.combine(day, time(12), self._zone))
        from_start = noon_us - 12 * 3_600_000_000 - start_us + moments.astype(np.int64)
        return start_us + from_start % max(length_us, 1)
