"""Metrics of each extension, and the totals of many extensions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

import numpy as np
import pandas as pd
from pandas.arrays import IntegerArray

from telephony.formatting.units import Unit
from telephony.metrics.frame_view import (
    FrameOrView,
    FrameSelection,
    FrameView,
    Integers,
    Mask,
    Numbers,
    Positions,
)
from telephony.metrics.registry import METRICS, Metric
from telephony.metrics.stored_values import per_frame, per_row
from telephony.query.view import Direction

# Sums whose floating-point twin reaches this do not surely fit 64 bits: unknown, never wrapped.
_SAFE_SUM = 2.0**63 - 2.0**13
# The only columns that depend on which rows there are, and the sums that they are shares of.
_SHARES: Final = {"share_of_calls": "calls", "share_of_talk": "talk"}


@dataclass(frozen=True)
class MetricValue:
    """One metric of many extensions. ``value`` None: it does not exist, or is ``unknown``.

    value: calls, microseconds, a share, erlangs. top, bottom: the sums that a ratio is made of.
    left_out: extensions of which a part is unknown. lacks_rows: there may be further extensions.
    """

    value: int | float | None
    top: int | None
    bottom: int | None
    left_out: int
    lacks_rows: bool = False

    @property
    def incomplete(self) -> bool:
        """Some of what it should be made of is missing."""
        return self.left_out > 0 or self.lacks_rows

    @property
    def unknown(self) -> bool:
        """There would be a value if the response had been readable."""
        return self.value is None and self.left_out > 0


def derive(
    frame: pd.DataFrame, period_seconds: float, direction: Direction = Direction.BOTH
) -> pd.DataFrame:
    """The frame plus one column per metric that it lacks, named by the metric's key.

    Sums are Int64 (NA where a part is unknown), ratios and erlangs float64 (NaN where there is
    none; ``unknown_in`` says which are unknown). Talk is in microseconds, rates are shares 0 to 1.
    `calls`, `talk`, `mean_talk`, the shares and erlangs cover the chosen direction; shares are of
    all rows given, so narrow first. A period of no length has no erlangs (NaN).
    """
    numbers = _Numbers(FrameView(frame))
    columns: dict[str, Numbers | IntegerArray] = {}
    for key, metric in METRICS.items():
        if key in frame.columns:
            continue
        top, unknown = numbers.added(of_direction(metric.top, direction))
        if key in _SHARES:
            columns[key] = _share(top, unknown)
        elif metric.unit is Unit.ERLANGS:
            columns[key] = np.where(unknown, np.nan, _erlangs(top, period_seconds))
        elif metric.bottom:
            bottom, unknown_bottom = numbers.added(of_direction(metric.bottom, direction))
            columns[key] = _ratio(top, bottom, unknown | unknown_bottom)
        else:
            columns[key] = IntegerArray(top, unknown)
    return pd.concat([frame, pd.DataFrame(columns, index=frame.index)], axis=1)


def select_rows(everyone: FrameView, at: Positions) -> FrameView:
    """Those rows of a derived frame's columns; their shares are of these rows."""
    if len(at) == len(everyone):
        return everyone
    shares = {
        key: _share(everyone.integers(of)[at], everyone.missing(of)[at])
        for key, of in _SHARES.items()
    }
    return FrameSelection(everyone, at, shares)


def total(frame: FrameOrView, direction: Direction = Direction.BOTH) -> Mapping[str, MetricValue]:
    """Each metric over all rows, by key: sums, and ratios of sums. No rows: 0, and no ratios.

    A sum adds what is known. A ratio leaves out an extension of which a part is unknown, above
    and below the line alike. Where nothing is known the value is unknown. Of a score there is only
    how many (top) of the rows (bottom) have one. Only a derived frame has erlangs: they need the
    period's length.
    """
    return _Total(FrameView.of(frame), direction)


class _Total(Mapping[str, MetricValue]):
    """The values of all metrics, each calculated when it is first read."""

    def __init__(self, columns: FrameView, direction: Direction) -> None:
        self._columns = columns
        self._direction = direction

    def __getitem__(self, key: str) -> MetricValue:
        return metric_total(self._columns, key, self._direction)

    def __iter__(self) -> Iterator[str]:
        return iter(METRICS)

    def __len__(self) -> int:
        return len(METRICS)


def unknown_in(frame: FrameOrView, key: str, direction: Direction = Direction.BOTH) -> Mask:
    """Which rows lack a part of this metric: shown as "?", while a mere absence is "–"."""
    return _unknown(FrameView.of(frame), key, direction)


@per_row
def _unknown(columns: FrameView, key: str, direction: Direction) -> Mask:
    metric, numbers = METRICS[key], _Numbers(columns)
    above, below = of_direction(metric.top, direction), of_direction(metric.bottom, direction)
    return numbers.added(above)[1] | numbers.added(below)[1]


@lru_cache(maxsize=256)
def of_direction(columns: tuple[str, ...], direction: Direction) -> tuple[str, ...]:
    """Those columns that belong to the direction; all of them when none does."""
    return tuple(name for name in columns if name.startswith(direction)) or columns


class _Numbers:
    """Sums over columns, row by row and over all rows."""

    def __init__(self, columns: FrameView) -> None:
        self.rows = len(columns)
        self._columns = columns

    def complete(self, name: str) -> bool:
        """Every row's value is known."""
        return self._columns.complete(name)

    def unknown(self, columns: Iterable[str]) -> Mask:
        mask = np.zeros(self.rows, dtype=bool)
        for name in columns:
            if not self.complete(name):
                mask |= self._columns.missing(name)
        return mask

    def nothing_known(self, columns: Iterable[str]) -> bool:
        """There are rows, and in none of them any of the columns is known."""
        return self.rows > 0 and all(self._columns.missing(name).all() for name in columns)

    def added(self, columns: tuple[str, ...]) -> tuple[Integers, Mask]:
        """The sum row by row, and the rows in which a part is unknown or the sum too large."""
        result = np.zeros(self.rows, dtype=np.int64)
        rough = np.zeros(self.rows)
        for name in columns:
            values = self._columns.integers(name)
            result = result + values
            rough += values
        unknown = self.unknown(columns) | (rough >= _SAFE_SUM)
        result[unknown] = 0
        return result, unknown

    def total(self, columns: tuple[str, ...], known: Mask) -> int:
        """The exact sum of the known rows, whatever its size."""
        return sum(_exact_sum(self._columns.integers(name)[known]) for name in columns)

    def whole_total(self, columns: tuple[str, ...]) -> int:
        """The exact sum of all rows; an unknown value adds nothing."""
        return sum(column_sum(self._columns, name) for name in columns)


@per_frame
def column_sum(columns: FrameView, name: str) -> int:
    """The exact sum of a column; an unknown value adds nothing."""
    return _exact_sum(columns.integers(name))


def _exact_sum(values: Integers) -> int:
    fits = values.sum(dtype=np.float64) < _SAFE_SUM
    return int(values.sum()) if fits else sum(int(value) for value in values)


@per_frame
def metric_total(columns: FrameView, key: str, direction: Direction) -> MetricValue:
    """The metric over all rows of the view."""
    metric = METRICS[key]
    if metric.unit is Unit.SCORE:
        known = len(columns) - int(columns.missing(metric.key).sum())
        return MetricValue(None, known, len(columns), 0)
    made = _sums(_Numbers(columns), metric, direction)
    if metric.unit is not Unit.ERLANGS or made.top is None or metric.key not in columns:
        return made
    lengthless = bool(len(columns)) and bool(columns.missing(metric.key).all())
    traffic = float(np.nansum(columns.numbers(metric.key)))
    return replace(made, value=None if lengthless else traffic)


def _sums(numbers: _Numbers, metric: Metric, direction: Direction) -> MetricValue:
    above, below = of_direction(metric.top, direction), of_direction(metric.bottom, direction)
    if all(map(numbers.complete, (*above, *below))):
        top, bottom, left_out = numbers.whole_total(above), numbers.whole_total(below), 0
    else:
        unknown = numbers.unknown((*above, *below))
        left_out = int(unknown.sum())
        if numbers.nothing_known(above) or (below and left_out == numbers.rows):
            return MetricValue(None, None, None, left_out)
        if metric.bottom:
            top, bottom = numbers.total(above, ~unknown), numbers.total(below, ~unknown)
        else:
            top, bottom = numbers.whole_total(above), 0
    if not metric.bottom:
        return MetricValue(None if metric.unit is Unit.ERLANGS else top, top, None, left_out)
    return MetricValue(top / bottom if bottom else None, top, bottom, left_out)


def _ratio(top: Integers, bottom: Integers, unknown: Mask) -> Numbers:
    without = unknown | (bottom == 0)
    return np.where(without, np.nan, top / np.where(without, 1, bottom))


def _share(part: Integers, unknown: Mask) -> Numbers:
    whole = part.sum(dtype=np.float64)
    return np.where(unknown, np.nan, part / whole) if whole else np.full(len(part), np.nan)


def _erlangs(talk: Integers, seconds: float) -> Numbers:
    return talk / (seconds * 1e6) if seconds else np.full(len(talk), np.nan)
