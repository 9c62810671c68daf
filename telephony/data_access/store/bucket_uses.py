"""When rare buckets were last used, and deleting those that no longer are.

Whole days and whole hours stay for ever: there are only so many. Working hours, and ranges that
begin in the middle of a day, divide days in a new way with every minute that somebody changes. A
bucket of theirs is *rare*, and is deleted when nobody has looked at it for a while.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Select, and_, func, not_, or_, select
from sqlalchemy.sql.elements import ColumnElement

from telephony.data_access.store.bucket_values import Series
from telephony.data_access.store.database import Database, Turn
from telephony.data_access.store.inventory import delete_buckets
from telephony.data_access.store.schema import Utc, bucket, bucket_use
from telephony.periods.buckets import Bucket

RARE_LIFETIME: Final = timedelta(days=30)
"""Of a rare bucket after its last use: what nobody looks at for a month was a trial."""
MAX_RARE: Final = 50_000
"""Rare buckets in all: three groups' working hours of two years, in twenty versions each."""
# Deleted in one transaction.
_BATCH: Final = 200
_HOUR: Final = 3_600
_DAY: Final = timedelta(days=1)
# Days of 23 to 25 hours, in half hours: Lord Howe Island moves its clocks by one.
_DAYS: Final = tuple(range(23 * _HOUR, 25 * _HOUR + 1, _HOUR // 2))


class BucketUses:
    """The table ``bucket_use``. Safe for threads."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def mark(self, series: Series, buckets: Iterable[Bucket], now: datetime) -> None:
        """Record that these are used now: at most once a day, and of rare ones only."""
        of_series = and_(
            bucket.c.pbx == series.pbx,
            bucket.c.group_number == series.group,
            bucket.c.call_area == series.area_code,
        )
        wanted = frozenset(buckets)
        if not wanted:
            return
        span = and_(
            bucket.c.start_utc >= min(one.start for one in wanted),
            bucket.c.end_utc <= max(one.end for one in wanted),
        )
        columns = _rare(bucket.c.id, bucket.c.start_utc, bucket.c.end_utc)
        unmarked = columns.where(of_series, span, _last_use() < now - _DAY)
        with self._database.reading() as connection:
            rows = connection.execute(unmarked).all()
        keys = [row.id for row in rows if Bucket(row.start_utc, row.end_utc) in wanted]
        if not keys:
            return
        insert = self._database.insert(bucket_use)
        upsert = insert.on_conflict_do_update(
            index_elements=[bucket_use.c.bucket_id], set_={"used_at": insert.excluded.used_at}
        )
        with self._database.writing(Turn.BUCKETS) as connection:
            connection.execute(upsert, [{"bucket_id": key, "used_at": now} for key in keys])

    def expire(self, now: datetime, max_rare: int = MAX_RARE) -> int:
        """Delete a batch of rare buckets; how many, 0 when no more are due.

        Due are those not used for RARE_LIFETIME, and the longest unused beyond ``max_rare``.
        """
        rare, used = _rare(bucket.c.id), _last_use()
        old = rare.where(used < now - RARE_LIFETIME).limit(_BATCH)
        beyond = rare.order_by(used.desc(), bucket.c.id.desc()).offset(max_rare).limit(_BATCH)
        with self._database.reading() as connection:
            keys = connection.scalars(old).all() or connection.scalars(beyond).all()
        if keys:
            with self._database.writing(Turn.BUCKETS) as connection:
                delete_buckets(connection, keys)
        return len(keys)


def _rare(*columns: ColumnElement[Any]) -> Select[Any]:
    used = bucket_use.c.bucket_id == bucket.c.id
    return select(*columns).outerjoin(bucket_use, used).where(_is_rare())


def _last_use() -> ColumnElement[datetime]:
    """When it was last looked at, else fetched."""
    return func.coalesce(bucket_use.c.used_at, bucket.c.fetched_at, type_=Utc)


def _is_rare() -> ColumnElement[bool]:
    """Neither a whole hour nor a whole day of its zone, by the wall clock at its start.

    A bucket without a wall clock is never rare.
    """
    clock = func.substr(bucket.c.local_start, 12, 5)
    whole_hour = and_(func.substr(clock, 4, 2) == "00", bucket.c.seconds == _HOUR)
    whole_day = or_(
        and_(clock == "00:00", bucket.c.seconds.in_(_DAYS)),
        and_(clock == "01:00", bucket.c.seconds == _DAYS[0]),  # a day without a midnight
    )
    return and_(bucket.c.local_start != "", not_(whole_hour), not_(whole_day))
