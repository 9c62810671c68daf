"""From a bucket's row and its values to the bucket, if its checksum matches."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

import numpy as np

from telephony.data_access.store.bucket_values import (
    UNREADABLE,
    BucketValues,
    FetchedBucket,
    Series,
    parse_quality,
)
from telephony.data_access.store.extension_index import ExtensionIndex, Integers
from telephony.periods.buckets import Bucket


class BucketRow(NamedTuple):
    """The columns of a row in the table ``bucket``; a time that cannot be read is None."""

    start_utc: datetime | None
    end_utc: datetime | None
    seconds: int
    local_start: str
    fetched_at: datetime | None
    final: bool
    complete: bool
    row_count: int
    oddities: str
    checksum: str


def seconds_of(bucket: Bucket) -> int:
    """Its length."""
    return round((bucket.end - bucket.start).total_seconds())


def verify_bucket(
    series: Series,
    row: BucketRow,
    values: Integers | None,
    code_of: Callable[[int], int | None],
    extensions: ExtensionIndex,
) -> FetchedBucket | None:
    """The bucket, None when it does not match its checksum.

    ``values`` holds the ids of extensions, ascending, then a row per column; ``code_of`` returns
    the code of an id in ``extensions``.
    """
    if values is None or len(values[0]) != row.row_count:
        return None
    bucket = _build_bucket(row, values, code_of)
    if bucket is None or bucket.checksum(series, extensions) != row.checksum:
        return None
    # earlier versions stored days as final though some of their rows or values were unreadable
    complete = bucket.complete and bucket.quality.complete
    return replace(bucket, complete=complete, final=bucket.final and complete)


def _build_bucket(
    row: BucketRow, values: Integers, code_of: Callable[[int], int | None]
) -> FetchedBucket | None:
    codes = [code_of(key) for key in values[0].tolist()]
    if None in codes or row.fetched_at is None or row.start_utc is None or row.end_utc is None:
        return None
    bucket = Bucket(row.start_utc, row.end_utc)
    if row.seconds != seconds_of(bucket):
        return None
    try:
        quality = parse_quality(row.oddities)
    except UNREADABLE:
        return None
    return FetchedBucket(
        bucket=bucket,
        local_start=row.local_start,
        fetched_at=row.fetched_at,
        final=bool(row.final),
        complete=bool(row.complete),
        quality=quality,
        values=BucketValues(np.array(codes, np.int64), values[1:]),
    )
