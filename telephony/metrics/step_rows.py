"""The rows of a history that a trend is made of, summed by step."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from telephony.answers.history import History
from telephony.frames.columns import COUNTS, TALKS
from telephony.metrics.frame_view import FrameView, Integers, Mask, Positions
from telephony.metrics.step_layout import StepLayout


class StepRows:
    """The rows of held buckets, as plain arrays with a mask each, and the step that each is in.

    ``at``: the rows of the history's frame that count; None: all of them.
    """

    def __init__(self, history: History, layout: StepLayout, at: Positions | None = None) -> None:
        columns = history.once(FrameView, lambda: FrameView(history.frame))
        starts = columns.array("bucket_start")
        of_rows = np.asarray(starts if at is None else starts.take(at), "M8[us]").view(np.int64)
        places = np.searchsorted(layout.bucket_starts, of_rows)
        held = layout.bucket_held[places]
        if not held.all():
            places = places[held]
            at = np.flatnonzero(held) if at is None else at[held]
        self._at: npt.NDArray[np.intp] = layout.bucket_steps[places]
        self._steps = len(layout.steps)
        self._values: dict[str, Integers] = {}
        self._unknown: dict[str, Mask] = {}
        self._sums: dict[str, Integers] = {}
        for name in (*COUNTS, *TALKS):
            column = columns.array(name) if at is None else columns.array(name).take(at)
            self._values[name] = column.to_numpy(np.int64, na_value=0)
            self._unknown[name] = column.isna()

    def summed(self, columns: Sequence[str], known: Mask | None = None) -> Integers:
        """The columns' sum by step, over the rows that are ``known`` (unknown cells are 0)."""
        total = np.zeros(self._steps, dtype=np.int64)
        for name in columns:
            if known is None or known.all():
                total += self._sum_of(name)
            else:
                total += self._sum(np.where(known, self._values[name], 0))
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
        """Rows by step with an unknown value."""
        lost = ~self.known((*COUNTS, *TALKS))
        return np.bincount(self._at[lost], minlength=self._steps).astype(np.int64)

    def _sum_of(self, name: str) -> Integers:
        """A whole column's sum by step, which several metrics need."""
        if name not in self._sums:
            self._sums[name] = self._sum(self._values[name])
        return self._sums[name]

    def _sum(self, values: Integers) -> Integers:
        total = np.zeros(self._steps, dtype=np.int64)
        np.add.at(total, self._at, values)
        return total
