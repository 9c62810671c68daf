"""The metrics of a group, or of one extension, step by step over time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt
import pandas as pd
from pandas.arrays import IntegerArray

from telephony.answers.history import History
from telephony.formatting.locale_style import ENGLISH, LocaleStyle
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
from telephony.query.view import Direction, StepLength

_Floats = npt.NDArray[np.float64]
_Mask = npt.NDArray[np.bool_]

KEYS: Final = tuple(STEP_METRICS)
_WEEK: Final = 7  # days


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
    rows: how many of the history it is made of. closed: places of days that count as closed.
    former_names: of its extensions.
    """

    layout: StepLayout
    frame: pd.DataFrame
    parts: Mapping[str, Parts]
    first_recorded: datetime | None
    by: StepLength
    zone: ZoneInfo
    direction: Direction
    rows: int
    closed: frozenset[int] = frozenset()
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

    def only(self, layout: StepLayout, places: Sequence[int]) -> Trend:
        """The same of the steps at these places alone: those of the ``layout``."""
        at = list(places)
        return replace(
            self,
            layout=layout,
            frame=self.frame.iloc[at].reset_index(drop=True),
            parts={key: Parts(part.top[at], part.bottom[at]) for key, part in self.parts.items()},
        )

    @cached_property
    def cells(self) -> PlainColumns:
        """The frame's columns as plain values: cell by cell a frame is slow."""
        return PlainColumns(self.frame)

    @cached_property
    def columns(self) -> FrameView:
        """The frame's columns, each read out of it once."""
        return FrameView(self.frame)


@dataclass(frozen=True)
class ShownTrend:
    """A trend with what charts and tables show beside it.

    ``compared`` is an earlier trend, shown step by step, ``compared_words`` its name, and
    ``earlier_by`` how many days its range begins before the trend's. ``marks`` are holidays and own
    events, by step. ``remark`` says what a chart leaves out. ``style``: the reader's separators.
    """

    trend: Trend
    compared: Trend | None = None
    compared_words: str = ""
    earlier_by: timedelta | None = None
    marks: tuple[str, ...] = ()
    remark: str = ""
    style: LocaleStyle = ENGLISH

    @cached_property
    def pairs(self) -> tuple[int | None, ...]:
        """The place of the compared step, for each step; see ``pair_steps``."""
        return pair_steps(self.trend, self.compared, self.earlier_by)


def pair_steps(
    trend: Trend, compared: Trend | None, earlier_by: timedelta | None
) -> tuple[int | None, ...]:
    """Which of the compared steps each step is compared with; None for none.

    Days of ranges that begin some weeks apart meet the same weekday, whichever days are left out;
    of others the first meets the first, the second the second, as weeks and months do.
    """
    there = len(compared) if compared is not None else 0
    days = trend.by is StepLength.DAY
    if compared is None or not days or earlier_by is None or earlier_by.days % _WEEK:
        return tuple(place if place < there else None for place in range(len(trend)))
    places = {step.first: place for place, step in enumerate(compared.steps)}
    return tuple(places.get(step.first - earlier_by) for step in trend.steps)


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
    )


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
