"""A damaged index of SQLite's: it hides rows of its table, and lets a bucket be stored twice.

SQLite looks a bucket up in the index alone. Where a byte of that is wrong, a stored bucket is not
found or a new one cannot be, and nothing notices by itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from sqlalchemy import Connection, Row, text

from telephony.data_access.store.bucket_values import FetchedBucket
from telephony.data_access.store.inventory import delete_buckets
from telephony.periods.buckets import Bucket

# All but the newest row of each bucket, from the table itself.
_DOUBLED: Final = text(
    "SELECT id FROM bucket NOT INDEXED WHERE id NOT IN (SELECT max(id) FROM bucket NOT INDEXED"
    " GROUP BY pbx, group_number, call_area, start_utc, end_utc)"
)


def rebuild_indexes(connection: Connection) -> None:
    """Make the indexes anew from the tables; a bucket that is there twice stays once."""
    delete_buckets(connection, connection.execute(_DOUBLED).scalars().all())
    connection.execute(text("REINDEX"))


def one_of_each(
    verified: Iterable[tuple[Row[Any], FetchedBucket | None]],
) -> tuple[list[FetchedBucket], list[Row[Any]]]:
    """The sound buckets, each once, and all other rows: of damaged buckets, and of doubled ones."""
    chosen: dict[Bucket, tuple[Row[Any], FetchedBucket]] = {}
    others = []
    for row, sound in verified:
        if sound is None:
            others.append(row)
            continue
        before = chosen.get(sound.bucket)
        if before is None:
            chosen[sound.bucket] = row, sound
        elif sound.replaces(before[1].final, before[1].fetched_at):
            others.append(before[0])
            chosen[sound.bucket] = row, sound
        else:
            others.append(row)
    return [sound for _, sound in chosen.values()], others
