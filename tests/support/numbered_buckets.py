"""Buckets whose values follow from their day alone, so that any process can check them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np

from telephony.data_access.store.bucket_values import UNKNOWN, BucketValues, FetchedBucket, Series
from telephony.data_access.store.extension_index import ExtensionIndex
from telephony.data_access.store.schema import VALUES
from telephony.frames.quality import Quality
from telephony.periods.buckets import Bucket

SERIES = Series("f" * 64, "GRP0000", 0)
FIRST = datetime(2026, 1, 1, tzinfo=UTC)
FETCHED = datetime(2027, 2, 3, 4, 5, 6, 789, tzinfo=UTC)


def day(number: int) -> Bucket:
    return Bucket(FIRST + timedelta(days=number), FIRST + timedelta(days=number + 1))


def fetched_bucket(
    number: int, extensions: ExtensionIndex, *, rows: int = 20, final: bool = True, salt: int = 0
) -> FetchedBucket:
    """The bucket of a day; ``salt`` gives other values for the same day."""
    chance = np.random.default_rng((number, salt))
    values = chance.integers(0, 2**40, (len(VALUES), rows))
    values[:, chance.random(rows) < 0.1] = UNKNOWN
    people = [(str(100 + place), f"Zoë {place} & Søhne") for place in range(rows)]
    return FetchedBucket(
        bucket=day(number),
        local_start=f"{day(number).start:%Y-%m-%dT%H:%M}+00:00",
        fetched_at=FETCHED,
        final=final,
        complete=True,
        quality=Quality(cleaned_names=number, unreadable_sentiments=number % 2),
        values=BucketValues(extensions.codes(people), values),
    )


def rows(bucket: FetchedBucket, extensions: ExtensionIndex) -> dict[tuple[str, str], list[int]]:
    """Values by number and name, whatever the order."""
    pairs = extensions.pairs(bucket.values.codes)
    return dict(zip(pairs, bucket.values.columns.T.tolist(), strict=True))


def same(
    found: FetchedBucket,
    expected: FetchedBucket,
    found_in: ExtensionIndex,
    expected_in: ExtensionIndex,
) -> bool:
    """Whether two buckets say the same, row for row."""
    about = ("bucket", "local_start", "fetched_at", "final", "complete", "quality")
    return rows(found, found_in) == rows(expected, expected_in) and all(
        getattr(found, name) == getattr(expected, name) for name in about
    )
