"""What a history has fetched so far, and the history built from it."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from telephony.answers.history import Gap, History
from telephony.data_access.history.frames import find_former_names, history_frame
from telephony.data_access.store.bucket_values import FetchedBucket
from telephony.data_access.store.extension_index import ExtensionIndex
from telephony.frames.quality import Quality
from telephony.periods.buckets import Bucket
from telephony.xapi.errors import XapiError
from telephony.xapi.records import RequestRecord

GroupBucket = tuple[str, Bucket]
"""A group's number and a bucket."""

_serials = itertools.count(1)


@dataclass
class FetchState:
    """Buckets of some groups. ``fetched`` ones are up to date, ``outdated`` ones are not."""

    groups: tuple[str, ...]
    buckets: tuple[Bucket, ...]
    fetched: dict[GroupBucket, FetchedBucket] = field(default_factory=dict)
    outdated: dict[GroupBucket, FetchedBucket] = field(default_factory=dict)
    errors: dict[GroupBucket, XapiError] = field(default_factory=dict)
    requests: list[RequestRecord] = field(default_factory=list)
    notices: dict[str, None] = field(default_factory=dict)
    serial: int = field(default_factory=lambda: next(_serials))

    @property
    def total(self) -> int:
        return len(self.groups) * len(self.buckets)

    @property
    def done(self) -> int:
        """How many buckets are fetched or have failed."""
        return len(self.fetched) + len(self.errors)

    def fail_missing(self, error: XapiError) -> None:
        """Give every bucket that is not fetched this error."""
        for group in self.groups:
            for bucket in self.buckets:
                if (group, bucket) not in self.fetched:
                    self.errors[group, bucket] = error

    def build_history(
        self, index: ExtensionIndex, now: datetime, groups: tuple[str, ...] | None = None
    ) -> History:
        """The history as far as it is fetched; a missing bucket is a gap.

        ``groups``: of these alone; None for all of them.
        """
        groups = self.groups if groups is None else groups
        shown: dict[str, list[FetchedBucket]] = {group: [] for group in groups}
        gaps: list[Gap] = []
        stale: XapiError | None = None
        held = set(self.buckets)
        incomplete: dict[Bucket, Quality] = {}
        for group in groups:
            for bucket in self.buckets:
                key = (group, bucket)
                fetched = self.fetched.get(key) or self.outdated.get(key)
                error = self.errors.get(key)
                if fetched is None:
                    gaps.append(Gap(group, bucket, error))
                    held.discard(bucket)
                    continue
                stale = stale or error
                if not fetched.complete:
                    incomplete[bucket] = incomplete.get(bucket, Quality()).merge(fetched.quality)
                shown[group].append(fetched)
        framed = history_frame(shown, index)
        every = [fetched for buckets in shown.values() for fetched in buckets]
        return History(
            frame=framed.frame,
            buckets=self.buckets,
            held=frozenset(held),
            gaps=tuple(gaps),
            incomplete=incomplete,
            quality=framed.quality,
            notices=tuple(self.notices),
            as_of=_as_of(every, now),
            requests=tuple(self.requests),
            stale=stale,
            version=(self.serial, self.done),
            former_names=find_former_names(every, index),
        )


def _as_of(buckets: Sequence[FetchedBucket], now: datetime) -> datetime:
    """The oldest time of fetching of buckets that may still change, else the newest of all."""
    times = [bucket.fetched_at for bucket in buckets]
    changing = [bucket.fetched_at for bucket in buckets if not bucket.final]
    return min(changing) if changing else max(times, default=now)
