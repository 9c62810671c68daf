"""The list of groups: for the picker, and to tell an unknown group from one without calls."""

from __future__ import annotations

import asyncio
from concurrent.futures import Future
from dataclasses import replace
from datetime import timedelta
from threading import Lock
from typing import Final

from telephony.answers.directory import Directory
from telephony.data_access.cache.failures import Failures
from telephony.data_access.cache.freshness import Freshness
from telephony.data_access.cache.futures import done, failed
from telephony.data_access.cache.policy import CachePolicy
from telephony.data_access.event_loop import BackgroundLoop
from telephony.data_access.pbx.client import LazyClient
from telephony.formatting.suggestions import LOOSE, similar
from telephony.xapi.clock import Clock
from telephony.xapi.errors import NoSuchGroup, XapiError
from telephony.xapi.records import Group
from telephony.xapi.requester import requesting_for
from telephony.xapi.setup_problems import NotAllowed

_MOST_SUGGESTED: Final = 3


class GroupDirectory:
    """The groups as the PBX lists them, asked once per ``Keeping.groups`` whoever asks."""

    def __init__(
        self, loop: BackgroundLoop, client: LazyClient, clock: Clock, policy: CachePolicy
    ) -> None:
        self._loop = loop
        self._client = client
        self._clock = clock
        self._policy = policy
        self._lock = Lock()
        self._held: Directory | None = None
        self._good = self._looked = Freshness.lasting(timedelta(0), clock)
        self._failures: Failures[None] = Failures(policy.failure, clock)
        self._flight: Future[Directory] | None = None

    @property
    def known(self) -> Directory | None:
        """The list as it was told last, however old; None before the first."""
        return self._held

    def request(self, *, refresh: bool = False) -> Future[Directory]:
        """Start, join or skip the question; a stale list with its cause when the PBX fails."""
        with self._lock:
            if self._flight is not None:
                return self._flight
            if self._held and not refresh and self._good.holds(self._clock):
                return done(self._held)
            if (failure := self._failures.get(None)) is not None:
                return self._stale(failure)
            with requesting_for(None):  # the list is everybody's, whoever asks first
                flight = self._flight = self._loop.submit(self._fetch())
        flight.add_done_callback(self._landed)
        return flight

    async def must_hold(self, group: str) -> None:
        """Raise NoSuchGroup for a number that the PBX's own list lacks.

        The report answers such a number as it answers a group without calls. Where the list may
        not be read the question goes out all the same, and ``Directory.refused`` lets the page
        say so. The group may be newer than a list of a while ago, which is then read again: at
        most once in ``Keeping.unknown_group``, whatever is asked for.
        """
        directory = await self._awaited(self.request())
        if directory.refused or group in directory.names:
            return
        if self._flight is not None or not self._looked.holds(self._clock):
            self._looked = Freshness.lasting(self._policy.unknown_group, self._clock)
            directory = await self._awaited(self.request(refresh=True))
            if directory.refused or group in directory.names:
                return
        raise NoSuchGroup(group, nearest(group, directory.groups))

    @staticmethod
    async def _awaited(listed: Future[Directory]) -> Directory:
        """Shielded: a question that is cancelled must not take the list from the others."""
        return await asyncio.shield(asyncio.wrap_future(listed))

    def _landed(self, _: Future[Directory]) -> None:
        with self._lock:
            self._flight = None

    async def _fetch(self) -> Directory:
        as_of = self._clock.now()
        good, looked = (
            Freshness.lasting(stretch, self._clock)
            for stretch in (self._policy.groups, self._policy.unknown_group)
        )
        try:
            directory = Directory(await (await self._client.get()).groups(), as_of)
        except NotAllowed as refusal:
            directory = Directory((), as_of, refused=refusal)
        except XapiError as error:
            with self._lock:
                self._failures.add(None, error)
                return self._stale(error).result()
        with self._lock:
            self._held, self._good, self._looked = directory, good, looked
            self._failures.forget(None)
        return directory

    def _stale(self, error: XapiError) -> Future[Directory]:
        return failed(error) if self._held is None else done(replace(self._held, stale=error))


def nearest(number: str, groups: tuple[Group, ...]) -> tuple[str, ...]:
    """Numbers of the groups whose number or name is most like ``number``, best first."""
    words = {group.number: group.number for group in groups}
    words |= {group.name: group.number for group in groups}
    close = similar(number, words, likeness=LOOSE, most=_MOST_SUGGESTED)
    return tuple(dict.fromkeys(words[word] for word in close))
