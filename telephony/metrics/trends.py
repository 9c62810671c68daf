"""The metrics of a group, or of one extension, step by step over time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, Final
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt
import pandas as pd
from pandas.arrays import IntegerArray

from telephony.answers.history import History
from telephony.formatting.numbers import ENGLISH, Separators
from telephony.formatting.units import Unit
from telephony.frames.columns import plain_values
from telephony.frames.former_names import FormerNames
from telephony.metrics.extension_metrics import of_direction
from telephony.metrics.intervals import wilson
from telephony.metrics.registry import STEP_METRICS, Metric
from telephony.metrics.steps import WITHOUT_DATA, Step, StepRows, StepState, state_of, steps_of
from telephony.periods.buckets import Bucket, Cut, Grain
from telephony.periods.working_hours import ALWAYS, WorkingHours
from telephony.query.view import Direction, StepLength

_Floats = npt.NDArray[np.float64]
_Mask = npt.NDArray[np.bool_]

KEYS: Final = tuple(STEP_METRICS)


@dataclass(frozen=True)
class Parts:
    """What a metric's values over time are made of: sums above and, for ratios, below the line."""

    top: _Floats
    bottom: _Floats


@dataclass(frozen=True)
class Trend:
    """Values by step.

    frame: one row per step: the metrics of ``KEYS`` by their key (Int64 sums, float64 ratios and
    erlangs), `inbound` (all inbound calls, the n of the pick-up rate), `pick_up_low` and
    `pick_up_high` (its 95 % band), ``left_out`` (rows with an unknown value), `days` of the step in
    the range and `days_held` of them with data. A gap has no values. parts: by
    metric, for sums over several steps. first_recorded: when the records begin, if in the range.
    rows: how many of the history it is made of. window: days of a moving average, so that each
    weekday is in it once. former_names: of its extensions.
    """

    steps: tuple[Step, ...]
    states: tuple[StepState, ...]
    frame: pd.DataFrame
    parts: Mapping[str, Parts]
    first_recorded: datetime | None
    by: StepLength
    zone: ZoneInfo
    direction: Direction
    rows: int
    window: int
    former_names: FormerNames = ()

    def __len__(self) -> int:
        return len(self.steps)

    @cached_property
    def cells(self) -> dict[str, list[Any]]:
        """The frame's columns as plain values, None for a missing one: cell by cell it is slow."""
        return {
            str(name): [None if gone else value for value, gone in zip(values, lost, strict=True)]
            for name, column in self.frame.items()
            for values, lost in ((plain_values(column.array), column.isna().tolist()),)
        }


@dataclass(frozen=True)
class ShownTrend:
    """A trend with what charts and tables show beside it.

    ``compared`` is an earlier trend, shown step by step, and ``compared_words`` its name.
    ``marks`` are holidays and own events, by step. ``style``: the reader's separators.
    """

    trend: Trend
    compared: Trend | None = None
    compared_words: str = ""
    marks: tuple[str, ...] = ()
    style: Separators = ENGLISH


def trend(  # noqa: PLR0913  # all that a trend is made of
    history: History,
    by: StepLength,
    zone: ZoneInfo,
    direction: Direction = Direction.BOTH,
    first_recorded: datetime | None = None,
    *,
    cut: Cut = Grain.DAY,
) -> Trend:
    """The trend of a history whose buckets are days of ``zone``, or working hours: its ``cut``.

    Rows of buckets that are not held do not count: part of a day is no day. Ratios are ratios of
    sums over extensions and days, erlangs talk time over the real seconds of the days held up to
    the moment they are of. Without any step the frame is empty.
    """
    buckets = history.buckets
    steps = steps_of(buckets, by, zone)
    inside = {place for place, bucket in enumerate(buckets) if bucket in history.held}
    now = history.as_of
    lacking = {place for place, bucket in enumerate(buckets) if bucket in history.incomplete}
    states = tuple(
        state_of(step, inside, now, zone, first_recorded, cut=cut, incomplete=lacking)
        for step in steps
    )
    step_of = np.zeros(len(buckets), dtype=np.intp)
    for number, step in enumerate(steps):
        step_of[list(step.places)] = number
    rows = StepRows(history, inside, step_of, len(steps))
    seconds = np.zeros(len(steps))
    for place in inside:
        seconds[step_of[place]] += _elapsed(buckets[place], now)
    shown = np.array([state not in WITHOUT_DATA for state in states], dtype=bool)
    parts: dict[str, Parts] = {}
    columns: dict[str, object] = {}
    for key in KEYS:
        columns[key], parts[key] = _column(rows, STEP_METRICS[key], direction, seconds, shown)
    columns |= _pick_up(parts["pick_up_rate"], shown)
    columns["left_out"] = rows.left_out()
    columns["days"], columns["days_held"] = _days(history, steps, zone)
    return Trend(
        steps=steps,
        states=states,
        frame=pd.DataFrame(columns),
        parts=parts,
        first_recorded=first_recorded,
        by=by,
        zone=zone,
        direction=direction,
        rows=len(history.frame),
        window=sum(map(bool, (cut if isinstance(cut, WorkingHours) else ALWAYS).days)),
    )


def _days(
    history: History, steps: Sequence[Step], zone: ZoneInfo
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Days by step, and how many of them have data in every bucket."""
    of_bucket = [bucket.start.astimezone(zone).date() for bucket in history.buckets]
    lost = {
        day
        for day, bucket in zip(of_bucket, history.buckets, strict=True)
        if bucket not in history.held
    }
    days = [{of_bucket[place] for place in step.places} for step in steps]
    counts = ([len(found) for found in days], [len(found - lost) for found in days])
    whole, held = (np.array(count, dtype=np.int64) for count in counts)
    return whole, held


def moving(shown: Trend, key: str) -> _Floats:
    """The average per day of the ``window`` days that end with each; ratios are ratios of sums.

    NaN until there are so many, and wherever one of them is not whole. Only days have one.
    """
    if shown.by is not StepLength.DAY or len(shown) < shown.window:
        return np.full(len(shown), np.nan)
    whole = np.array([state is StepState.WHOLE for state in shown.states], dtype=float)
    window = np.ones(shown.window)
    parts = shown.parts[key]
    top, bottom, days = (
        np.convolve(values, window)[: len(shown)] for values in (parts.top, parts.bottom, whole)
    )
    usable = (days == shown.window) & (bottom > 0)
    return np.where(usable, top / np.where(bottom > 0, bottom, 1), np.nan)


def _column(
    rows: StepRows,
    metric: Metric,
    direction: Direction,
    seconds: _Floats,
    shown: _Mask,
) -> tuple[object, Parts]:
    above, below = of_direction(metric.top, direction), of_direction(metric.bottom, direction)
    if metric.bottom:
        known = rows.known((*above, *below))
        top, bottom = rows.summed(above, known), rows.summed(below, known)
        return _ratio(top, bottom, shown), Parts(top.astype(float), bottom.astype(float))
    top = rows.summed(above)
    lost = rows.nothing_known(above) | ~shown
    if metric.unit is Unit.ERLANGS:
        busy = seconds * 1e6
        return _ratio(top, busy, ~lost), Parts(top.astype(float), busy)
    return IntegerArray(np.where(lost, 0, top), lost), Parts(top.astype(float), np.ones(len(top)))


def _ratio(top: npt.ArrayLike, bottom: npt.ArrayLike, shown: _Mask) -> _Floats:
    over = np.asarray(bottom, dtype=float)
    there = shown & (over > 0)
    return np.where(there, np.asarray(top, dtype=float) / np.where(there, over, 1), np.nan)


def _pick_up(parts: Parts, shown: _Mask) -> dict[str, object]:
    low, high = wilson(parts.top, parts.bottom)
    inbound = IntegerArray(np.where(shown, parts.bottom, 0).astype(np.int64), ~shown)
    return {
        "inbound": inbound,
        "pick_up_low": np.where(shown, low, np.nan),
        "pick_up_high": np.where(shown, high, np.nan),
    }


def _elapsed(bucket: Bucket, now: datetime) -> float:
    return max(0.0, (min(bucket.end, now) - bucket.start).total_seconds())
