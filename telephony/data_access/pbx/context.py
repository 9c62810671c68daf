"""What every part of a data access needs to reach its PBX."""

from __future__ import annotations

from dataclasses import dataclass

from telephony.data_access.cache.policy import CachePolicy
from telephony.data_access.event_loop import BackgroundLoop
from telephony.data_access.pbx.client import LazyClient
from telephony.data_access.pbx.directory import GroupDirectory
from telephony.xapi.clock import Clock


@dataclass(frozen=True)
class PbxContext:
    """One PBX: the loop that runs its requests, its client and groups, and the cache's rules."""

    loop: BackgroundLoop
    client: LazyClient
    directory: GroupDirectory
    clock: Clock
    policy: CachePolicy
