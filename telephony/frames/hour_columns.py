"""The columns of an hour frame: the one table of the hourly reports' fields, and its checks.

Grain: one row per hour of a period that has begun, key ``hour_start``. An hour is one of the wall
clock of the period's zone: one that clocks show twice is two rows. NA is unknown, 0 is no call.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import pandas as pd

from telephony.formatting.units import Unit
from telephony.frames.columns import BY_NAME, COUNTS, TALKS, BrokenFrameError, Column

MOMENT: Final = "datetime64[us, UTC]"
SPLIT: Final = (*COUNTS, *TALKS)
"""Columns that the hourly reports lack; they come from extension statistics by the hour."""
COLUMNS: Final = (
    Column("hour_start", "DateTimeInterval", MOMENT, None, "Hour", "the hour's first instant"),
    Column("hour_end", None, MOMENT, None, "Hour end", "the first instant after the hour"),
    Column(
        "inbound", "IncomingCount", "Int64", Unit.CALLS, "Inbound",
        "calls that the extensions received",
    ),
    Column(
        "outbound", "OutgoingCount", "Int64", Unit.CALLS, "Outbound",
        "calls that the extensions made",
    ),
    Column(
        "answered", "AnsweredCount", "Int64", Unit.CALLS, "Answered",
        "calls that were answered, inbound and outbound",
    ),
    Column(
        "unanswered", "UnansweredCount", "Int64", Unit.CALLS, "Unanswered",
        "calls that were not answered, inbound and outbound",
    ),
    *(replace(BY_NAME[name], source=None) for name in SPLIT),
)  # fmt: skip
VALUES: Final = tuple(column.name for column in COLUMNS if column.unit)


def unknown_hours(frame: pd.DataFrame) -> pd.Series[bool]:
    """Which hours lack a value. What the hourly reports never contain is not lacking."""
    split = frame[list(SPLIT)].notna().any(axis=None)
    known = [name for name in VALUES if split or name not in SPLIT]
    return frame[known].isna().any(axis=1)


def check(frame: pd.DataFrame) -> None:
    """Raise BrokenFrameError unless columns and types are these, hours in order, no negatives."""
    expected = [(column.name, column.dtype) for column in COLUMNS]
    found = [(str(name), str(dtype)) for name, dtype in frame.dtypes.items()]
    if found != expected:
        raise BrokenFrameError(f"columns {found} instead of {expected}")
    if not frame["hour_start"].is_monotonic_increasing or not frame["hour_start"].is_unique:
        raise BrokenFrameError("hour_start is not a key in order")
    if (frame["hour_end"] <= frame["hour_start"]).any():
        raise BrokenFrameError("an hour ends before it starts")
    if (frame[list(VALUES)] < 0).any(axis=None):
        raise BrokenFrameError("a value is negative")
