"""Several programs, one PBX: what one of them has just requested, the others need not.

A response is stored as it was received, for programs that share the store. Each reads it as if it
had come from the PBX, so what is unreadable in it is unreadable to all, and fresh for as long as it
would be there. Two programs that need the same at the same time make one request: the second waits
for the first. The store is a help only: without one that works, each requests for itself. Belongs
to one event loop.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import logging
import secrets
import zlib
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Generic, Protocol, TypeVar

from telephony.data_access.cache.freshness import Freshness
from telephony.data_access.pbx.response_codecs import Codec
from telephony.data_access.store.errors import StoreError
from telephony.data_access.store.locks import RENEW_SECONDS
from telephony.data_access.store.store import HistoryStore
from telephony.xapi.clock import Clock
from telephony.xapi.errors import XapiError

_RETRY_SECONDS = 0.05
_LONGEST_PAUSE_SECONDS = 1.0
# A program that is slow to get its response is not waited for any longer: somebody looks at a page.
_PATIENCE_SECONDS = 20.0
# Ten thousand extensions take 0.4 MB.
_MOST_BYTES = 4 * 2**20
# Clocks of two machines differ by less, or are wrong.
_MOST_AHEAD = timedelta(seconds=2)
_LEVEL = 1
# Of the form of what is stored: a program that knows another one does not find it.
_FORM = 2
_NO_TIME = timedelta(0)

_log = logging.getLogger(__name__)


class Fresh(Protocol):
    """What is made of a response, and for how long it will do."""

    @property
    def freshness(self) -> Freshness: ...


T = TypeVar("T")
V = TypeVar("V", bound=Fresh)


@dataclass(frozen=True)
class Received(Generic[T]):
    """A response that was requested at ``as_of``, and came so long ago."""

    content: T
    as_of: datetime
    age: timedelta = _NO_TIME


@dataclass(frozen=True)
class Question(Generic[T, V]):
    """``request``: what is asked, in words that no other request has.

    ``build`` makes a value of the response, and may raise XapiError. ``refresh``: only a response
    that was requested after ``as_of`` will do.
    """

    request: str
    fetch: Callable[[], Awaitable[T]]
    codec: Codec[T]
    build: Callable[[Received[T]], V]
    as_of: datetime
    refresh: bool


class SharedResponses:
    """The responses of one PBX; nothing is shared through a temporary store.

    ``identity`` returns the PBX's name in the store.
    """

    def __init__(
        self, store: HistoryStore, identity: Callable[[], Awaitable[str]], clock: Clock
    ) -> None:
        self._store = store
        self._identity = identity
        self._clock = clock
        # What this program has requested itself, its memory judges by a clock that nobody sets.
        self._own = secrets.token_bytes(16)
        self._ending: set[asyncio.Task[None]] = set()

    async def load(self, question: Question[T, V]) -> V:
        """The value of a response that another program has, or of one's own. Raises XapiError."""
        if self._store.is_temporary:
            return question.build(Received(await question.fetch(), question.as_of))
        request = f"{_FORM} {await self._identity()} {question.request}"
        if (found := await self._find(question, request)) is not None:
            return found
        ended, response = asyncio.Event(), None
        renewing = asyncio.create_task(self._renew(request, ended))
        try:
            await self._take_in_time(request)
            if (found := await self._find(question, request)) is not None:  # it came meanwhile
                return found
            content = await question.fetch()
            value = question.build(Received(content, question.as_of))
            if question.codec.is_whole(content):
                response = {
                    "request": request,
                    "as_of": question.as_of.isoformat(),
                    "received_at": self._clock.now().isoformat(),
                    "content": question.codec.encode(content),
                }
        finally:
            ended.set()
            # nobody waits for it
            ending = asyncio.create_task(self._end_after(renewing, request, response))
            self._ending.add(ending)
            ending.add_done_callback(self._ending.discard)
        return value

    async def aclose(self) -> None:
        """Return when what was received is stored."""
        await asyncio.gather(*self._ending, return_exceptions=True)

    async def _take_in_time(self, request: str) -> None:
        """Wait until no other program requests the same, or has done so for too long."""
        waited, pause = 0.0, _RETRY_SECONDS
        while waited <= _PATIENCE_SECONDS and not await asyncio.to_thread(self._take, request):
            await asyncio.sleep(pause)
            # a page may wait for a hundred of them
            waited, pause = waited + pause, min(2 * pause, _LONGEST_PAUSE_SECONDS)

    async def _find(self, question: Question[T, V], request: str) -> V | None:
        received = await asyncio.to_thread(self._read, question.codec, request)
        if received is None or (question.refresh and received.as_of < question.as_of):
            return None
        try:
            value = question.build(received)
        except (XapiError, ValueError):
            return None
        return value if value.freshness.is_fresh(self._clock) else None

    async def _renew(self, request: str, ended: asyncio.Event) -> None:
        while not ended.is_set():
            with suppress(TimeoutError):
                async with asyncio.timeout(RENEW_SECONDS):
                    await ended.wait()
                    return
            await asyncio.to_thread(self._take, request)

    async def _end_after(
        self, renewing: asyncio.Task[None], request: str, response: Mapping[str, Any] | None
    ) -> None:
        await renewing  # or it might take the lease again
        await asyncio.to_thread(self._end, request, response)

    def _read(self, codec: Codec[T], request: str) -> Received[T] | None:
        """The response of another program; None if it is damaged, or of a time to come.

        The one that stored it stands in front, so that one's own is not read any further.
        """
        try:
            stored = self._store.read_response(_name(request))
        except StoreError:
            return None
        if stored is None or stored.content.startswith(self._own):
            return None
        try:
            response = json.loads(zlib.decompress(stored.content[len(self._own) :]))
            if response["request"] != request:
                return None
            as_of, received_at = (
                datetime.fromisoformat(response[name]) for name in ("as_of", "received_at")
            )
            content = codec.decode(response["content"])
        except (zlib.error, ValueError, TypeError, KeyError) as error:
            _log.warning("a shared response cannot be read: %s", type(error).__name__)
            return None
        age = self._clock.now() - received_at
        if age < -_MOST_AHEAD:
            return None
        # by the older of two clocks: one that is set back makes nothing fresh
        return Received(content, as_of, max(age, timedelta(seconds=stored.seconds), _NO_TIME))

    def _take(self, request: str) -> bool:
        """Whether this program makes the request; also where nobody can be excluded."""
        try:
            return bool(self._store.take_leases(_lease(request)))
        except StoreError as error:
            _log.debug("several programs may request the same: %s", error.message)
            return True

    def _end(self, request: str, response: Mapping[str, Any] | None) -> None:
        """Store what has come, if anything has, and let others go on."""
        try:
            if response is not None:
                content = self._own + zlib.compress(json.dumps(response).encode(), _LEVEL)
                if len(content) <= _MOST_BYTES:
                    self._store.store_response(_name(request), content)
        except StoreError as error:
            _log.debug("a response is not shared: %s", error.message)
        finally:
            self._store.release_leases(_lease(request))


def _name(request: str) -> str:
    return hashlib.sha256(request.encode("utf-8", "backslashreplace")).hexdigest()


def _lease(request: str) -> str:
    return f"response:{_name(request)}"
