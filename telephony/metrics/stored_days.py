"""What is known of the days of a period: of all extensions shown, and of each alone."""

from __future__ import annotations

from collections.abc import Mapping
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from telephony.answers.history import History
from telephony.frames.columns import COUNTS, are_among
from telephony.metrics.extension_metrics import of_direction
from telephony.metrics.steps import WITHOUT_DATA
from telephony.metrics.trends import trend
from telephony.query.view import Direction, StepLength

Line = tuple[float | None, ...]
"""A value per day, None for a day that is not known or has none."""


def lines_of(
    history: History, zone: ZoneInfo, direction: Direction, extensions: frozenset[str] | None
) -> Mapping[str, Line]:
    """Each metric day by day, by its key; ``extensions``: those that count, None for all."""
    at = None
    if extensions is not None:
        those = pd.Series(list(extensions), dtype="str")
        at = np.flatnonzero(are_among(history.frame["extension"], those))
    made = trend(history, StepLength.DAY, zone, direction, at=at)
    known = [state not in WITHOUT_DATA for state in made.states]
    return {
        key: tuple(
            float(value) if there and value is not None and not pd.isna(value) else None
            for value, there in zip(made.frame[key].tolist(), known, strict=True)
        )
        for key in made.parts
    }


def calls_by_day(history: History, direction: Direction) -> Mapping[str, list[int]]:
    """The calls of each extension on each day, by its number; nothing unless all are complete."""
    if len(history.complete_buckets) < len(history.buckets):
        return {}
    frame = history.frame
    places = {pd.Timestamp(bucket.start): at for at, bucket in enumerate(history.buckets)}
    rows, numbers = pd.factorize(frame["extension"])
    days = frame["bucket_start"].map(places).to_numpy(np.intp)
    calls = np.zeros((len(numbers), len(places)), dtype=np.int64)
    for name in of_direction(COUNTS, direction):
        np.add.at(calls, (rows, days), frame[name].array.to_numpy(np.int64, na_value=0))
    return dict(zip(map(str, numbers), calls.tolist(), strict=True))
