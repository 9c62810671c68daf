"""The metrics of a group, or of one extension, step by step over time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt
import pandas as pd
from pandas.arrays import IntegerArray

from telephony.answers.history import History
from telephony.formatting.numbers import ENGLISH, Separators
from telephony.formatting.units import Unit
from telephony.frames.columns import PlainColumns
from telephony.frames.former_names import FormerNames
from telephony.metrics.extension_metrics import of_direction
from telephony.metrics.frame_view import FrameView, Positions
from telephony.metrics.intervals import wilson
from telephony.metrics.registry import STEP_METRICS, Metric
from telephony.metrics.step_layout import StepLayout, layout_of
from telephony.metrics.step_rows import StepRows
from telephony.metrics.steps import Step, StepState
from telephony.periods.buckets import Cut, Grain
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

    layout: StepLayout
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

    @property
    def steps(self) -> tuple[Step, ...]:
        """The steps in order of time."""
        return self.layout.steps

    @property
    def states(self) -> tuple[StepState, ...]:
        """How complete each step is."""
        return self.layout.states

    @cached_property
    def cells(self) -> PlainColumns:
        """The frame's columns as plain values: cell by cell a frame is slow."""
        return PlainColumns(self.frame)

    @cached_property
    def columns(self) -> FrameView:
        """The frame's columns, each read out of it once."""
        return FrameView(self.frame)

    @cached_property
    def ends_whole_window(self) -> _Mask:
        """Which days are the last of ``window`` whole ones."""
        whole = np.array([state is StepState.WHOLE for state in self.states], dtype=float)
        ends: _Mask = _window_sums(whole, self.window) == self.window
        return ends


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
    at: Positions | None = None,
) -> Trend:
    """The trend of a history whose buckets are days of ``zone``, or working hours: its ``cut``.

    ``at``: the rows of its frame that count; None: all. Rows of buckets that are not held do not
    count: part of a day is no day. Ratios are ratios of sums over extensions and days, erlangs
    talk time over the real seconds of the days held up to the moment they are of. Without any
    step the frame is empty.
    """
    layout = layout_of(history, by, zone, first_recorded, cut)
    rows, seconds, shown = StepRows(history, layout, at), layout.seconds, layout.shown
    parts: dict[str, Parts] = {}
    columns: dict[str, object] = {}
    for key in KEYS:
        columns[key], parts[key] = _column(rows, STEP_METRICS[key], direction, seconds, shown)
    columns |= _pick_up(parts["pick_up_rate"], shown)
    columns["left_out"] = rows.left_out()
    columns |= {"days": layout.days, "days_held": layout.days_held}
    return Trend(
        layout=layout,
        frame=pd.DataFrame(columns),
        parts=parts,
        first_recorded=first_recorded,
        by=by,
        zone=zone,
        direction=direction,
        rows=len(history.frame if at is None else at),
        window=sum(map(bool, (cut if isinstance(cut, WorkingHours) else ALWAYS).days)),
    )


def moving(shown: Trend, key: str) -> _Floats:
    """The average per day of the ``window`` days that end with each; ratios are ratios of sums.

    NaN until there are so many, and wherever one of them is not whole. Only days have one.
    """
    if shown.by is not StepLength.DAY or len(shown) < shown.window:
        return np.full(len(shown), np.nan)
    parts = shown.parts[key]
    top, bottom = (_window_sums(values, shown.window) for values in (parts.top, parts.bottom))
    usable = shown.ends_whole_window & (bottom > 0)
    return np.where(usable, top / np.where(bottom > 0, bottom, 1), np.nan)


def _window_sums(values: _Floats, window: int) -> _Floats:
    """The sum of the ``window`` values that end with each, of fewer at the start."""
    padded = np.concatenate([np.zeros(window - 1), values])
    sums: _Floats = np.lib.stride_tricks.sliding_window_view(padded, window).sum(axis=1)
    return sums


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
