"""How much is read or written in one transaction.

Well under a second of work, so that a deadline of a few seconds tells a store that hangs from one
that is busy.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from telephony.data_access.store.bucket_values import FetchedBucket

ROWS_PER_TRANSACTION = 100_000


def count_for_one_read(sizes: Sequence[tuple[datetime, int]]) -> int:
    """How many of these (start, rows) to read together. Buckets with the same start stay together.

    At least one start, even when its rows are more than ROWS_PER_TRANSACTION.
    """
    rows = 0
    for place, (start, row_count) in enumerate(sizes):
        rows += row_count
        if rows > ROWS_PER_TRANSACTION and place and start != sizes[place - 1][0]:
            return place
    return len(sizes)


def split_into_batches(buckets: Sequence[FetchedBucket]) -> Iterator[Sequence[FetchedBucket]]:
    """All buckets in their order, in batches for one transaction each."""
    begin = rows = 0
    for place, bucket in enumerate(buckets):
        rows += len(bucket.values.codes)
        if rows > ROWS_PER_TRANSACTION and place > begin:
            yield buckets[begin:place]
            begin, rows = place, len(bucket.values.codes)
    if begin < len(buckets):
        yield buckets[begin:]
