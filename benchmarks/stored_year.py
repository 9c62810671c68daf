"""Made-up days in a store, a year of 366 unless told otherwise, all of them final."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np

from telephony.data_access.store.bucket_values import UNKNOWN, BucketValues, FetchedBucket, Series
from telephony.data_access.store.schema import VALUES
from telephony.data_access.store.store import open_store
from telephony.frames.quality import Quality
from telephony.periods.buckets import Grain, buckets_of
from telephony.periods.period import Period
from telephony.periods.ranges import DayRange, resolve_range
from telephony.query.view import CallArea

ZONE = ZoneInfo("Europe/Berlin")
YEAR = DayRange(date(2024, 1, 1), date(2024, 12, 31))
GROUP = "GRP0000"
# Days: a store that has not written within seconds counts as one that does not respond.
_AT_ONCE = 100


def period(of: DayRange = YEAR) -> Period:
    """From their first moment to their last."""
    return resolve_range(of, datetime.now(UTC), ZONE)


def fill(folder: Path, pbx: str, extensions: int, of: DayRange = YEAR) -> int:
    """Put them into the store in this folder, as a PBX of this identity gave it; how many rows."""
    chance = np.random.default_rng(20)
    series = Series(pbx, GROUP, CallArea.ALL.code)
    days = buckets_of(period(of), Grain.DAY)
    with closing(open_store(folder)) as store:
        people = [(str(1_000 + number), f"Person {number}") for number in range(extensions)]
        codes = store.extensions.codes(people)
        made = []
        for day in days:
            values = chance.integers(0, 40, (len(VALUES), extensions))
            for side in ("inbound", "outbound"):
                mean_us = chance.integers(30_000_000, 600_000_000, extensions)
                answered = values[VALUES.index(f"{side}_answered")]
                values[VALUES.index(f"{side}_talk_us")] = answered * mean_us
            values[-1] = UNKNOWN
            bucket_values = BucketValues(codes, values)
            local = day.start.astimezone(ZONE).isoformat(timespec="minutes")
            made.append(
                FetchedBucket(day, local, datetime.now(UTC), True, True, Quality(), bucket_values)
            )
        for some in range(0, len(made), _AT_ONCE):
            store.buckets.save(series, made[some : some + _AT_ONCE])
    with closing(sqlite3.connect(folder / "history.sqlite")) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return len(days) * extensions
