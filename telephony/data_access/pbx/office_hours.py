"""The office hours and holidays that groups have on the PBX, cached."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import datetime

from telephony.data_access.cache.freshness import Freshness
from telephony.data_access.cache.loading_cache import CachedResult, LoadingCache
from telephony.data_access.futures import completed
from telephony.data_access.pbx.context import PbxContext
from telephony.data_access.pbx.response_codecs import OFFICE_HOURS
from telephony.data_access.pbx.shared_responses import Question, Received
from telephony.data_access.pending import PendingResult
from telephony.xapi.records import GroupHours, HoursList


@dataclass(frozen=True)
class _OfficeHours:
    """Those of every group, by its number."""

    hours: Mapping[str, GroupHours]
    as_of: datetime
    freshness: Freshness

    @property
    def from_pbx(self) -> bool:
        return True

    @property
    def size_bytes(self) -> int:
        return 1_000 * (len(self.hours) + 1)


class OfficeHours:
    """One list for all groups; fresh for ``CachePolicy.groups``."""

    def __init__(self, context: PbxContext) -> None:
        self._loop = context.loop
        self._client = context.client
        self._responses = context.responses
        self._clock = context.clock
        self._policy = context.policy
        self._cache: LoadingCache[None, _OfficeHours] = LoadingCache(
            context.loop,
            context.clock,
            context.policy,
            self._fetch,
            context.count_use("office hours"),
        )

    def request(self) -> PendingResult[Mapping[str, GroupHours]]:
        """By group number; done at once where they are cached."""
        requested = self._cache.request(None).future
        if requested.done() and requested.exception() is None:
            return PendingResult(completed(requested.result().value.hours))
        hours = self._loop.submit(_wait_shielded(requested))
        return PendingResult(hours, hours.cancel)

    async def _fetch(self, _: None, as_of: datetime, refresh: bool) -> _OfficeHours:
        async with self._client.for_query() as client:
            fetch, build = client.group_hours, self._build
            question = Question("office hours", fetch, OFFICE_HOURS, build, as_of, refresh)
            return await self._responses.load(question)

    def _build(self, received: Received[HoursList]) -> _OfficeHours:
        hours = {group.number: group for group in received.content.groups}
        lifetime = self._policy.groups - received.age
        return _OfficeHours(hours, received.as_of, Freshness.lasting(lifetime, self._clock))


async def _wait_shielded(requested: Future[CachedResult[_OfficeHours]]) -> Mapping[str, GroupHours]:
    """Shielded: a caller that leaves must not cancel the request of the others."""
    return (await asyncio.shield(asyncio.wrap_future(requested))).value.hours
