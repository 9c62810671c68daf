"""Reads and writes buckets in the tables. Every bucket that is read is verified by its checksum.

The database returns the values of a bucket as one text per column: ten times fewer objects than
row by row, and making these objects is what reading takes its time for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from functools import cache
from typing import Any, cast

import numpy as np
from sqlalchemy import Connection, Row, Select, Text, and_, bindparam, func, or_, select
from sqlalchemy import cast as sa_cast
from sqlalchemy.sql.elements import ColumnElement

from telephony.data_access.store.batches import count_for_one_read
from telephony.data_access.store.bucket_queries import (
    EVERY,
    LIMITS,
    WITHIN,
    are_found,
    of_series,
    stored_rows,
)
from telephony.data_access.store.bucket_values import (
    NO_ROWS,
    UNKNOWN,
    BucketValues,
    FetchedBucket,
    ReadResult,
    Series,
    is_complete,
    parse_columns,
)
from telephony.data_access.store.checksums import BucketRow, seconds_of, verify_bucket
from telephony.data_access.store.database import Database, Turn
from telephony.data_access.store.extension_index import ExtensionIndex
from telephony.data_access.store.extension_repository import IDS_AT_ONCE, ExtensionRepository
from telephony.data_access.store.index_repair import one_of_each, rebuild_indexes
from telephony.data_access.store.inventory import delete_buckets
from telephony.data_access.store.schema import VALUES, bucket, figures
from telephony.periods.buckets import Bucket

_INSERT_VALUES = figures.insert()


class BucketRepository:
    """The buckets of one database. Safe for threads."""

    def __init__(self, database: Database, extensions: ExtensionIndex) -> None:
        self._database = database
        self._index = extensions
        self._extensions = ExtensionRepository(database, extensions)
        insert = database.insert(bucket)
        self._insert_bucket = insert.on_conflict_do_nothing().returning(bucket.c.id)
        self._texts = _texts_by_bucket(sqlite=database.is_sqlite)

    def find_final(
        self, series: Series, start: datetime, end: datetime, by: datetime | None = None
    ) -> frozenset[Bucket]:
        """The final buckets within [start, end), fetched no later than ``by``; not verified."""
        condition = and_(WITHIN, bucket.c.final)
        if by is not None:
            condition = and_(condition, bucket.c.fetched_at <= by)
        wanted = select(*LIMITS, bucket.c.oddities).where(condition)
        with self._database.reading() as connection:
            rows = connection.execute(wanted, of_series(series, start, end))
            return frozenset(Bucket(*limits) for *limits, quality in rows if is_complete(quality))

    def find_incomplete(self, series: Series, start: datetime, end: datetime) -> frozenset[Bucket]:
        """The buckets within [start, end) that lack pages, rows or values; not verified."""
        may_lack = or_(~bucket.c.complete, bucket.c.oddities != "")
        wanted = select(*LIMITS, bucket.c.complete, bucket.c.oddities).where(WITHIN, may_lack)
        with self._database.reading() as connection:
            rows = connection.execute(wanted, of_series(series, start, end))
            return frozenset(
                Bucket(*limits)
                for *limits, complete, quality in rows
                if not (complete and is_complete(quality))
            )

    def read(
        self, series: Series, start: datetime, end: datetime, *, delete_damaged: bool = True
    ) -> ReadResult:
        """The first ROWS_PER_TRANSACTION rows within [start, end), in whole buckets, oldest first.

        ``delete_damaged``: delete the buckets that do not match their checksum.
        """
        with self._database.reading() as connection:
            every = connection.execute(EVERY, of_series(series, start, end)).all()
            rows = every[: count_for_one_read([(row.start_utc, row.row_count) for row in every])]
            verified = list(self._verify(connection, series, rows))
            if any(sound is None for _, sound in verified):
                self._extensions.clear_cache()  # may be outdated
                verified = list(self._verify(connection, series, rows))
        sound_buckets, unused = one_of_each(verified)
        if unused and delete_damaged:
            self._delete_damaged([row.id for row in unused])
        held = {one.bucket for one in sound_buckets} if unused else set()
        damaged = (Bucket(row.start_utc, row.end_utc) for row in unused)
        return ReadResult(
            tuple(sound_buckets),
            tuple(one for one in damaged if one not in held),
            next_start=every[len(rows)].start_utc if len(rows) < len(every) else None,
        )

    def save(self, series: Series, buckets: Iterable[FetchedBucket], *, late: bool = False) -> int:
        """Store buckets in place of older ones; how many. A stored final bucket is not replaced.

        Except when both the PBX's clock and ours say that it was fetched in the future: then a
        wrong clock made it final, maybe in the middle of its day. When only ours says so, ours is
        wrong now, and the stored bucket may hold more than the PBX still does.

        ``late``: the buckets were not fetched just now. A stored final bucket is never replaced
        then, and neither is one that is as new.
        """
        buckets = tuple(buckets)
        saved = 0
        with self._database.writing(Turn.BUCKETS, durable=True) as connection:
            inserted: dict[int, int] = {}
            codes = {code for new in buckets for code in new.values.codes.tolist()}
            self._extensions.drop_outdated(connection, series.pbx, codes)
            for new in buckets:
                stored = stored_rows(connection, series, new.bucket)
                if any(
                    _stays(row.final and is_complete(row.oddities), row.fetched_at, new, late=late)
                    for row in stored
                ):
                    continue
                delete_buckets(connection, [row.id for row in stored])
                inserted |= self._extensions.insert_missing(
                    connection, series.pbx, new.values.codes, inserted
                )
                self._insert(connection, series, new, inserted)
                saved += 1
            wanted = [new.bucket for new in buckets]
            if self._database.is_sqlite and not are_found(connection, series, wanted):
                rebuild_indexes(connection)
        # only after the commit: without it there are no such rows
        self._extensions.cache(series.pbx, inserted)
        return saved

    def _delete_damaged(self, keys: Sequence[int]) -> None:
        self._extensions.clear_cache()  # may be damaged as well
        with self._database.writing(Turn.BUCKETS, durable=True) as connection:
            delete_buckets(connection, keys)
            if self._database.is_sqlite:  # an index may not agree with its table
                rebuild_indexes(connection)

    def _insert(
        self, connection: Connection, series: Series, new: FetchedBucket, inserted: dict[int, int]
    ) -> None:
        codes = new.values.codes.tolist()
        ids = np.fromiter(
            (inserted.get(c) or self._extensions.id_of(series.pbx, c) for c in codes), np.int64
        )
        order = np.argsort(ids)
        in_order = BucketValues(new.values.codes[order], new.values.columns[:, order])
        new = replace(new, values=in_order)
        row = {
            "pbx": series.pbx,
            "group_number": series.group,
            "call_area": series.area_code,
            "start_utc": new.bucket.start,
            "end_utc": new.bucket.end,
            "seconds": seconds_of(new.bucket),
            "local_start": new.local_start,
            "fetched_at": new.fetched_at,
            "final": new.final,
            "complete": new.complete,
            "row_count": len(codes),
            "oddities": new.quality_json,
            "checksum": new.checksum(series, self._index),
        }
        key = connection.execute(self._insert_bucket, row).scalar()
        if key is None or not codes:  # None: another process was quicker
            return
        columns = [
            [None if value == UNKNOWN else value for value in column]
            for column in new.values.columns.tolist()
        ]
        names = ("bucket_id", "extension_id", *VALUES)
        rows = zip([key] * len(codes), ids[order].tolist(), *columns, strict=True)
        connection.execute(
            _INSERT_VALUES, [dict(zip(names, values, strict=True)) for values in rows]
        )

    def _verify(
        self, connection: Connection, series: Series, rows: Sequence[Row[Any]]
    ) -> Iterator[tuple[Row[Any], FetchedBucket | None]]:
        """Each row with its bucket, None when that does not match its checksum."""
        texts = self._read_texts(connection, [row.id for row in rows if row.row_count])
        values_by_id = {key: parse_columns(columns) for key, columns in texts.items()}
        self._extensions.load(
            connection,
            {
                extension_id
                for values in values_by_id.values()
                if values is not None
                for extension_id in values[0].tolist()
            },
        )
        for row in rows:
            values = values_by_id.get(row.id) if row.row_count else NO_ROWS
            yield (
                row,
                verify_bucket(
                    series, cast("BucketRow", row), values, self._extensions.code_of, self._index
                ),
            )

    def _read_texts(self, connection: Connection, keys: Sequence[int]) -> dict[int, Sequence[str]]:
        """Per bucket its extension ids and each column of its values, separated by commas."""
        texts_by_id: dict[int, Sequence[str]] = {}
        for at in range(0, len(keys), IDS_AT_ONCE):
            chunk = {"keys": keys[at : at + IDS_AT_ONCE]}
            for row in connection.execute(self._texts, chunk):
                texts_by_id[row[0]] = row[1:]
        return texts_by_id


@cache
def _texts_by_bucket(*, sqlite: bool) -> Select[Any]:
    """The ids and values of the buckets with these ``keys``, a text for each column."""

    def joined(column: ColumnElement[int]) -> ColumnElement[str]:
        return func.group_concat(column) if sqlite else func.string_agg(sa_cast(column, Text), ",")

    values = (func.coalesce(figures.c[name], UNKNOWN) for name in VALUES)
    columns: list[ColumnElement[int]] = [figures.c.extension_id, *values]
    in_chunk = figures.c.bucket_id.in_(bindparam("keys", expanding=True))
    wanted = select(figures.c.bucket_id, *map(joined, columns))
    return wanted.where(in_chunk).group_by(figures.c.bucket_id)


def _stays(final: bool, fetched_at: datetime | None, new: FetchedBucket, *, late: bool) -> bool:
    """Whether the stored bucket stays in place of ``new``."""
    if late:
        return not new.replaces(final, fetched_at)
    return final and fetched_at is not None and fetched_at <= new.latest_clock
