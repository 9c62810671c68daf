"""Fetched buckets as frames: side by side for a history, summed for a whole period."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
from pandas.api.extensions import ExtensionArray
from pandas.arrays import IntegerArray

from telephony.data_access.store.bucket_values import UNKNOWN, FetchedBucket, join_values
from telephony.data_access.store.extension_index import ExtensionIndex, Integers
from telephony.data_access.store.schema import VALUES
from telephony.formatting import text
from telephony.frames.columns import BUCKET_COLUMNS, BUCKET_DTYPE, COLUMNS
from telephony.frames.extensions import ExtensionFrame, merge_groups
from telephony.frames.former_names import FormerName, FormerNames
from telephony.frames.quality import Quality

# Call counts and talk times. The last one of VALUES is the sentiment, which cannot be summed.
_SUMMABLE = VALUES[:-1]
_EPOCH, _MICROSECOND = datetime(1970, 1, 1, tzinfo=UTC), timedelta(microseconds=1)


class PeriodTotal(NamedTuple):
    """The sum of several days, how many they are, and when the last of them was fetched."""

    framed: ExtensionFrame
    days: int
    as_of: datetime
    former_names: FormerNames


def history_frame(
    buckets_by_group: Mapping[str, Sequence[FetchedBucket]], index: ExtensionIndex
) -> ExtensionFrame:
    """One row per (bucket, extension), oldest first; an extension of several groups has one row.

    No group: an empty frame with all columns.
    """
    framed = [_frame(group, buckets, index) for group, buckets in buckets_by_group.items()]
    if not framed:
        return _frame("", (), index)
    merged = merge_groups(framed)
    if len(framed) == 1:
        return merged
    ordered = merged.frame.sort_values(BUCKET_COLUMNS[0], kind="stable", ignore_index=True)
    return ExtensionFrame(ordered, merged.quality)


def sum_buckets(
    buckets: Sequence[FetchedBucket], group: str, index: ExtensionIndex
) -> PeriodTotal | None:
    """One row per extension over all buckets, or None when the sum would not be exact.

    That is when a bucket is incomplete, or a count or talk time unknown. The sentiment of more
    than one bucket is unknown.
    """
    if not all(fetched.complete for fetched in buckets):
        return None
    quality = _merge_quality(buckets)
    rows = join_values([fetched.values for fetched in buckets])
    if (rows.columns[:-1] == UNKNOWN).any():
        return None
    numbers, names = index.columns(rows.codes)
    places, extensions = pd.factorize(numbers)
    last = np.zeros(len(extensions), np.int64)
    last[places] = np.arange(len(places))
    named = np.flatnonzero(_have_names(rows.codes, index))
    last[places[named]] = named  # the latest name is the one in use, and none is no name
    totals = np.zeros((len(_SUMMABLE), len(extensions)), np.int64)
    for total, column in zip(totals, rows.columns, strict=False):
        np.add.at(total, places, column)
    sentiment = rows.columns[-1] if len(buckets) == 1 else np.full(len(extensions), UNKNOWN)
    columns = dict(zip(VALUES, [*totals, sentiment], strict=True))
    framed = _build_frame(group, (numbers.take(last), names.take(last)), columns, quality)
    as_of = max(fetched.fetched_at for fetched in buckets)
    return PeriodTotal(framed, len(buckets), as_of, find_former_names(buckets, index))


def find_former_names(buckets: Iterable[FetchedBucket], index: ExtensionIndex) -> FormerNames:
    """The names that extensions have in earlier buckets, but not in the latest one with a name."""
    in_order = sorted(buckets, key=lambda fetched: (fetched.bucket.start, fetched.fetched_at))
    codes = _unique_codes((fetched.values.codes for fetched in in_order), len(index))
    names: dict[str, dict[int, str]] = {}
    for code, (number, name) in zip(codes.tolist(), index.pairs(codes), strict=True):
        if name:
            names.setdefault(number, {})[code] = name
    renamed = {number: by_code for number, by_code in names.items() if len(by_code) > 1}
    renamed_codes = np.array([code for by_code in renamed.values() for code in by_code], np.int64)
    last: dict[int, int] = {}
    for place, fetched in enumerate(in_order if renamed else ()):
        present = renamed_codes[np.isin(renamed_codes, fetched.values.codes)]
        last.update(dict.fromkeys(present.tolist(), place))
    return tuple(
        sorted(
            FormerName(number, in_order[last[code]].bucket.start, name)
            for number, by_code in renamed.items()
            for code, name in by_code.items()
            if code != max(by_code, key=last.__getitem__)
        )
    )


def _have_names(codes: Integers, index: ExtensionIndex) -> npt.NDArray[np.bool_]:
    """Which of them stand for a number with a name: looked up once for each that is different."""
    different = _unique_codes([codes], len(index))
    is_named = np.zeros(len(index), dtype=bool)
    is_named[different] = [bool(name) for _, name in index.pairs(different)]
    found: npt.NDArray[np.bool_] = is_named[codes]
    return found


def _unique_codes(parts: Iterable[Integers], count: int) -> Integers:
    """Each of the codes once, in order: sorting a year of them takes longer than reading it."""
    is_present = np.zeros(count, dtype=bool)
    for codes in parts:
        is_present[codes] = True
    return np.flatnonzero(is_present)


def _frame(group: str, buckets: Sequence[FetchedBucket], index: ExtensionIndex) -> ExtensionFrame:
    rows = join_values([fetched.values for fetched in buckets])
    sizes = [len(fetched.values.codes) for fetched in buckets]
    starts = np.repeat(_microseconds([fetched.bucket.start for fetched in buckets]), sizes)
    ends = np.repeat(_microseconds([fetched.bucket.end for fetched in buckets]), sizes)
    limits = {
        name: pd.array(times.view("M8[us]"), dtype=BUCKET_DTYPE)
        for name, times in zip(BUCKET_COLUMNS, (starts, ends), strict=True)
    }
    columns = dict(zip(VALUES, rows.columns, strict=True))
    quality = _merge_quality(buckets)
    return _build_frame(group, index.columns(rows.codes), columns, quality, limits)


def _merge_quality(buckets: Sequence[FetchedBucket]) -> Quality:
    quality = Quality()
    for fetched in buckets:
        if fetched.quality != Quality():
            quality = quality.merge(fetched.quality)
    return quality


def _build_frame(
    group: str,
    extensions: tuple[ExtensionArray, ExtensionArray],
    values: Mapping[str, np.ndarray],
    quality: Quality,
    limits: Mapping[str, ExtensionArray] = MappingProxyType({}),
) -> ExtensionFrame:
    """``extensions``: their numbers and names. ``limits``: the columns in front of the others."""
    numbers, names = extensions
    columns = {
        "extension": numbers,
        "display_name": names,
        "groups": pd.array([text.clean(group)], dtype="str").take(np.zeros(len(numbers), int)),
        **{
            name: IntegerArray(np.where(v == UNKNOWN, 0, v), v == UNKNOWN)
            for name, v in values.items()
        },
    }
    in_order = {**limits, **{column.name: columns[column.name] for column in COLUMNS}}
    return ExtensionFrame(pd.DataFrame(in_order, copy=False), quality)


def _microseconds(times: Sequence[datetime]) -> np.ndarray:
    return np.array([(at - _EPOCH) // _MICROSECOND for at in times], np.int64)
