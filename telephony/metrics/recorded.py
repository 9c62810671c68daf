"""Which rows of a history a view is about, and since when the PBX has any."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from telephony.data_access.history import History
from telephony.frames import COUNTS
from telephony.metrics.narrow import narrow
from telephony.metrics.trends import Trend, trend
from telephony.query import View

# A group may be on holiday for two weeks; a longer silence before its first call is no silence.
QUIET_AT_FIRST: Final = timedelta(days=15)


def trend_of(history: History, view: View, zone: ZoneInfo) -> Trend:
    """The trend that a view shows of a history whose days are those of ``zone``."""
    rows = replace(history, frame=chosen(history.frame, view))
    return trend(rows, view.trend.by, zone, view.direction, records_begin(history))


def records_begin(history: History) -> datetime | None:
    """The start of the first day with a call that the PBX still knows; None: before the range.

    The history is that of all extensions. Days without any call before the first one with calls
    are taken for not recorded when they make up ``QUIET_AT_FIRST`` or more and all of them are
    known to be empty. Without any call the records begin after the range.
    """
    if not history.buckets:
        return None
    busy = _busy_starts(history.frame)
    begin = history.buckets[-1].end
    for bucket in history.buckets:
        if bucket not in history.held:
            return None
        if bucket.start in busy:
            begin = bucket.start
            break
    silence = begin - history.buckets[0].start
    return begin if silence >= QUIET_AT_FIRST else None


def chosen(frame: pd.DataFrame, view: View) -> pd.DataFrame:
    """The rows of the extensions that the view is about: its one extension, or those searched."""
    if view.trend.extension:
        frame = frame[frame["extension"] == view.trend.extension]
    if view.search:
        known = frame[["extension", "display_name"]].drop_duplicates()
        found = narrow(known.reset_index(drop=True), View(search=view.search))
        frame = frame[frame["extension"].isin(found["extension"])]
    return frame


def _busy_starts(frame: pd.DataFrame) -> frozenset[datetime]:
    figures = frame[[*COUNTS]].to_numpy(np.int64, na_value=1)
    starts = frame["bucket_start"].array[np.flatnonzero(figures.any(axis=1))].unique()
    return frozenset(start.to_pydatetime() for start in starts)
