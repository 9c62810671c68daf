"""What every part of a data access needs to reach its PBX."""

from __future__ import annotations

from dataclasses import dataclass, field

from telephony.counters.tallies import Tally
from telephony.data_access.cache.policy import CachePolicy
from telephony.data_access.cache.uses import CacheLookup, CountUse
from telephony.data_access.event_loop import BackgroundLoop
from telephony.data_access.pbx.client import LazyClient
from telephony.data_access.pbx.directory import GroupDirectory
from telephony.data_access.pbx.shared_responses import SharedResponses
from telephony.xapi.clock import Clock


@dataclass(frozen=True)
class PbxContext:
    """One PBX: the loop that runs its requests, its client and groups, what it
    responds to several programs, and the cache's rules.

    ``cache_lookups`` counts what its caches had.
    """

    loop: BackgroundLoop
    client: LazyClient
    directory: GroupDirectory
    responses: SharedResponses
    clock: Clock
    policy: CachePolicy
    cache_lookups: Tally[CacheLookup] = field(default_factory=Tally)

    def count_use(self, cache: str) -> CountUse:
        """What counts the uses of the cache with this name."""
        return lambda use: self.cache_lookups.add(CacheLookup(cache, use))
