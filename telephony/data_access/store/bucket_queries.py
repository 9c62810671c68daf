"""The buckets of one series in the tables: how they are looked up."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, bindparam, select

from telephony.data_access.store.bucket_values import Series
from telephony.data_access.store.schema import bucket
from telephony.periods.buckets import Bucket

# Of one series and within [start, end). Statements are made once: that takes longer than
# executing them.
WITHIN = and_(
    bucket.c.pbx == bindparam("pbx"),
    bucket.c.group_number == bindparam("group"),
    bucket.c.call_area == bindparam("area"),
    bucket.c.start_utc >= bindparam("start"),
    bucket.c.end_utc <= bindparam("end"),
)
EVERY = select(bucket).where(WITHIN).order_by(bucket.c.start_utc)
LIMITS = (bucket.c.start_utc, bucket.c.end_utc)
_STATE = (bucket.c.final, bucket.c.fetched_at, bucket.c.oddities)
STORED = select(bucket.c.id, *LIMITS, *_STATE).where(WITHIN)


def stored_rows(connection: Connection, series: Series, whole: Bucket) -> list[Any]:
    """The rows of exactly this bucket: one, or several after damage."""
    rows = connection.execute(STORED, of_series(series, whole.start, whole.end))
    return [row for row in rows if row[1:3] == (whole.start, whole.end)]


def are_found(connection: Connection, series: Series, buckets: Sequence[Bucket]) -> bool:
    """Whether these can be found: not where the index does not agree with its table."""
    if not buckets:
        return True
    within = min(one.start for one in buckets), max(one.end for one in buckets)
    rows = connection.execute(STORED, of_series(series, *within))
    return {(one.start, one.end) for one in buckets} <= {(row[1], row[2]) for row in rows}


def of_series(series: Series, start: datetime, end: datetime) -> dict[str, object]:
    """The parameters of ``WITHIN``."""
    of = {"pbx": series.pbx, "group": series.group, "area": series.area_code}
    return {**of, "start": start, "end": end}
