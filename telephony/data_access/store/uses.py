"""Which rare cuts of a day are still used, and the end of those that are not.

Whole days and whole hours are kept for good: there are only so many. Working hours, and ranges
that begin in the middle of a day, cut days anew with every minute that somebody changes, so a
bucket of theirs goes when nobody has looked at it for a while.
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

RARE_KEPT: Final = timedelta(days=30)
"""What nobody looked at for a month was an attempt."""
MOST_RARE: Final = 50_000
"""Within that time: three groups' working hours of two years, in twenty versions each."""
_AT_ONCE: Final = 200
_HOUR: Final = 3_600
_DAY: Final = timedelta(days=1)
# Days of 23 to 25 hours, in half hours: Lord Howe Island moves its clocks by one.
_DAYS: Final = tuple(range(23 * _HOUR, 25 * _HOUR + 1, _HOUR // 2))


class Uses:
    """The rare buckets of one database. Safe for threads."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def mark(self, series: Series, buckets: Iterable[Bucket], now: datetime) -> None:
        """They are used now; it is written down once a day, for those that are rare."""
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
        adding = self._database.insert(bucket_use)
        adding = adding.on_conflict_do_update(
            index_elements=[bucket_use.c.bucket_id], set_={"used_at": adding.excluded.used_at}
        )
        with self._database.writing(Turn.BUCKETS) as connection:
            connection.execute(adding, [{"bucket_id": key, "used_at": now} for key in keys])

    def expire(self, now: datetime, most: int = MOST_RARE) -> int:
        """Delete some rare buckets that were not used for RARE_KEPT, or are beyond ``most``.

        How many, 0 when none are left.
        """
        rare, used = _rare(bucket.c.id), _last_use()
        old = rare.where(used < now - RARE_KEPT).limit(_AT_ONCE)
        # the longest unused of those that are too many
        beyond = rare.order_by(used.desc(), bucket.c.id.desc()).offset(most).limit(_AT_ONCE)
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
    """When it was looked at, or fetched."""
    return func.coalesce(bucket_use.c.used_at, bucket.c.fetched_at, type_=Utc)


def _is_rare() -> ColumnElement[bool]:
    """Neither a whole hour nor a whole day of its zone, as the wall clock at its start tells.

    One without a wall clock is left alone.
    """
    clock = func.substr(bucket.c.local_start, 12, 5)
    whole_hour = and_(func.substr(clock, 4, 2) == "00", bucket.c.seconds == _HOUR)
    whole_day = or_(
        and_(clock == "00:00", bucket.c.seconds.in_(_DAYS)),
        and_(clock == "01:00", bucket.c.seconds == _DAYS[0]),  # a day without a midnight
    )
    return and_(bucket.c.local_start != "", not_(whole_hour), not_(whole_day))
