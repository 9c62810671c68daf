"""How long cached values are fresh, and how much is cached and requested."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True)
class CachePolicy:
    """Lifetimes of cached values, and bounds on the cache and on requests."""

    open_period: timedelta = timedelta(seconds=60)
    """A running day changes with every call; a minute is what a supervisor means by "now"."""
    closed_period: timedelta = timedelta(hours=12)
    """Long, yet a record that an admin purges or repairs shows up the next day."""
    settling: timedelta = timedelta(hours=2)
    """The PBX writes a call's record after its end; a period younger than this may still grow."""
    unsettled: timedelta = timedelta(seconds=6)
    """Multiplied by the number of days that are over and not final, since they are incomplete or
    the PBX's clock is wrong: a query with ten of them is requested again every minute. A repair of
    the PBX shows soon, and one that stays as it is is not flooded."""
    groups: timedelta = timedelta(minutes=5)
    unknown_group: timedelta = timedelta(minutes=1)
    """The shortest time between two loads for a group that is not listed: mistyped, or new."""
    failure: timedelta = timedelta(seconds=5)
    """How long callers share a failure, so that many viewers do not cause a storm of requests."""
    max_entries: int = 2_000
    max_bytes: int = 256 * 2**20
    max_in_flight: int = 200
    """Requests that run or wait, counted separately for people and for programs. A view of 50
    groups, compared with another period, takes 100 of them: room for two such views at once."""
    max_requests: int = 2_000
    """For one query of a person: five groups over a year, some minutes of waiting."""
    max_buckets: int = 100_000
    """For one history, stored ones included: 50 groups over the days of five years are 91,300."""
    max_raw_results: int = 500
    max_raw_bytes: int = 64 * 2**20
    """Results of queries with options: what a few users of the Explorer load in an afternoon."""

    def lifetime(self, *, final: bool) -> timedelta:
        """How long a report is fresh; ``final``: no later request would give other values."""
        return self.closed_period if final else self.open_period
