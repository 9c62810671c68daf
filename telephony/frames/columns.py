"""The one table of fields: 3CX's names and ours, with type, unit, label and meaning.

The explorer, the metrics' formulas, the table's heads and the definitions in files read from it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from pandas.api.extensions import ExtensionArray
from pandas.arrays import IntegerArray, NumpyExtensionArray

from telephony.formatting.units import Unit


@dataclass(frozen=True)
class Column:
    """A column of a frame, and the only place where it is described.

    source: the PBX's name of the field; None for a column that is not a field of the report.
    unit: what a number in it counts; None for text and moments. meaning: what a reader is shown
    beside the label, so it makes sense without it.
    """

    name: str
    source: str | None
    dtype: str
    unit: Unit | None
    label: str
    meaning: str


_TALK_IN: Final = "InboundAnsweredTalkingDur"
_TALK_OUT: Final = "OutboundAnsweredTalkingDur"
COLUMNS: Final = (
    Column("extension", "Dn", "str", None, "Extension", "the extension's number"),
    Column(
        "display_name", "DisplayName", "str", None, "Name",
        "the extension's name on the PBX; empty when it has none",
    ),
    Column(
        "groups", None, "str", None, "Groups",
        "which of the selected groups the extension belongs to",
    ),
    Column(
        "inbound_answered", "InboundAnsweredCount", "Int64", Unit.CALLS, "Inbound answered",
        "inbound calls that the extension answered",
    ),
    Column(
        "inbound_unanswered", "InboundUnansweredCount", "Int64", Unit.CALLS, "Inbound unanswered",
        "inbound calls to the extension that it did not answer",
    ),
    Column(
        "inbound_talk_us", _TALK_IN, "Int64", Unit.TALK, "Inbound talk time",
        "time on the phone in inbound calls that were answered",
    ),
    Column(
        "outbound_answered", "OutboundAnsweredCount", "Int64", Unit.CALLS, "Outbound answered",
        "outbound calls of the extension that were answered",
    ),
    Column(
        "outbound_unanswered", "OutboundUnansweredCount", "Int64", Unit.CALLS,
        "Outbound unanswered", "outbound calls of the extension that were not answered",
    ),
    Column(
        "outbound_talk_us", _TALK_OUT, "Int64", Unit.TALK, "Outbound talk time",
        "time on the phone in outbound calls that were answered",
    ),
    Column(
        "sentiment", "SentimentScore", "Int64", Unit.SCORE, "Sentiment",
        "the PBX's score of the extension's recorded calls",
    ),
)  # fmt: skip
BY_NAME: Final = {column.name: column for column in COLUMNS}
COUNTS: Final = tuple(column.name for column in COLUMNS if column.unit is Unit.CALLS)
TALKS: Final = tuple(column.name for column in COLUMNS if column.unit is Unit.TALK)

# In front of the others in a history, where the key is (bucket_start, extension).
BUCKET_COLUMNS: Final = ("bucket_start", "bucket_end")
BUCKET_DTYPE: Final = "datetime64[us, UTC]"

# A call every fifth of a second for five years, the longest range there is: nobody has more. Below
# this limit, sums over extensions and hours fit into 64 bits, and sums over extensions are exact
# as floats, too.
MOST_CALLS: Final = 10**9
_INT32: Final = range(-(2**31), 2**31)


class BrokenFrameError(ValueError):
    """A frame that is not what its module promises: an error of the program, not of the data."""


def integers(values: Sequence[Any], *, signed: bool) -> tuple[IntegerArray, int]:
    """Whole numbers as Int64, and how many values are not whole numbers (NA).

    A value that is left out (None) is 0 for counts and NA for ``signed`` numbers. Counts go up to
    ``MOST_CALLS``; signed numbers have the 32 bits that the PBX documents.
    """
    possible = _INT32 if signed else range(MOST_CALLS + 1)
    found = np.zeros(len(values), dtype=np.int64)
    unknown = np.zeros(len(values), dtype=bool)
    unreadable = 0
    for place, value in enumerate(values):
        if type(value) is int and value in possible:  # a bool is no count
            found[place] = value
        elif value is not None:
            unknown[place] = True
            unreadable += 1
        else:
            unknown[place] = signed
    return IntegerArray(found, unknown), unreadable


def are_among(texts: pd.Series, others: pd.Series) -> npt.NDArray[np.bool_]:
    """Which of the texts are among the others.

    ``isin`` reads each of the others by itself: ten thousand of them take it a hundred times as
    long.
    """
    there = pc.is_in(pa.array(texts), value_set=pa.array(others))
    found: npt.NDArray[np.bool_] = there.to_numpy(zero_copy_only=False)
    return found


class PlainColumns:
    """The columns of a frame as plain values, each converted once, however often it is read.

    None is a value that is unknown or does not exist. An unknown column raises KeyError. What it
    returns is shared: nobody changes it.
    """

    def __init__(self, frame: pd.DataFrame) -> None:
        self._frame = frame
        self._columns: dict[str, list[Any]] = {}

    def __len__(self) -> int:
        return len(self._frame)

    def __getitem__(self, key: str) -> list[Any]:
        values = self._columns.get(key)
        if values is None:
            array = self._frame[key].array
            missing = array.isna()
            values = plain_values(array)
            if missing.any():
                pairs = zip(values, missing.tolist(), strict=True)
                values = [None if gone else value for value, gone in pairs]
            self._columns[key] = values
        return values


def frame_bytes(frame: pd.DataFrame) -> int:
    """The memory of the values; what pandas itself counts takes as long as making the frame."""
    return sum(column.array.nbytes for _, column in frame.items())


def plain_values(array: ExtensionArray) -> list[Any]:
    """A column as Python's own values; pandas itself takes floats out one by one."""
    values = array.to_numpy() if isinstance(array, NumpyExtensionArray) else array
    found: list[Any] = values.tolist()
    return found
