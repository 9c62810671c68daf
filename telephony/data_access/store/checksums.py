"""From a bucket's row and its figures to the bucket they stand for, if the checksum agrees."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

import numpy as np

from telephony.data_access.store.bucket_values import (
    UNREADABLE,
    ExtensionIndex,
    Figures,
    Integers,
    Kept,
    Series,
    quality_of,
)
from telephony.periods.buckets import Bucket


class BucketRow(NamedTuple):
    """What a row of the table ``bucket`` says; a moment that cannot be read is None."""

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


def seconds_of(whole: Bucket) -> int:
    """How long it is."""
    return round((whole.end - whole.start).total_seconds())


def proved(
    series: Series,
    row: BucketRow,
    found: Integers | None,
    code: Callable[[int], int | None],
    roster: ExtensionIndex,
) -> Kept | None:
    """The bucket, None where the checksum says otherwise.

    ``found`` has the ids of extensions, ascending, then a row per column; ``code`` tells what an
    id is in the roster.
    """
    if found is None or len(found[0]) != row.row_count:
        return None
    kept = _kept(row, found, code)
    if kept is None or kept.checksum(series, roster) != row.checksum:
        return None
    # earlier versions kept days for good though rows or values of them could not be read
    complete = kept.complete and kept.quality.complete
    return replace(kept, complete=complete, final=kept.final and complete)


def _kept(row: BucketRow, found: Integers, code: Callable[[int], int | None]) -> Kept | None:
    codes = [code(key) for key in found[0].tolist()]
    if None in codes or row.fetched_at is None or row.start_utc is None or row.end_utc is None:
        return None
    whole = Bucket(row.start_utc, row.end_utc)
    if row.seconds != seconds_of(whole):
        return None
    try:
        quality = quality_of(row.oddities)
    except UNREADABLE:
        return None
    return Kept(
        bucket=whole,
        local_start=row.local_start,
        fetched_at=row.fetched_at,
        final=bool(row.final),
        complete=bool(row.complete),
        quality=quality,
        figures=Figures(np.array(codes, np.int64), found[1:]),
    )
