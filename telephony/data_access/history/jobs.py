"""What bucket flights are made of: the key of a bucket, who wants it, and how asking it ended."""

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
    """What a job is about. ``zone`` names the zone whose wall clock readers see."""

    series: Series
    bucket: Bucket
    zone: str


class BucketResponse(NamedTuple):
    """What the PBX gave for a bucket, and the calls it took."""

    kept: FetchedBucket
    requests: tuple[RequestRecord, ...]


@dataclass(frozen=True)
class JobResult:
    """How a job ended. ``notice`` says why the bucket is not stored."""

    kept: FetchedBucket | None = None
    error: XapiError | None = None
    requests: tuple[RequestRecord, ...] = ()
    notice: str | None = None


class FetchRequest:
    """One viewer's wish for some buckets; ``land`` is called on the loop for each, once.

    ``background``: nobody at a page waits for it.
    """

    def __init__(
        self,
        keys: Iterable[BucketKey],
        not_before: datetime,
        land: Callable[[BucketKey, JobResult], None],
        *,
        background: bool = False,
    ) -> None:
        self.background = background
        self.not_before = not_before
        self.land = land
        self.queue = deque(keys)


@dataclass(eq=False)
class Job:
    """One bucket on its way. ``asking`` runs while it waits for the PBX's answer."""

    key: BucketKey
    not_before: datetime
    orders: list[FetchRequest] = field(default_factory=list)
    requester: Requester = field(default_factory=Requester)
    begun: bool = False
    asking: asyncio.Task[BucketResponse] | None = None

    def join(self, order: FetchRequest) -> None:
        """One more waits for it."""
        self.orders.append(order)
        self.requester.join(background=order.background)

    def leave(self, order: FetchRequest) -> None:
        """One of them waits no longer."""
        self.orders.remove(order)
        self.requester.leave(background=order.background)
