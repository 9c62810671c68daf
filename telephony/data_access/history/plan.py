"""Which buckets are held and which must be fetched: decided from what is stored alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from telephony.data_access.cache.policy import CachePolicy
from telephony.data_access.store.bucket_values import FetchedBucket
from telephony.periods.buckets import Bucket


@dataclass(frozen=True)
class FetchPlan:
    """``held`` buckets are shown as they are, oldest first; ``to_fetch`` ones not, newest first.

    ``outdated`` holds older values of buckets in ``to_fetch``, shown when fetching fails.
    """

    held: tuple[FetchedBucket, ...]
    to_fetch: tuple[Bucket, ...]
    outdated: tuple[FetchedBucket, ...]


def started_buckets(buckets: Iterable[Bucket], now: datetime) -> tuple[Bucket, ...]:
    """The buckets that have begun: only they can have values."""
    return tuple(bucket for bucket in buckets if bucket.start <= now)


def plan_fetch(
    buckets: Iterable[Bucket],
    stored: Iterable[FetchedBucket],
    now: datetime,
    policy: CachePolicy,
    *,
    refresh: bool = False,
) -> FetchPlan:
    """Sort ``buckets`` into held ones and ones to fetch.

    A final bucket is held for ever, another one for ``policy.open_period``. One that is over and
    yet not final is held longer, the more of them there are. ``refresh``: only final ones are held.
    A bucket fetched in the future was fetched under a wrong clock, and is not held.
    """
    stored_by_bucket = {fetched.bucket: fetched for fetched in stored}
    buckets = tuple(buckets)
    unsettled = sum(
        _is_unsettled(stored_by_bucket[bucket], policy)
        for bucket in buckets
        if bucket in stored_by_bucket
    )
    unsettled_lifetime = max(policy.open_period, unsettled * policy.unsettled)
    held: list[FetchedBucket] = []
    to_fetch: list[Bucket] = []
    for bucket in buckets:
        fetched = stored_by_bucket.get(bucket)
        if fetched is None:
            to_fetch.append(bucket)
            continue
        lifetime = unsettled_lifetime if _is_unsettled(fetched, policy) else policy.open_period
        if is_usable(fetched, now, now if refresh else now - lifetime):
            held.append(fetched)
        else:
            to_fetch.append(bucket)
    missing = set(to_fetch)
    return FetchPlan(
        held=tuple(sorted(held, key=lambda fetched: fetched.bucket)),
        to_fetch=tuple(sorted(to_fetch, reverse=True)),
        outdated=tuple(
            fetched for fetched in stored_by_bucket.values() if fetched.bucket in missing
        ),
    )


def is_usable(stored: FetchedBucket, now: datetime, since: datetime) -> bool:
    """Whether a stored bucket may be shown as it is: final, or fetched after ``since``.

    Not one fetched after ``now``: this machine's clock was wrong then, or is wrong now.
    """
    return stored.fetched_at <= now and (stored.final or stored.fetched_at > since)


def is_final(
    end: datetime,
    fetched_at: datetime,
    pbx_date: datetime | None,
    policy: CachePolicy,
    *,
    complete: bool,
) -> bool:
    """Whether values up to ``end`` will not change any more.

    They are complete, and ``end`` was ``policy.settling`` ago, so that the PBX has written the
    record of the last call. Both clocks must say so: ours may be wrong, and ``pbx_date``, the date
    of the response, is by the clock that the calls were recorded by. Without it, values are not
    final.
    """
    if not complete or pbx_date is None:
        return False
    return end + policy.settling <= min(fetched_at, pbx_date)


def _is_unsettled(stored: FetchedBucket, policy: CachePolicy) -> bool:
    """Whether a bucket is not final though it was over long ago by our clock.

    Pages, rows or values of it are missing, or the PBX's clock does not say so: it is wrong, or a
    proxy in between removes the date of responses.
    """
    return not stored.final and stored.bucket.end + policy.settling <= stored.fetched_at
