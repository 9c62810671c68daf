"""Stored buckets -> frames: side by side for a history, added up for a whole period."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

import numpy as np
import pandas as pd
from pandas.arrays import IntegerArray

from telephony.data_access.store.bucket_values import (
    UNKNOWN,
    ExtensionIndex,
    Integers,
    Kept,
    joined,
)
from telephony.data_access.store.schema import VALUES
from telephony.formatting import text
from telephony.frames.columns import BUCKET_COLUMNS, COLUMNS
from telephony.frames.extensions import ExtensionFrame, merge_groups
from telephony.frames.former_names import FormerName, FormerNames
from telephony.frames.quality import Quality

_SUMMED = VALUES[:-1]
_EPOCH, _MICROSECOND = datetime(1970, 1, 1, tzinfo=UTC), timedelta(microseconds=1)


class Total(NamedTuple):
    """Days added up: their figures, how many they are, and when the last of them was fetched."""

    framed: ExtensionFrame
    days: int
    as_of: datetime
    former_names: FormerNames


def history_frame(parts: Mapping[str, Sequence[Kept]], roster: ExtensionIndex) -> ExtensionFrame:
    """One row per (bucket, extension), oldest first; what several groups have in common once.

    ``parts`` holds the buckets of each group. None: an empty frame with all columns.
    """
    framed = [_frame(group, kept, roster) for group, kept in parts.items()]
    if not framed:
        return _frame("", (), roster)
    merged = merge_groups(framed)
    if len(framed) == 1:
        return merged
    ordered = merged.frame.sort_values(BUCKET_COLUMNS[0], kind="stable", ignore_index=True)
    return ExtensionFrame(ordered, merged.quality)


def summed(kept: Sequence[Kept], group: str, roster: ExtensionIndex) -> Total | None:
    """All buckets as one answer about the whole period, or None where adding up is not exact.

    Counts and talk times add up. A sentiment does not: of more than one bucket it is unknown.
    Figures that are unknown leave nothing to add up.
    """
    if not all(one.complete for one in kept):
        return None
    quality = _quality(kept)
    rows = joined([one.figures for one in kept])
    if (rows.values[:-1] == UNKNOWN).any():
        return None
    numbers, names = roster.columns(rows.codes)
    places, extensions = pd.factorize(numbers)
    last = np.zeros(len(extensions), np.int64)
    last[places] = np.arange(len(places))  # the latest name is the one in use
    totals = np.zeros((len(_SUMMED), len(extensions)), np.int64)
    for total, column in zip(totals, rows.values, strict=False):
        np.add.at(total, places, column)
    sentiment = rows.values[-1] if len(kept) == 1 else np.full(len(extensions), UNKNOWN)
    columns = dict(zip(VALUES, [*totals, sentiment], strict=True))
    framed = _checked(group, numbers.take(last), names.take(last), columns, quality)
    as_of = max(one.fetched_at for one in kept)
    return Total(framed, len(kept), as_of, former_names(kept, roster))


def former_names(kept: Iterable[Kept], roster: ExtensionIndex) -> FormerNames:
    """The names that extensions had in the buckets and have no longer in the last of them.

    A bucket without a name says nothing of the others.
    """
    buckets = sorted(kept, key=lambda one: (one.bucket.start, one.fetched_at))
    there = _marked((one.figures.codes for one in buckets), len(roster))
    names: dict[str, dict[int, str]] = {}
    for code, (number, name) in zip(there.tolist(), roster.pairs(there), strict=True):
        if name:
            names.setdefault(number, {})[code] = name
    renamed = {number: named for number, named in names.items() if len(named) > 1}
    among = np.array([code for named in renamed.values() for code in named], np.int64)
    last: dict[int, int] = {}
    for place, one in enumerate(buckets if renamed else ()):
        found = among[np.isin(among, one.figures.codes)]
        last.update(dict.fromkeys(found.tolist(), place))
    return tuple(
        sorted(
            FormerName(number, buckets[last[code]].bucket.start, name)
            for number, named in renamed.items()
            for code, name in named.items()
            if code != max(named, key=last.__getitem__)
        )
    )


def _marked(codes: Iterable[Integers], most: int) -> Integers:
    """Each of the codes once, in order: sorting a year of them would take longer than to read."""
    seen = np.zeros(most, dtype=bool)
    for some in codes:
        seen[some] = True
    return np.flatnonzero(seen)


def _frame(group: str, kept: Sequence[Kept], roster: ExtensionIndex) -> ExtensionFrame:
    rows = joined([one.figures for one in kept])
    sizes = [len(one.figures.codes) for one in kept]
    limits = {
        name: np.repeat(_microseconds(moments), sizes).view("M8[us]")
        for name, moments in zip(
            BUCKET_COLUMNS,
            ([one.bucket.start for one in kept], [one.bucket.end for one in kept]),
            strict=True,
        )
    }
    quality = _quality(kept)
    numbers, names = roster.columns(rows.codes)
    framed = _checked(group, numbers, names, dict(zip(VALUES, rows.values, strict=True)), quality)
    for place, (name, moments) in enumerate(limits.items()):
        framed.frame.insert(place, name, pd.Series(moments).dt.tz_localize("UTC"))
    return framed


def _quality(kept: Sequence[Kept]) -> Quality:
    quality = Quality()
    for one in kept:
        if one.quality != Quality():
            quality = quality.merge(one.quality)
    return quality


def _checked(
    group: str,
    numbers: pd.api.extensions.ExtensionArray,
    names: pd.api.extensions.ExtensionArray,
    values: Mapping[str, np.ndarray],
    quality: Quality,
) -> ExtensionFrame:
    columns = {
        "extension": numbers,
        "display_name": names,
        "groups": pd.array([text.clean(group)], dtype="str").take(np.zeros(len(numbers), int)),
        **{
            name: IntegerArray(np.where(v == UNKNOWN, 0, v), v == UNKNOWN)
            for name, v in values.items()
        },
    }
    return ExtensionFrame(
        pd.DataFrame({column.name: columns[column.name] for column in COLUMNS}), quality
    )


def _microseconds(moments: Sequence[datetime]) -> np.ndarray:
    return np.array([(at - _EPOCH) // _MICROSECOND for at in moments], np.int64)
