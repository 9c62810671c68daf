"""Small histories for tests: some days, with rows of the report for those that have any."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd

from telephony.answers.history import Gap, History
from telephony.frames.extensions import extension_frame
from telephony.periods.buckets import Bucket, Grain, buckets_of
from telephony.periods.period import Period
from telephony.periods.wall_clock import start_of_day
from tests.telephony.frames.extension_frames import BERLIN

DAY = timedelta(days=1)
Rows = Sequence[dict[str, Any]]


def span(first: str, last: str, zone: ZoneInfo = BERLIN) -> Period:
    """Whole days, both included."""
    days = date.fromisoformat(first), date.fromisoformat(last) + DAY
    return Period(*(start_of_day(day, zone) for day in days), zone)


def history(
    period: Period,
    rows: Mapping[str, Rows] | None = None,
    *,
    missing: Collection[str] = (),
    now: datetime | None = None,
) -> History:
    """The days of a period that have begun, with rows by local date; those ``missing`` are gaps."""
    now = now or period.end + DAY
    buckets = tuple(one for one in buckets_of(period, Grain.DAY) if one.start < now)
    days = {bucket: bucket.start.astimezone(period.zone).date().isoformat() for bucket in buckets}
    held = frozenset(bucket for bucket in buckets if days[bucket] not in missing)
    # an empty frame takes as long to make as a full one, and adds nothing
    told = {bucket: rows[days[bucket]] for bucket in buckets if rows and rows.get(days[bucket])}
    parts = [rows_of_bucket(rows, bucket) for bucket, rows in told.items()]
    frame = pd.concat(
        [rows_of_bucket((), Bucket(period.start, period.end)), *parts], ignore_index=True
    )
    return History(
        frame=frame,
        buckets=buckets,
        held=held,
        gaps=tuple(Gap("GRP0000", bucket, None) for bucket in buckets if bucket not in held),
        as_of=now,
        version=(1,),
    )


def rows_of_bucket(rows: Rows, bucket: Bucket) -> pd.DataFrame:
    """The part of a history's frame that one bucket has."""
    frame = extension_frame(rows, "GRP0000").frame
    limits = {"bucket_start": bucket.start, "bucket_end": bucket.end}
    for place, (name, at) in enumerate(limits.items()):
        column = pd.array([at.astimezone(UTC)] * len(frame), dtype="datetime64[us, UTC]")
        frame.insert(place, name, column)
    return frame
