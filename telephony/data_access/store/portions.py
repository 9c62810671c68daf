"""How much is read or written in one transaction.

Well under a second's work: so a deadline of a few seconds tells a store that hangs from one that
has much to do.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from telephony.data_access.store.bucket_values import Kept

ROWS_AT_ONCE = 100_000


def count_to_read(sizes: Sequence[tuple[datetime, int]]) -> int:
    """How many of these (start, rows) to read together; never parts buckets that start alike."""
    rows = 0
    for place, (start, row_count) in enumerate(sizes):
        rows += row_count
        if rows > ROWS_AT_ONCE and place and start != sizes[place - 1][0]:
            return place
    return len(sizes)


def portions_of(buckets: Sequence[Kept]) -> Iterator[Sequence[Kept]]:
    """All of them in their order, in portions to write together."""
    begin = rows = 0
    for place, one in enumerate(buckets):
        rows += len(one.figures.codes)
        if rows > ROWS_AT_ONCE and place > begin:
            yield buckets[begin:place]
            begin, rows = place, len(one.figures.codes)
    if begin < len(buckets):
        yield buckets[begin:]
