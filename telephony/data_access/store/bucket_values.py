"""The figures of a bucket as arrays: packed for the store, proved by a checksum.

An unknown figure is UNKNOWN here, NULL in the store and NA in a frame.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from hashlib import blake2b
from threading import Lock
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from telephony.data_access.store.schema import VALUES
from telephony.frames.quality import Quality
from telephony.periods.buckets import Bucket

Integers = npt.NDArray[np.int64]

UNKNOWN: Final = -(2**63)
# Extensions and figures of a bucket without any, as ``read_columns`` gives them.
NO_ROWS: Final = np.empty((1 + len(VALUES), 0), np.int64)
# The names in every store there is, in their order: the checksum proves the text.
_COUNTED: Final = ("unreadable_durations", "unreadable_counts", "dropped_rows", "cleaned_names")
_COUNTED_LATER: Final = "unreadable_sentiments"
# What reading it raises where it was changed.
UNREADABLE: Final = (ValueError, TypeError, KeyError, AttributeError)
_CHECKSUM_BYTES: Final = 16
_DIGEST_BYTES: Final = 8


@dataclass(frozen=True)
class Series:
    """What a bucket belongs to: the PBX's identity, the group's number, the call area's code."""

    pbx: str
    group: str
    area_code: int


class ExtensionIndex:
    """Numbers and names of extensions, each pair once, by a code that counts up from 0.

    Safe for threads: codes are only ever added.
    """

    def __init__(self) -> None:
        self._codes: dict[tuple[str, str], int] = {}
        self._pairs: list[tuple[str, str]] = []
        self._digests: list[bytes] = []
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._pairs)

    def codes(self, pairs: Iterable[tuple[str, str]]) -> Integers:
        """The codes of (number, display name), new ones made as needed."""
        with self._lock:
            return np.fromiter((self._code(pair) for pair in pairs), np.int64)

    def pairs(self, codes: Integers) -> list[tuple[str, str]]:
        """What the codes stand for."""
        return [self._pairs[code] for code in codes.tolist()]

    def digests(self, codes: Integers) -> bytes:
        """A digest of each number and name, one after the other."""
        return b"".join([self._digests[code] for code in codes.tolist()])

    def columns(self, codes: Integers) -> tuple[Any, Any]:
        """Numbers and names as text columns."""
        with self._lock:
            known = list(self._pairs)
        numbers, names = (
            pd.array([pair[part] for pair in known], dtype="str").take(codes) for part in (0, 1)
        )
        return numbers, names

    def _code(self, pair: tuple[str, str]) -> int:
        code = self._codes.get(pair)
        if code is None:
            code = self._codes[pair] = len(self._pairs)
            self._pairs.append(pair)
            number, name = (part.encode("utf-8", "surrogatepass") for part in pair)
            said = b"%d\0%b\0%b" % (len(number), number, name)
            self._digests.append(blake2b(said, digest_size=_DIGEST_BYTES).digest())
        return code


@dataclass(frozen=True)
class Figures:
    """The rows of one bucket: codes of a roster, and one row of ``values`` per column of VALUES."""

    codes: Integers
    values: Integers

    @classmethod
    def of(cls, frame: pd.DataFrame, roster: ExtensionIndex) -> Figures:
        """From a frame of ``telephony.frames.extensions``."""
        pairs = zip(frame["extension"], frame["display_name"], strict=True)
        columns = [frame[name].to_numpy(np.int64, na_value=UNKNOWN) for name in VALUES]
        return cls(roster.codes(pairs), np.array(columns, np.int64).reshape(len(VALUES), -1))

    @property
    def size_bytes(self) -> int:
        return self.codes.nbytes + self.values.nbytes


@dataclass(frozen=True)
class Kept:
    """One bucket as it was fetched.

    ``final`` will never be asked again, ``complete`` says that every page, row and value is there.
    ``local_start`` is the start on the wall clock of the PBX with its offset, for readers.
    ``pbx_date`` is what the PBX's own clock said then; it is not stored.
    """

    bucket: Bucket
    local_start: str
    fetched_at: datetime
    final: bool
    complete: bool
    quality: Quality
    figures: Figures
    pbx_date: datetime | None = field(default=None, compare=False)

    @property
    def size_bytes(self) -> int:
        return self.figures.size_bytes

    def replaces(self, final: bool, fetched_at: datetime | None) -> bool:
        """Whether this one, which waited to be stored, takes the place of what was stored since.

        A final one does whatever the clock said when the other was fetched: that may have been
        ahead.
        """
        if final:
            return False
        return self.final or fetched_at is None or fetched_at < self.fetched_at

    @property
    def latest(self) -> datetime:
        """The later of the two clocks as it was fetched."""
        return max(self.fetched_at, self.pbx_date or self.fetched_at)

    @property
    def oddities(self) -> str:
        """The quality but its remarks as JSON; empty when there is nothing to tell."""
        quality = replace(self.quality, remarks=())
        if quality == Quality():
            return ""
        told: dict[str, Any] = {name: getattr(quality, name) for name in _COUNTED}
        told |= {"notes": quality.notes, "told": quality.pages}
        if quality.unreadable_sentiments:
            told[_COUNTED_LATER] = quality.unreadable_sentiments
        return json.dumps(told)

    def checksum(self, series: Series, roster: ExtensionIndex) -> str:
        """Proves every figure, every name and what is said about them, in this order of rows."""
        about = (
            *(series.pbx, series.group, str(series.area_code), self.local_start, self.oddities),
            *(at.isoformat() for at in (self.bucket.start, self.bucket.end, self.fetched_at)),
            f"{self.final:d}{self.complete:d}{len(self.figures.codes)}",
        )
        proof = blake2b(json.dumps(about).encode(), digest_size=_CHECKSUM_BYTES)
        proof.update(roster.digests(self.figures.codes))
        proof.update(np.ascontiguousarray(self.figures.values).data)
        return proof.hexdigest()


def quality_of(oddities: str) -> Quality:
    """What ``Kept.oddities`` wrote. Raises one of UNREADABLE for anything else."""
    if not oddities:
        return Quality()
    told = json.loads(oddities)
    pages, notes = (tuple(told.pop(name)) for name in ("told", "notes"))
    return Quality(**told, notes=notes, pages=pages)


def is_complete(oddities: str) -> bool:
    """Whether a bucket lacks nothing by what is written about it; not when that is unreadable."""
    try:
        return quality_of(oddities).complete
    except UNREADABLE:
        return False


def joined(parts: Sequence[Figures]) -> Figures:
    """The rows of all parts, one after the other."""
    if not parts:
        return Figures(np.empty(0, np.int64), np.empty((len(VALUES), 0), np.int64))
    return Figures(
        np.concatenate([part.codes for part in parts]),
        np.concatenate([part.values for part in parts], axis=1),
    )


def read_columns(columns: Sequence[str]) -> Integers | None:
    """Extensions and figures out of texts with commas, by ascending extension.

    None where they are not numbers, equally many in each.
    """
    read = [np.fromstring(str(column), np.int64, sep=",") for column in columns]
    if len({len(column) for column in read}) != 1:
        return None
    found = np.array(read)
    if (np.diff(found[0]) > 0).all():
        return found
    return found[:, np.argsort(found[0])]
