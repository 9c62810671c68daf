"""The columns of the extension table: the one map from 3CX's field names to ours, with units."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from pandas.api.extensions import ExtensionArray
from pandas.arrays import IntegerArray, NumpyExtensionArray


@dataclass(frozen=True)
class Column:
    """A column of the frame: its name, the PBX's name of it (None: ours), dtype, unit, meaning."""

    name: str
    source: str | None
    dtype: str
    unit: str
    meaning: str


COLUMNS: Final = (
    Column("extension", "Dn", "str", "", "the extension's number, the key"),
    Column("display_name", "DisplayName", "str", "", "its name; empty when it has none"),
    Column("groups", None, "str", "", "numbers of the groups asked that it is in, by comma"),
    Column("inbound_answered", "InboundAnsweredCount", "Int64", "calls", "picked up"),
    Column("inbound_unanswered", "InboundUnansweredCount", "Int64", "calls", "rang unanswered"),
    Column("inbound_talk_us", "InboundAnsweredTalkingDur", "Int64", "us", "on the phone, inbound"),
    Column("outbound_answered", "OutboundAnsweredCount", "Int64", "calls", "the far end answered"),
    Column("outbound_unanswered", "OutboundUnansweredCount", "Int64", "calls", "it did not"),
    Column(
        "outbound_talk_us", "OutboundAnsweredTalkingDur", "Int64", "us", "on the phone, outbound"
    ),
    Column("sentiment", "SentimentScore", "Int64", "score", "of its recorded calls; NA: unknown"),
)


# Before the rest in a history, where the key is (bucket_start, extension).
BUCKET_COLUMNS: Final = ("bucket_start", "bucket_end")


BUCKET_DTYPE: Final = "datetime64[us, UTC]"


COUNTS: Final = tuple(column.name for column in COLUMNS if column.unit == "calls")


TALKS: Final = tuple(column.name for column in COLUMNS if column.unit == "us")


# A call every fifth of a second for the five years of the longest range: nobody has more. Below it
# the sums over extensions and hours stay within 64 bits, and those over extensions are exact as
# floats too.
MOST_CALLS: Final = 10**9


_INT32: Final = range(-(2**31), 2**31)


class BrokenFrameError(ValueError):
    """A frame that breaks the promises of this module: an error of the program, not of data."""


def integers(values: Sequence[Any], *, signed: bool) -> tuple[IntegerArray, int]:
    """Whole numbers as Int64 and how many are none. Left out: 0 for counts, NA when signed.

    Counts up to ``MOST_CALLS``; signed ones are those of 32 bits that the PBX describes.
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


def plain_values(array: ExtensionArray) -> list[Any]:
    """A column as Python's own values; pandas itself takes floats out one by one."""
    values = array.to_numpy() if isinstance(array, NumpyExtensionArray) else array
    found: list[Any] = values.tolist()
    return found
