"""The rows of a history, summed up by the step of a trend that each is in."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

import numpy as np
import numpy.typing as npt

from telephony.answers.history import History
from telephony.frames.columns import COUNTS, TALKS
from telephony.metrics.frame_view import Integers, Mask


class StepRows:
    """The rows of held buckets, as plain arrays with a mask each, and the step that each is in."""

    def __init__(
        self,
        history: History,
        inside: Collection[int],
        step_of: npt.NDArray[np.intp],
        steps: int,
    ) -> None:
        frame, buckets = history.frame, history.buckets
        starts = np.array([_microseconds(bucket.start) for bucket in buckets], dtype=np.int64)
        of_rows = frame["bucket_start"].to_numpy("datetime64[us]").astype(np.int64)
        places = np.searchsorted(starts, of_rows)
        there = np.zeros(len(buckets) + 1, dtype=bool)
        there[list(inside)] = True
        keep = there[places]
        self._at = step_of[places[keep]] if len(buckets) else np.zeros(0, dtype=np.intp)
        self._steps = steps
        self._values: dict[str, Integers] = {}
        self._unknown: dict[str, Mask] = {}
        for name in (*COUNTS, *TALKS):
            self._values[name] = frame[name].to_numpy(np.int64, na_value=0)[keep]
            self._unknown[name] = frame[name].isna().to_numpy()[keep]

    def summed(self, columns: Sequence[str], known: Mask | None = None) -> Integers:
        """The columns' sum by step, over the rows that are ``known`` (unknown cells are 0)."""
        total = np.zeros(self._steps, dtype=np.int64)
        for name in columns:
            values = self._values[name]
            np.add.at(total, self._at, values if known is None else np.where(known, values, 0))
        return total

    def known(self, columns: Sequence[str]) -> Mask:
        """Rows of which all the columns are known."""
        known = np.ones(len(self._at), dtype=bool)
        for name in columns:
            known &= ~self._unknown[name]
        return known

    def nothing_known(self, columns: Sequence[str]) -> Mask:
        """Steps that have rows, of none of which any of the columns is known."""
        rows = np.bincount(self._at, minlength=self._steps)
        lost = np.ones(len(self._at), dtype=bool)
        for name in columns:
            lost &= self._unknown[name]
        all_lost: Mask = np.bincount(self._at[lost], minlength=self._steps) == rows
        return all_lost & (rows > 0)

    def left_out(self) -> Integers:
        """Rows by step with an unknown figure."""
        lost = ~self.known((*COUNTS, *TALKS))
        return np.bincount(self._at[lost], minlength=self._steps).astype(np.int64)


def _microseconds(at: datetime) -> int:
    return round(at.timestamp()) * 1_000_000
