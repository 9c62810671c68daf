"""What is held and what must be asked, worked out without asking anybody."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from telephony.data_access.cache.policy import CachePolicy
from telephony.data_access.store.bucket_values import FetchedBucket
from telephony.periods.buckets import Bucket


@dataclass(frozen=True)
class FetchPlan:
    """``held`` is good as it is, oldest first; ``ask`` has to be asked, newest first.

    ``spare`` holds the older figures of buckets in ``ask``, for when these cannot be had.
    """

    held: tuple[FetchedBucket, ...]
    ask: tuple[Bucket, ...]
    spare: tuple[FetchedBucket, ...]


def started_buckets(buckets: Iterable[Bucket], now: datetime) -> tuple[Bucket, ...]:
    """Those of which there can be figures."""
    return tuple(bucket for bucket in buckets if bucket.start <= now)


def plan_fetch(
    buckets: Iterable[Bucket],
    kept: Iterable[FetchedBucket],
    now: datetime,
    keeping: CachePolicy,
    *,
    refresh: bool = False,
) -> FetchPlan:
    """Sort ``buckets`` into held and to be asked.

    A final bucket is held for good. Another one is held while it is as young as an answer about
    a running period may be, one that is over and incomplete the longer, the more of them there
    are; ``refresh`` asks it again all the same. What was fetched at a moment still to come was
    fetched under a wrong clock, and is not held.
    """
    stored = {one.bucket: one for one in kept}
    buckets = tuple(buckets)
    lacking = sum(_lacks_something(stored[one], keeping) for one in buckets if one in stored)
    patience = max(keeping.open_period, lacking * keeping.incomplete)
    held: list[FetchedBucket] = []
    ask: list[Bucket] = []
    for bucket in buckets:
        one = stored.get(bucket)
        if one is None:
            ask.append(bucket)
            continue
        young = patience if _lacks_something(one, keeping) else keeping.open_period
        if is_usable(one, now, now if refresh else now - young):
            held.append(one)
        else:
            ask.append(bucket)
    asked = set(ask)
    return FetchPlan(
        held=tuple(sorted(held, key=lambda one: one.bucket)),
        ask=tuple(sorted(ask, reverse=True)),
        spare=tuple(one for one in stored.values() if one.bucket in asked),
    )


def _lacks_something(kept: FetchedBucket, keeping: CachePolicy) -> bool:
    """Whether a bucket is not final only because pages, rows or values of it are missing."""
    return not kept.complete and kept.bucket.end + keeping.settling <= kept.fetched_at


def is_usable(kept: FetchedBucket, now: datetime, since: datetime) -> bool:
    """Whether a stored bucket may be shown as it is: final, or fetched after ``since``.

    Not before the moment it was fetched: then this machine's clock was wrong, or is.
    """
    return kept.fetched_at <= now and (kept.final or kept.fetched_at > since)


def is_final(
    end: datetime,
    asked_at: datetime,
    pbx_date: datetime | None,
    keeping: CachePolicy,
    *,
    complete: bool,
) -> bool:
    """Whether figures up to ``end`` that were asked at ``asked_at`` will stay so.

    The time was over long enough before for the PBX to have written the last call's record, and
    they are complete. Both clocks have to say so: ours may be wrong, and ``pbx_date``, the
    one that the response itself told, is the one the calls were recorded by. A response that
    told none (None) proves nothing, and its figures are asked again.
    """
    if not complete or pbx_date is None:
        return False
    return end + keeping.settling <= min(asked_at, pbx_date)
