"""Small histories for tests: some days, with rows of the report for those that have any."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, timedelta
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
    return History(
        frame=frame_of({bucket: (rows or {}).get(days[bucket], ()) for bucket in buckets}),
        buckets=buckets,
        held=held,
        gaps=tuple(Gap("GRP0000", bucket, None) for bucket in buckets if bucket not in held),
        as_of=now,
        version=(1,),
    )


def frame_of(rows: Mapping[Bucket, Rows]) -> pd.DataFrame:
    """A history's frame, made at once: a frame of one row takes as long as one of a hundred."""
    marked = [
        {**each, "Dn": f"{place}/{each['Dn']}"}
        for place, of_bucket in enumerate(rows.values())
        for each in of_bucket
    ]
    frame = extension_frame(marked, "GRP0000").frame
    keys = [key.partition("/") for key in frame["extension"]]
    buckets = list(rows)
    found = [buckets[int(place)] for place, _, _ in keys]
    frame["extension"] = pd.array([number for _, _, number in keys], dtype="str")
    limits = {
        "bucket_start": [bucket.start for bucket in found],
        "bucket_end": [bucket.end for bucket in found],
    }
    for place, (name, times) in enumerate(limits.items()):
        frame.insert(place, name, pd.array(times, dtype="datetime64[us, UTC]"))
    return frame
