"""One fetched bucket: its values as arrays, and the checksum that verifies them.

An unknown value is UNKNOWN here, NULL in the store and NA in a frame.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from hashlib import blake2b
from typing import Any, Final

import numpy as np
import pandas as pd

from telephony.data_access.store.extension_index import ExtensionIndex, Integers
from telephony.data_access.store.schema import VALUES
from telephony.frames.columns import plain_values
from telephony.frames.quality import Quality
from telephony.periods.buckets import Bucket

UNKNOWN: Final = -(2**63)
# Extensions and values of a bucket without rows, as ``parse_columns`` returns them.
NO_ROWS: Final = np.empty((1 + len(VALUES), 0), np.int64)
# Fields of ``Quality`` in the order of every existing store: the checksum covers the text.
_COUNTS: Final = ("unreadable_durations", "unreadable_counts", "dropped_rows", "cleaned_names")
_COUNT_ADDED_LATER: Final = "unreadable_sentiments"
# The key of ``Quality.pages`` in every existing store.
_PAGES_KEY: Final = "told"
# What ``parse_quality`` raises for a text that was changed.
UNREADABLE: Final = (ValueError, TypeError, KeyError, AttributeError)
_CHECKSUM_BYTES: Final = 16


@dataclass(frozen=True)
class Series:
    """What a bucket belongs to: the PBX's identity, the group's number, the call area's code."""

    pbx: str
    group: str
    area_code: int


@dataclass(frozen=True)
class BucketValues:
    """The rows of one bucket.

    ``codes``: the extension of each row by its code in an ``ExtensionIndex``. ``columns``: one row
    of the array per name in ``VALUES``, int64, shape (len(VALUES), rows).
    """

    codes: Integers
    columns: Integers

    @classmethod
    def of(cls, frame: pd.DataFrame, extensions: ExtensionIndex) -> BucketValues:
        """From a frame of ``telephony.frames.extensions``."""
        names = (plain_values(frame[name].array) for name in ("extension", "display_name"))
        pairs = zip(*names, strict=True)
        columns = [frame[name].array.to_numpy(np.int64, na_value=UNKNOWN) for name in VALUES]
        return cls(extensions.codes(pairs), np.array(columns, np.int64).reshape(len(VALUES), -1))

    @property
    def size_bytes(self) -> int:
        return self.codes.nbytes + self.columns.nbytes


@dataclass(frozen=True)
class FetchedBucket:
    """One bucket as the PBX returned it.

    ``final``: it is never requested again. ``complete``: no page, row or value is missing.
    ``local_start`` is the start on the wall clock of the PBX with its offset, for readers of the
    database. ``pbx_date`` is the PBX's own clock at the response; it is not stored.
    """

    bucket: Bucket
    local_start: str
    fetched_at: datetime
    final: bool
    complete: bool
    quality: Quality
    values: BucketValues
    pbx_date: datetime | None = field(default=None, compare=False)

    @property
    def size_bytes(self) -> int:
        return self.values.size_bytes

    @property
    def latest_clock(self) -> datetime:
        """The later one of our clock and the PBX's when it was fetched."""
        return max(self.fetched_at, self.pbx_date or self.fetched_at)

    @property
    def quality_json(self) -> str:
        """The quality without remarks, for the column ``oddities``; empty when nothing is odd."""
        quality = replace(self.quality, remarks=())
        if quality == Quality():
            return ""
        fields: dict[str, Any] = {name: getattr(quality, name) for name in _COUNTS}
        fields |= {"notes": quality.notes, _PAGES_KEY: quality.pages}
        if quality.unreadable_sentiments:
            fields[_COUNT_ADDED_LATER] = quality.unreadable_sentiments
        return json.dumps(fields)

    def replaces(self, final: bool, fetched_at: datetime | None) -> bool:
        """Whether this bucket, saved late, replaces one that was stored in the meantime.

        ``final`` and ``fetched_at`` are the stored one's. A final bucket replaces one that is not,
        whatever the clock said when that was fetched: it may have been ahead.
        """
        if final:
            return False
        return self.final or fetched_at is None or fetched_at < self.fetched_at

    def checksum(self, series: Series, extensions: ExtensionIndex) -> str:
        """Covers every value, every name and the bucket's row, with the rows in this order."""
        about = (
            *(series.pbx, series.group, str(series.area_code), self.local_start),
            self.quality_json,
            *(at.isoformat() for at in (self.bucket.start, self.bucket.end, self.fetched_at)),
            f"{self.final:d}{self.complete:d}{len(self.values.codes)}",
        )
        checksum = blake2b(json.dumps(about).encode(), digest_size=_CHECKSUM_BYTES)
        checksum.update(extensions.digests(self.values.codes))
        checksum.update(np.ascontiguousarray(self.values.columns).data)
        return checksum.hexdigest()


@dataclass(frozen=True)
class ReadResult:
    """Sound buckets, and the ``damaged`` ones, which do not match their checksum.

    ``notice`` says why buckets may be missing; ``next_start`` is where the next read begins, None
    at the end.
    """

    buckets: tuple[FetchedBucket, ...] = ()
    damaged: tuple[Bucket, ...] = ()
    notice: str | None = None
    next_start: datetime | None = None


def parse_quality(quality_json: str) -> Quality:
    """The inverse of ``FetchedBucket.quality_json``. Raises one of UNREADABLE for other texts."""
    if not quality_json:
        return Quality()
    fields = json.loads(quality_json)
    pages, notes = (tuple(fields.pop(name)) for name in (_PAGES_KEY, "notes"))
    return Quality(**fields, notes=notes, pages=pages)


def is_complete(quality_json: str) -> bool:
    """Whether nothing is missing in a bucket, by its quality; False when that is unreadable."""
    try:
        return parse_quality(quality_json).complete
    except UNREADABLE:
        return False


def join_values(parts: Sequence[BucketValues]) -> BucketValues:
    """The rows of all parts, one after the other."""
    if not parts:
        return BucketValues(np.empty(0, np.int64), np.empty((len(VALUES), 0), np.int64))
    return BucketValues(
        np.concatenate([part.codes for part in parts]),
        np.concatenate([part.columns for part in parts], axis=1),
    )


def parse_columns(texts: Sequence[str]) -> Integers | None:
    """Extension ids and values from comma-separated texts, one per column; by ascending id.

    None when these are not numbers, or not equally many in each text.
    """
    columns = [np.fromstring(str(text), np.int64, sep=",") for text in texts]
    if len({len(column) for column in columns}) != 1:
        return None
    parsed = np.array(columns)
    if (np.diff(parsed[0]) > 0).all():
        return parsed
    return parsed[:, np.argsort(parsed[0])]
