"""How long cached values are fresh, and how much is cached and requested."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True)
class CachePolicy:
    """Lifetimes of cached values, and bounds on the cache and on requests."""

    open_period: timedelta = timedelta(seconds=60)
    """A running day changes with every call; a minute is what a supervisor means by now."""
    closed_period: timedelta = timedelta(hours=12)
    """Long, yet a record that an admin purges or repairs shows up the next day."""
    settling: timedelta = timedelta(hours=2)
    """The PBX writes a call's record after its end; a period younger than this may still grow."""
    incomplete: timedelta = timedelta(seconds=6)
    """Per incomplete day of a query: ten of them are requested again every minute. A repair of the
    PBX shows soon, and a PBX that is always unreadable does not get endless requests."""
    groups: timedelta = timedelta(minutes=5)
    unknown_group: timedelta = timedelta(minutes=1)
    """The shortest time between two loads for a group that is not listed: mistyped, or new."""
    failure: timedelta = timedelta(seconds=5)
    """How long callers share a failure, so that a page full of viewers does not become a storm."""
    max_entries: int = 2_000
    max_bytes: int = 256 * 2**20
    max_in_flight: int = 200
    """Requests that run or wait, of people and of programs apart: more than two full views of 50
    groups is not a viewer."""
    max_requests: int = 2_000
    """For one query of a person: five groups over a year, some minutes of waiting."""
    max_buckets: int = 100_000
    """For one history, stored ones included: 50 groups over the days of five years are 91,300."""
    max_raw_results: int = 500
    max_raw_bytes: int = 64 * 2**20
    """Results of queries with options: what a few explorers request in one afternoon."""

    def lifetime(self, *, final: bool) -> timedelta:
        """How long a report is fresh; ``final``: no later request would give other values."""
        return self.closed_period if final else self.open_period
