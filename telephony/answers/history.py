"""What the history hands out: figures per bucket, what is missing, and how far the asking is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import NamedTuple, Protocol

import numpy as np
import numpy.typing as npt
import pandas as pd

from telephony.frames.columns import COUNTS, TALKS
from telephony.frames.former_names import FormerNames
from telephony.frames.quality import Quality
from telephony.periods.buckets import Bucket
from telephony.xapi.errors import XapiError
from telephony.xapi.records import RequestRecord


@dataclass(frozen=True)
class Gap:
    """A bucket without figures of one group: why, or None where it is not there yet."""

    group: str
    bucket: Bucket
    error: XapiError | None


@dataclass(frozen=True)
class History:
    """The figures of all groups asked for, each extension once per bucket.

    ``frame``: ``bucket_start`` and ``bucket_end`` (datetime64[us, UTC]), then the columns of
    ``telephony.frames.columns``; key (bucket_start, extension), oldest first. A bucket without
    calls has no rows, or rows of zeros: it is in ``held`` either way. ``buckets`` are those of
    the period that have begun, ``held`` those whose values are there for every group, ``gaps``
    the rest.
    ``incomplete`` are those of which pages, rows or values are missing, with what was wrong.

    ``as_of`` is the moment of the oldest bucket that may still change, else of the newest one.
    ``requests`` are the calls made for this answer. ``stale`` is the failure that kept a newer
    figure away. Two equal versions are the same figures. ``quality`` is that of all buckets
    together; ``notices`` are for whoever runs the dashboard: about the store, never the figures.
    ``former_names``: of numbers that had another name in earlier buckets.
    """

    frame: pd.DataFrame
    buckets: tuple[Bucket, ...]
    held: frozenset[Bucket]
    gaps: tuple[Gap, ...]
    incomplete: Mapping[Bucket, Quality]
    quality: Quality
    notices: tuple[str, ...]
    as_of: datetime
    requests: tuple[RequestRecord, ...]
    stale: XapiError | None
    version: tuple[int, ...]
    former_names: FormerNames = ()

    @property
    def complete(self) -> bool:
        """Every bucket is there, with every page, row and value."""
        return not self.gaps and self.quality.complete

    @cached_property
    def whole(self) -> frozenset[Bucket]:
        """The buckets of which nothing is missing."""
        return self.held - self.incomplete.keys()

    def rows_of(self, extension: str) -> pd.DataFrame:
        """The rows of one extension, in order."""
        return self.frame.take(self._places.get(extension, np.zeros(0, dtype=np.intp)))

    @cached_property
    def first_busy(self) -> datetime | None:
        """The start of the first bucket with a call, talk time, or figures that nobody can read."""
        busy = np.zeros(len(self.frame), dtype=bool)
        for name in COUNTS + TALKS:
            busy |= self.frame[name].array.to_numpy(np.int64, na_value=1) > 0
        starts = self.frame["bucket_start"].array[busy]
        found: pd.Timestamp | None = starts.min() if len(starts) else None
        return None if found is None else found.to_pydatetime()

    @cached_property
    def _places(self) -> dict[str, npt.NDArray[np.intp]]:
        """Where each extension's rows are: comparing all of them takes longer than a trend."""
        codes, numbers = pd.factorize(self.frame["extension"])
        order = np.argsort(codes, kind="stable")
        ends = np.cumsum(np.bincount(codes, minlength=len(numbers)))
        # what is split off last is empty, and all there is when there is nobody
        return dict(zip(map(str, numbers), np.split(order, ends)[:-1], strict=True))


class Progress(NamedTuple):
    """Buckets landed, well or not, and buckets asked, over all groups; seconds left if known."""

    done: int
    total: int
    seconds_left: float | None


class Fetching(Protocol):
    """A history that is under way, as ``DataAccess.request_history`` returns it."""

    @property
    def progress(self) -> Progress:
        """How far it is."""

    @property
    def quiet_seconds(self) -> float:
        """How long nothing has landed; 0 when nothing more will come."""

    def wait(self, timeout_seconds: float) -> bool:
        """Wait at most that long; True when nothing more will come."""

    def leave(self) -> None:
        """Wait no longer: what nobody else waits for is not asked. What is there stays."""

    def when_done(self, callback: Callable[[], None]) -> None:
        """Call ``callback`` once when nothing more will come; see ``Pending``."""

    def so_far(self) -> History:
        """What is there now; what is not is a gap without an error."""

    def result(self) -> History:
        """Wait until nothing more will come, then all of it."""
