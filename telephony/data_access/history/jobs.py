"""A job is one bucket to fetch: its key, who waits for it, and its result."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from telephony.data_access.store.bucket_values import FetchedBucket, Series
from telephony.periods.buckets import Bucket
from telephony.xapi.errors import XapiError
from telephony.xapi.records import RequestRecord
from telephony.xapi.requester import Requester


class BucketKey(NamedTuple):
    """Which bucket a job fetches. ``zone``: the key of the zone of its stored wall clock."""

    series: Series
    bucket: Bucket
    zone: str


class BucketResponse(NamedTuple):
    """A bucket as the PBX returned it, and the requests that took."""

    bucket: FetchedBucket
    requests: tuple[RequestRecord, ...]


@dataclass(frozen=True)
class JobResult:
    """Either a bucket or an error. ``notice`` says why the bucket is not stored."""

    bucket: FetchedBucket | None = None
    error: XapiError | None = None
    requests: tuple[RequestRecord, ...] = ()
    notice: str | None = None


class FetchRequest:
    """The buckets that one viewer needs, first the one to fetch first.

    ``on_result`` is called on the event loop, once for each. A stored bucket that was fetched
    after ``not_before`` will do. ``background``: nobody at a page waits.
    """

    def __init__(
        self,
        keys: Iterable[BucketKey],
        not_before: datetime,
        on_result: Callable[[BucketKey, JobResult], None],
        *,
        background: bool = False,
    ) -> None:
        self.background = background
        self.not_before = not_before
        self.on_result = on_result
        self.queue = deque(keys)


@dataclass(eq=False)
class Job:
    """One bucket to fetch. ``response_task`` runs while the PBX has not responded yet."""

    key: BucketKey
    not_before: datetime
    waiting: list[FetchRequest] = field(default_factory=list)
    requester: Requester = field(default_factory=Requester)
    started: bool = False
    response_task: asyncio.Task[BucketResponse] | None = None

    def join(self, request: FetchRequest) -> None:
        """One more waits for the bucket."""
        self.waiting.append(request)
        self.requester.join(background=request.background)

    def leave(self, request: FetchRequest) -> None:
        """One of them stops waiting."""
        self.waiting.remove(request)
        self.requester.leave(background=request.background)

    def cancel(self) -> bool:
        """Stop the job if no request was sent yet; whether it is stopped.

        One that is just taking its lease is not: it checks afterwards whether anybody waits.
        """
        if self.started and self.response_task is not None and not self.requester.sent:
            return self.response_task.cancel()
        return not self.started
