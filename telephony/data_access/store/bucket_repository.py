"""Buckets in and out of the tables. Every one that is read is proved by its checksum.

A bucket's figures come out of the database as one text per column: ten times fewer objects are
made than by reading row after row, which is what reading takes its time for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, cast

import numpy as np
from sqlalchemy import Connection, Row, Text, and_, func, or_, select, text
from sqlalchemy import cast as sa_cast
from sqlalchemy.sql.elements import ColumnElement

from telephony.data_access.store.bucket_values import (
    NO_ROWS,
    UNKNOWN,
    ExtensionIndex,
    Figures,
    Kept,
    Series,
    is_complete,
    read_columns,
)
from telephony.data_access.store.checksums import BucketRow, proved, seconds_of
from telephony.data_access.store.database import Database, Turn
from telephony.data_access.store.extension_repository import IDS_AT_ONCE, ExtensionRepository
from telephony.data_access.store.inventory import delete_buckets
from telephony.data_access.store.portions import count_to_read
from telephony.data_access.store.schema import VALUES, bucket, figures
from telephony.periods.buckets import Bucket


@dataclass(frozen=True)
class Reading:
    """What was found: sound buckets, and those that were there but failed their checksum.

    ``trouble`` says why it is not all there is; ``rest`` is where the next reading begins.
    """

    kept: tuple[Kept, ...] = ()
    damaged: tuple[Bucket, ...] = ()
    trouble: str | None = None
    rest: datetime | None = None


class BucketRepository:
    """The buckets of one database. Safe for threads."""

    def __init__(self, database: Database, roster: ExtensionIndex) -> None:
        self._database = database
        self.roster = roster
        self._people = ExtensionRepository(database, roster)

    def finals(
        self, series: Series, start: datetime, end: datetime, by: datetime | None = None
    ) -> frozenset[Bucket]:
        """The final buckets within [start, end), fetched by then; not proved yet."""
        wanted = and_(_within(series, start, end), bucket.c.final)
        if by is not None:
            wanted = and_(wanted, bucket.c.fetched_at <= by)
        columns = (bucket.c.start_utc, bucket.c.end_utc, bucket.c.oddities)
        with self._database.reading() as connection:
            found = connection.execute(select(*columns).where(wanted))
            return frozenset(Bucket(*limits) for *limits, told in found if is_complete(told))

    def incomplete(self, series: Series, start: datetime, end: datetime) -> frozenset[Bucket]:
        """The buckets within [start, end) that lack pages, rows or values; not proved yet."""
        told = or_(~bucket.c.complete, bucket.c.oddities != "")
        columns = (bucket.c.start_utc, bucket.c.end_utc, bucket.c.complete, bucket.c.oddities)
        wanted = select(*columns).where(_within(series, start, end), told)
        with self._database.reading() as connection:
            return frozenset(
                Bucket(*limits)
                for *limits, complete, oddities in connection.execute(wanted)
                if not (complete and is_complete(oddities))
            )

    def read(
        self, series: Series, start: datetime, end: datetime, *, take_out: bool = True
    ) -> Reading:
        """The first ROWS_AT_ONCE rows, in whole buckets, of what lies within [start, end).

        Oldest first. ``take_out`` drops the buckets that are damaged.
        """
        within = _within(series, start, end)
        with self._database.reading() as connection:
            every = connection.execute(
                select(bucket).where(within).order_by(bucket.c.start_utc)
            ).all()
            rows = every[: count_to_read([(row.start_utc, row.row_count) for row in every])]
            found = list(self._proved(connection, series, rows))
            if any(kept is None for _, kept in found):
                self._people.forget()  # what we know of extensions may be outdated
                found = list(self._proved(connection, series, rows))
        damaged = [row for row, kept in found if kept is None]
        if damaged and take_out:
            self._take_out([row.id for row in damaged])
        return Reading(
            tuple(kept for _, kept in found if kept is not None),
            tuple(Bucket(row.start_utc, row.end_utc) for row in damaged),
            rest=every[len(rows)].start_utc if len(rows) < len(every) else None,
        )

    def save(self, series: Series, buckets: Iterable[Kept], *, late: bool = False) -> int:
        """Keep buckets in place of older ones; a final one that is there already stays.

        Unless the PBX's clock and ours agree that the moment it was fetched is still to come: a
        wrong clock made it final, maybe in the middle of its day. Where only ours says so, it is
        ours that is wrong now, and what is stored may be more than the PBX still has.

        ``late``: they are not fetched just now. A final one stays, and one that is not older.
        Returns how many were saved.
        """
        buckets = tuple(buckets)
        saved = 0
        with self._database.writing(Turn.BUCKETS, for_good=True) as connection:
            made: dict[int, int] = {}
            codes = {code for kept in buckets for code in kept.figures.codes.tolist()}
            self._people.forget_gone(connection, series.pbx, codes)
            for kept in buckets:
                exactly = _within(series, kept.bucket.start, kept.bucket.end)
                about = (bucket.c.id, bucket.c.start_utc, bucket.c.end_utc)
                before = connection.execute(
                    select(*about, bucket.c.final, bucket.c.fetched_at, bucket.c.oddities).where(
                        exactly
                    )
                ).all()
                same = [row for row in before if row[1:3] == (kept.bucket.start, kept.bucket.end)]
                if any(
                    _stays(row.final and is_complete(row.oddities), row.fetched_at, kept, late=late)
                    for row in same
                ):
                    continue
                delete_buckets(connection, [row.id for row in same])
                made |= self._people.made(connection, series.pbx, kept.figures.codes, made)
                self._insert(connection, series, kept, made)
                saved += 1
        # known to others only now: had this failed, there would be no such rows
        self._people.keep(series.pbx, made)
        return saved

    def _take_out(self, keys: Sequence[int]) -> None:
        """Drop damaged buckets; what is known of extensions may be damaged as well."""
        self._people.forget()
        with self._database.writing(Turn.BUCKETS, for_good=True) as connection:
            delete_buckets(connection, keys)
            if self._database.is_sqlite:  # an index may say other than its table does
                connection.execute(text("REINDEX"))

    def _insert(
        self, connection: Connection, series: Series, kept: Kept, made: dict[int, int]
    ) -> None:
        codes = kept.figures.codes.tolist()
        ids = np.fromiter((made.get(c) or self._people.id(series.pbx, c) for c in codes), np.int64)
        order = np.argsort(ids)
        sorted_figures = Figures(kept.figures.codes[order], kept.figures.values[:, order])
        kept = replace(kept, figures=sorted_figures)
        row = {
            "pbx": series.pbx,
            "group_number": series.group,
            "call_area": series.area_code,
            "start_utc": kept.bucket.start,
            "end_utc": kept.bucket.end,
            "seconds": seconds_of(kept.bucket),
            "local_start": kept.local_start,
            "fetched_at": kept.fetched_at,
            "final": kept.final,
            "complete": kept.complete,
            "row_count": len(codes),
            "oddities": kept.oddities,
            "checksum": kept.checksum(series, self.roster),
        }
        adding = self._database.insert(bucket).on_conflict_do_nothing().returning(bucket.c.id)
        key = connection.execute(adding, row).scalar()
        if key is None or not codes:  # none: another process was quicker
            return
        columns = [
            [None if value == UNKNOWN else value for value in column]
            for column in kept.figures.values.tolist()
        ]
        names = ("bucket_id", "extension_id", *VALUES)
        rows = zip([key] * len(codes), ids[order].tolist(), *columns, strict=True)
        connection.execute(
            figures.insert(), [dict(zip(names, values, strict=True)) for values in rows]
        )

    def _proved(
        self, connection: Connection, series: Series, rows: Sequence[Row[Any]]
    ) -> Iterator[tuple[Row[Any], Kept | None]]:
        """Each bucket's row with what it stands for, None where the checksum says otherwise."""
        listed = self._texts(connection, [row.id for row in rows if row.row_count])
        arrays = {key: read_columns(columns) for key, columns in listed.items()}
        self._people.learn(
            connection,
            {i for found in arrays.values() if found is not None for i in found[0].tolist()},
        )
        for row in rows:
            found = arrays.get(row.id) if row.row_count else NO_ROWS
            yield row, proved(series, cast("BucketRow", row), found, self._people.code, self.roster)

    def _texts(self, connection: Connection, keys: Sequence[int]) -> dict[int, Sequence[str]]:
        """Per bucket its extensions and each column of its figures, as numbers with commas."""
        columns: list[ColumnElement[int]] = [figures.c.extension_id]
        columns += [func.coalesce(figures.c[name], UNKNOWN) for name in VALUES]
        found: dict[int, Sequence[str]] = {}
        for at in range(0, len(keys), IDS_AT_ONCE):
            of_these = figures.c.bucket_id.in_(keys[at : at + IDS_AT_ONCE])
            texts = select(figures.c.bucket_id, *map(self._listed, columns)).where(of_these)
            for row in connection.execute(texts.group_by(figures.c.bucket_id)):
                found[row[0]] = row[1:]
        return found

    def _listed(self, column: ColumnElement[int]) -> ColumnElement[str]:
        if self._database.is_sqlite:
            return func.group_concat(column)
        return func.string_agg(sa_cast(column, Text), ",")


def _stays(final: bool, fetched_at: datetime | None, kept: Kept, *, late: bool) -> bool:
    """Whether what is there stays, instead of ``kept``."""
    if late:
        return not kept.replaces(final, fetched_at)
    return final and fetched_at is not None and fetched_at <= kept.latest


def _within(series: Series, start: datetime, end: datetime) -> ColumnElement[bool]:
    return and_(
        bucket.c.pbx == series.pbx,
        bucket.c.group_number == series.group,
        bucket.c.call_area == series.area_code,
        bucket.c.start_utc >= start,
        bucket.c.end_utc <= end,
    )
