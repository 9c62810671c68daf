"""The list of groups: to choose from, and to tell an unknown group from one without calls."""

from __future__ import annotations

import asyncio
from concurrent.futures import Future
from dataclasses import dataclass, replace
from datetime import timedelta
from threading import Lock
from typing import Final

from telephony.answers.directory import Directory
from telephony.data_access.cache.failures import FailureCache
from telephony.data_access.cache.freshness import Freshness
from telephony.data_access.cache.policy import CachePolicy
from telephony.data_access.event_loop import BackgroundLoop
from telephony.data_access.futures import completed, failed
from telephony.data_access.pbx.client import LazyClient
from telephony.data_access.pbx.response_codecs import GROUPS
from telephony.data_access.pbx.shared_responses import Question, Received, SharedResponses
from telephony.formatting.suggestions import LOOSE, similar
from telephony.xapi.clock import Clock
from telephony.xapi.errors import NoSuchGroup, XapiError
from telephony.xapi.records import Group, GroupList
from telephony.xapi.report_errors import IncompleteList
from telephony.xapi.requester import requesting_for
from telephony.xapi.setup_problems import NotAllowed

_MOST_SUGGESTED: Final = 3


@dataclass(frozen=True)
class _Listed:
    """A list of groups. ``reload_pause``: within it no unknown group has it loaded anew."""

    directory: Directory
    freshness: Freshness
    reload_pause: Freshness


class GroupDirectory:
    """The groups as the PBX lists them; one list is fresh for ``CachePolicy.groups``."""

    def __init__(
        self,
        loop: BackgroundLoop,
        client: LazyClient,
        responses: SharedResponses,
        clock: Clock,
        policy: CachePolicy,
    ) -> None:
        self._loop = loop
        self._client = client
        self._responses = responses
        self._clock = clock
        self._policy = policy
        self._lock = Lock()
        self._known: Directory | None = None
        # of the known list, and the time within which it is not loaded anew for an unknown group
        self._freshness = self._reload_pause = Freshness.lasting(timedelta(0), clock)
        self._failures: FailureCache[None] = FailureCache(policy.failure, clock)
        self._in_flight: Future[Directory] | None = None

    @property
    def known(self) -> Directory | None:
        """The last list, however old; None before the first."""
        return self._known

    def request(self, *, refresh: bool = False) -> Future[Directory]:
        """The list, cached, in flight or requested now; an older one, and why, if the PBX fails."""
        with self._lock:
            if self._in_flight is not None:
                return self._in_flight
            if self._known and not refresh and self._freshness.is_fresh(self._clock):
                return completed(self._known)
            if (failure := self._failures.get(None)) is not None:
                return self._stale(failure)
            with requesting_for(None):  # the list is everybody's, whoever requests it first
                started = self._in_flight = self._loop.submit(self._fetch(refresh))
        started.add_done_callback(self._end_flight)
        return started

    async def require(self, group: str) -> None:
        """Raise NoSuchGroup for a number that is not in the PBX's own list, or IncompleteList.

        The report answers such a number as it does a group without calls. Where the list may not
        be read the report is requested all the same, and ``Directory.refused`` lets the page say
        so. A group may be newer than a cached list, which is then loaded again: at most once per
        ``CachePolicy.unknown_group``, whatever the number.
        """
        directory = await self._wait_shielded(self.request())
        if directory.refused or group in directory.names:
            return
        if self._in_flight is not None or not self._reload_pause.is_fresh(self._clock):
            self._reload_pause = Freshness.lasting(self._policy.unknown_group, self._clock)
            directory = await self._wait_shielded(self.request(refresh=True))
            if directory.refused or group in directory.names:
                return
        if directory.notes:
            raise IncompleteList(group)
        raise NoSuchGroup(group, suggest_groups(group, directory.groups))

    @staticmethod
    async def _wait_shielded(requested: Future[Directory]) -> Directory:
        """Shielded: a caller that is cancelled must not cancel the request of the others."""
        return await asyncio.shield(asyncio.wrap_future(requested))

    def _end_flight(self, _: Future[Directory]) -> None:
        with self._lock:
            self._in_flight = None

    async def _fetch(self, refresh: bool) -> Directory:
        as_of = self._clock.now()
        try:
            async with self._client.for_query() as client:
                listed = await self._responses.load(
                    Question("groups", client.groups, GROUPS, self._listed, as_of, refresh)
                )
        except NotAllowed as refusal:
            listed = self._listed(Received(GroupList(()), as_of), refusal)
        except XapiError as error:
            with self._lock:
                self._failures.add(None, error)
                return self._stale(error).result()
        with self._lock:
            self._known = listed.directory
            self._freshness, self._reload_pause = listed.freshness, listed.reload_pause
            self._failures.remove(None)
        return listed.directory

    def _listed(self, received: Received[GroupList], refused: NotAllowed | None = None) -> _Listed:
        freshness, reload_pause = (
            Freshness.lasting(duration - received.age, self._clock)
            for duration in (self._policy.groups, self._policy.unknown_group)
        )
        groups, notes = received.content.groups, received.content.notes
        directory = Directory(groups, received.as_of, refused=refused, notes=notes)
        return _Listed(directory, freshness, reload_pause)

    def _stale(self, error: XapiError) -> Future[Directory]:
        return (
            failed(error) if self._known is None else completed(replace(self._known, stale=error))
        )


def suggest_groups(number: str, groups: tuple[Group, ...]) -> tuple[str, ...]:
    """Numbers of the groups whose number or name is most like ``number``, best first."""
    words = {group.number: group.number for group in groups}
    words |= {group.name: group.number for group in groups}
    close = similar(number, words, likeness=LOOSE, most=_MOST_SUGGESTED)
    return tuple(dict.fromkeys(words[word] for word in close))
