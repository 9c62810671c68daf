"""What a store holds as a whole, and deleting what is old: for maintenance."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection, delete, func, select

from telephony.data_access.store.bucket_values import Series
from telephony.data_access.store.database import Database, Turn
from telephony.data_access.store.schema import bucket, bucket_use, extension, figures

# Buckets deleted in one transaction, so that other writers do not wait for long.
_DELETED_AT_ONCE = 200


class SeriesSummary(NamedTuple):
    """How many buckets of one series are stored, how many are final, and the time they span."""

    series: Series
    bucket_count: int
    final_count: int
    start: datetime
    end: datetime


def list_series(database: Database) -> list[SeriesSummary]:
    """A summary of each PBX, group and call area."""
    of = (bucket.c.pbx, bucket.c.group_number, bucket.c.call_area)
    counts = (func.count(), func.count().filter(bucket.c.final))
    span = (func.min(bucket.c.start_utc), func.max(bucket.c.end_utc))
    wanted = select(*of, *counts, *span).group_by(*of).order_by(*of)
    with database.reading() as connection:
        rows = connection.execute(wanted).all()
    return [
        SeriesSummary(Series(pbx, group, area), total, final, start, end)
        for pbx, group, area, total, final, start, end in rows
        if start is not None and end is not None
    ]


class StoreSize(NamedTuple):
    """Bytes on disk, buckets of all PBXs and groups, final ones among them, the newest one's end.

    ``newest_end`` (aware UTC) is None without any.
    """

    size_bytes: int
    bucket_count: int
    final_count: int
    newest_end: datetime | None


def measure_store(database: Database) -> StoreSize:
    """How much is stored."""
    counts = (func.count(), func.count().filter(bucket.c.final), func.max(bucket.c.end_utc))
    with database.reading() as connection:
        bucket_count, final_count, newest_end = connection.execute(select(*counts)).one()
    return StoreSize(database.size_bytes(), bucket_count, final_count, newest_end)


def delete_buckets(connection: Connection, keys: Sequence[int]) -> None:
    """Delete buckets with their values and uses."""
    if not keys:
        return
    for column in (bucket_use.c.bucket_id, figures.c.bucket_id, bucket.c.id):
        connection.execute(delete(column.table).where(column.in_(keys)))


def delete_old_buckets(database: Database, before: datetime, pbx: str | None = None) -> int:
    """Delete a batch of buckets that ended by then; how many, 0 when none are left.

    ``pbx``: of the PBX with this identity alone; None: of all.
    """
    old = select(bucket.c.id).where(bucket.c.end_utc <= before).limit(_DELETED_AT_ONCE)
    if pbx is not None:
        old = old.where(bucket.c.pbx == pbx)
    with database.writing(Turn.BUCKETS, durable=True) as connection:
        keys = connection.scalars(old).all()
        delete_buckets(connection, keys)
    return len(keys)


def delete_unused_extensions(database: Database) -> int:
    """Delete numbers and names that no stored bucket uses; how many."""
    used = select(figures.c.extension_id)
    with database.writing(Turn.BUCKETS, durable=True) as connection:
        return connection.execute(delete(extension).where(extension.c.id.not_in(used))).rowcount
