"""What goes on between this program and one PBX, as its pages and gauges show it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from telephony.data_access.cache.uses import CacheLookup
from telephony.data_access.pbx.context import PbxContext
from telephony.xapi.concurrency import ConcurrencyLimiter
from telephony.xapi.request_statistics import RequestStatistics


class PbxState(StrEnum):
    """Whether requests are sent now (the state of the circuit breaker)."""

    AVAILABLE = "available"
    PAUSED = "paused"
    """The PBX asks for no requests until a time that it names."""
    DOWN = "down"
    """Several requests in a row failed: one every few seconds finds out whether it is back."""


@dataclass(frozen=True)
class PbxActivity:
    """The requests so far, and the state of this moment.

    ``in_flight`` requests are under way and ``waiting`` ones want a slot; ``limit`` may be under
    way together. ``paused_until`` (aware UTC) is set while the PBX asks for a pause. All are of
    this process alone, ``cache_lookups`` since its start.
    """

    statistics: RequestStatistics
    in_flight: int
    waiting: int
    limit: int
    state: PbxState
    paused_until: datetime | None
    cache_lookups: Mapping[CacheLookup, int]


def activity_of(context: PbxContext, limiter: ConcurrencyLimiter) -> PbxActivity:
    """The activity now, from any thread, without waiting; before the first request it is empty."""
    started = context.client.started
    state, paused_until = PbxState.AVAILABLE, None
    if started is not None:
        gate = started.channel.gate
        paused_until = gate.opens_at
        if gate.is_down:
            state = PbxState.DOWN
        elif paused_until is not None:
            state = PbxState.PAUSED
    return PbxActivity(
        statistics=started.channel.statistics if started else RequestStatistics(context.clock),
        in_flight=limiter.in_flight,
        waiting=limiter.waiting,
        limit=limiter.limit,
        state=state,
        paused_until=paused_until,
        cache_lookups=context.cache_lookups.counts(),
    )
