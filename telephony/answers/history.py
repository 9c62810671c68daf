"""Values per bucket of a period, and what is missing from them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

from telephony.answers.base import Answer
from telephony.answers.once import MakesOnce
from telephony.frames.columns import COUNTS, TALKS
from telephony.frames.former_names import FormerNames
from telephony.frames.quality import Quality
from telephony.periods.buckets import Bucket
from telephony.xapi.errors import XapiError


@dataclass(frozen=True)
class Gap:
    """A bucket for which one group has no values: why, or None while it is still loading."""

    group: str
    bucket: Bucket
    error: XapiError | None


@dataclass(frozen=True, kw_only=True)
class History(Answer, MakesOnce):
    """The values of all groups of the question, one row per bucket and extension.

    ``frame``: ``bucket_start`` and ``bucket_end`` (datetime64[us, UTC]), then the columns of
    ``telephony.frames.columns``; key (bucket_start, extension), oldest first. A bucket without
    calls has no rows, or rows of zeros: it is in ``held`` either way.

    ``buckets`` are those of the period that have begun, ``held`` those whose values are there for
    every group, ``gaps`` the rest. ``incomplete`` are those that lack pages, rows or values, and
    what was wrong. ``as_of`` is the time of the oldest bucket that may still change, else of the
    newest one; ``quality`` is that of all buckets together. ``former_names``: of extensions that
    had another name in earlier buckets. Equal ``version``: equal values.
    """

    frame: pd.DataFrame
    buckets: tuple[Bucket, ...]
    held: frozenset[Bucket]
    version: tuple[int, ...]
    gaps: tuple[Gap, ...] = ()
    incomplete: Mapping[Bucket, Quality] = field(default_factory=dict)
    former_names: FormerNames = ()

    @property
    def lacks_parts(self) -> bool:
        """Whether a bucket has no values for one of the groups."""
        return bool(self.gaps)

    @property
    def no_data_error(self) -> XapiError | None:
        """Why no bucket has data; None where one has, or none failed."""
        if self.held:
            return None
        return next((gap.error for gap in self.gaps if gap.error is not None), None)

    @cached_property
    def complete_buckets(self) -> frozenset[Bucket]:
        """The buckets that lack nothing."""
        return self.held - self.incomplete.keys()

    def places_of(self, extension: str) -> npt.NDArray[np.intp]:
        """Where the rows of one extension are, in order."""
        return self._places.get(extension, np.zeros(0, dtype=np.intp))

    def rows_of(self, extension: str) -> pd.DataFrame:
        """The rows of one extension, in order."""
        return self.frame.take(self.places_of(extension))

    @cached_property
    def first_activity(self) -> datetime | None:
        """The start of the first bucket with a call, talk time or an unknown value, if any."""
        busy = np.zeros(len(self.frame), dtype=bool)
        for name in COUNTS + TALKS:
            busy |= self.frame[name].array.to_numpy(np.int64, na_value=1) > 0
        starts = self.frame["bucket_start"].array[busy]
        first: pd.Timestamp | None = starts.min() if len(starts) else None
        return None if first is None else first.to_pydatetime()

    @cached_property
    def _places(self) -> dict[str, npt.NDArray[np.intp]]:
        """Where each extension's rows are; comparing every row takes longer than a trend does."""
        codes, numbers = pd.factorize(self.frame["extension"])
        order = np.argsort(codes, kind="stable")
        ends = np.cumsum(np.bincount(codes, minlength=len(numbers)))
        # the last piece is always empty; without any rows it is the only one
        return dict(zip(map(str, numbers), np.split(order, ends)[:-1], strict=True))
