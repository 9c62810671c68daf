"""The hours of a period, and frames of them."""

from __future__ import annotations

import pandas as pd

from telephony.frames.hour_columns import COLUMNS, VALUES, check
from telephony.periods.buckets import Grain, buckets_of
from telephony.periods.period import Period


def hours_of(period: Period) -> list[tuple]:
    return [(bucket.start, bucket.end) for bucket in buckets_of(period, Grain.HOUR)]


def hour_frame(asked: Period, figures=lambda place: place) -> pd.DataFrame:
    """A checked frame whose figures are all the same number per hour; None is unknown."""
    hours = hours_of(asked)
    values = [figures(place) for place in range(len(hours))]
    data = dict.fromkeys(VALUES, values) | {
        "hour_start": [start for start, _ in hours],
        "hour_end": [end for _, end in hours],
    }
    frame = pd.DataFrame({c.name: pd.array(data[c.name], dtype=c.dtype) for c in COLUMNS})
    check(frame)
    return frame
