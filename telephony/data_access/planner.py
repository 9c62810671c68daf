"""What is held and what must be asked, worked out without asking anybody."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from telephony.data_access.buckets import Bucket
from telephony.data_access.keeping import Keeping
from telephony.data_access.store import Kept


@dataclass(frozen=True)
class Plan:
    """``held`` is good as it is, oldest first; ``ask`` has to be asked, newest first.

    ``spare`` holds the older figures of buckets in ``ask``, for when these cannot be had.
    """

    held: tuple[Kept, ...]
    ask: tuple[Bucket, ...]
    spare: tuple[Kept, ...]


def begun(buckets: Iterable[Bucket], now: datetime) -> tuple[Bucket, ...]:
    """Those of which there can be figures."""
    return tuple(bucket for bucket in buckets if bucket.start <= now)


def plan(
    buckets: Iterable[Bucket],
    kept: Iterable[Kept],
    now: datetime,
    keeping: Keeping,
    *,
    refresh: bool = False,
) -> Plan:
    """Sort ``buckets`` into held and to be asked.

    A final bucket is held for good. Another one is held while it is as young as an answer about
    a running period may be; ``refresh`` asks it again all the same.
    """
    stored = {one.bucket: one for one in kept}
    held: list[Kept] = []
    ask: list[Bucket] = []
    for bucket in buckets:
        one = stored.get(bucket)
        young = one is not None and now < one.fetched_at + keeping.open_period
        if one is not None and (one.final or (young and not refresh)):
            held.append(one)
        else:
            ask.append(bucket)
    asked = set(ask)
    return Plan(
        held=tuple(sorted(held, key=lambda one: one.bucket)),
        ask=tuple(sorted(ask, reverse=True)),
        spare=tuple(one for one in stored.values() if one.bucket in asked),
    )


def is_final(bucket: Bucket, fetched_at: datetime, keeping: Keeping, *, complete: bool) -> bool:
    """Whether what was fetched will stay so.

    It had ended long enough before for the PBX to have written the last call's record, and every
    page arrived whole.
    """
    return complete and bucket.end + keeping.settling <= fetched_at
