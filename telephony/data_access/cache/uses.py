"""How often a value was cached, and how often it had to be requested."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import NamedTuple


class CacheUse(StrEnum):
    """Where a value came from."""

    HIT = "hit"
    """Cached and fresh."""
    SHARED = "shared"
    """Somebody else had requested it: one request for both."""
    MISS = "miss"
    """Requested."""
    FAILURE = "failure"
    """Not requested, because of a failure a moment ago or too many requests in flight."""


class CacheLookup(NamedTuple):
    """One look into a cache, by the cache's name."""

    cache: str
    use: CacheUse


CountUse = Callable[[CacheUse], None]
