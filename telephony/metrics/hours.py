"""Time of day: means per hour of the week and of the day, over the hours that really took place.

Grain of what comes in: one row per hour (`telephony.frames.hours`). Grain of what goes out: one row
per cell, an hour of the wall clock on a weekday (`grid`) or on any day (`profile`). A mean is the
sum of a cell's hours ÷ their number: a weekday that came five times has five, an hour that clocks
skipped none, and one that they show twice stands in a cell of its own the second time. Hours that
are still running, cut by the range, unknown, or outside the working hours are in neither.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final, NamedTuple

import numpy as np
import pandas as pd

from telephony.frames.columns import BrokenFrameError
from telephony.metrics.registry import HOUR_METRICS
from telephony.periods.period import Period
from telephony.periods.working_hours import WEEKDAYS, WorkingHours, wall_minutes


class CellState(StrEnum):
    """What a cell holds; everything but a figure is a gap."""

    VALUE = "figure"  # the word in files
    UNKNOWN = "unknown"
    RUNNING = "running"
    OUTSIDE = "outside"
    NEVER = "never"


COLUMNS: Final = {
    "weekday": "int64",  # 0 is Monday; -1 in a profile
    "hour": "int64",  # of the wall clock, 0 to 23
    "again": "bool",  # the second showing of an hour that clocks show twice
    "offset": "str",  # from UTC of such a second showing, +01:00
    "hours": "int64",  # that took place and count
    "unknown": "int64",  # that took place, of which nobody knows
    "total": "Int64",  # calls or microseconds of the counted hours; NA without any
    "mean": "Float64",  # total ÷ hours
    "state": "str",  # a State
}
_ANY_DAY: Final = -1
_A_MONDAY: Final = datetime.fromisoformat("2024-01-01")
_OFFSET: Final = len("+01:00")


class _Slot(NamedTuple):
    """An hour of the wall clock, and which showing of it."""

    hour: int
    again: bool
    offset: str


class _Hour(NamedTuple):
    """One hour of the range: its cell, its figure (0 where it has none) and what it is."""

    weekday: int
    slot: _Slot
    value: int
    state: CellState


@dataclass(frozen=True)
class HourFilter:
    """Which hours count: whole ones of the period that are over at ``as_of``, in ``working``."""

    period: Period
    as_of: datetime
    working: WorkingHours | None = None

    def counts(self, start: datetime, end: datetime) -> bool:
        """Whether the hour between the instants lies in the working hours."""
        local = start.astimezone(self.period.zone)
        return self.working is None or self.working.count(local, wall_minutes(start, end))

    def cuts(self, start: datetime, end: datetime) -> bool:
        """Whether it counts though a part of it lies outside of the working hours."""
        local = start.astimezone(self.period.zone)
        return self.working is not None and self.working.cut(local, wall_minutes(start, end))

    def is_whole(self, start: datetime, end: datetime) -> bool:
        """Whether it is over, and not cut by a range that begins or ends inside an hour."""
        cut = (start == self.period.start and self._inside_an_hour(start)) or (
            end == self.period.end and self._inside_an_hour(end)
        )
        return end <= self.as_of and not cut

    def _inside_an_hour(self, at: datetime) -> bool:
        local = at.astimezone(self.period.zone)
        return bool(local.minute or local.second or local.microsecond)


@dataclass(frozen=True)
class HourSums:
    """``total`` of the metric, in calls or microseconds, over so many ``hours`` that count.

    ``unknown``: hours that would count as well if their numbers were known.
    """

    total: int
    hours: int
    unknown: int

    @property
    def mean(self) -> float | None:
        """Per hour; None without any hour."""
        return self.total / self.hours if self.hours else None


def grid(frame: pd.DataFrame, key: str, lens: HourFilter) -> pd.DataFrame:
    """A cell per weekday and hour of the wall clock: 7 × 24, and 7 more for each second showing.

    ``key`` is one of `HOUR_METRICS`. Columns: `COLUMNS`, ordered by hour, showing and weekday.
    """
    return _cells(_hours(frame, key, lens), range(len(WEEKDAYS)), lens)


def profile(frame: pd.DataFrame, key: str, lens: HourFilter) -> pd.DataFrame:
    """A cell per hour of the wall clock on whichever day, as `grid`; its weekday is -1."""
    hours = (hour._replace(weekday=_ANY_DAY) for hour in _hours(frame, key, lens))
    return _cells(hours, (_ANY_DAY,), lens)


def inside(frame: pd.DataFrame, lens: HourFilter) -> pd.DataFrame:
    """The rows of the hour frame in the working hours, also those that are cut or running."""
    # an array, since pandas takes an empty list for a choice of no columns
    kept = np.array([lens.counts(*limit) for limit in _limits(frame)], dtype=bool)
    return frame[kept].reset_index(drop=True)


def left_out(frame: pd.DataFrame, lens: HourFilter) -> list[str]:
    """What the means leave out of the working hours, in sentences."""
    limits = [limit for limit in _limits(frame) if lens.counts(*limit)]
    running = sum(end > lens.as_of for _, end in limits)
    cut = sum(not lens.is_whole(*limit) for limit in limits) - running
    said = []
    if running:
        said.append("The hour that is still running is left out.")
    if cut > 0:
        said.append("An hour that the range cuts is left out.")
    return [*said, *counted_whole(frame, lens)]


def counted_whole(frame: pd.DataFrame, lens: HourFilter) -> list[str]:
    """A sentence where hours count of which only a part lies in the working hours."""
    if any(lens.cuts(*limit) for limit in _limits(frame)):
        return ["Working hours that begin or end inside an hour count that hour whole."]
    return []


def sum_cells(cells: pd.DataFrame) -> HourSums:
    """All cells of a grid or a profile together."""
    return HourSums(*(int(cells[name].sum()) for name in ("total", "hours", "unknown")))


def busiest(cells: pd.DataFrame) -> pd.Series[Any] | None:
    """The cell with the highest mean, the first of equal ones; None where all are zero or gaps."""
    known = cells[cells["mean"].notna() & (cells["mean"] > 0)]
    return None if known.empty else known.iloc[int(known["mean"].to_numpy(float).argmax())]


def check(cells: pd.DataFrame) -> None:
    """Raise BrokenFrameError unless columns and types are these and figures fit their states."""
    found = {str(name): str(dtype) for name, dtype in cells.dtypes.items()}
    if found != COLUMNS:
        raise BrokenFrameError(f"columns {found} instead of {COLUMNS}")
    has = (cells["state"] == CellState.VALUE).to_numpy()
    if (cells["mean"].notna().to_numpy() != has).any() or ((cells["hours"] > 0) != has).any():
        raise BrokenFrameError("a mean without an hour, or an hour without a mean")


def _limits(frame: pd.DataFrame) -> list[tuple[datetime, datetime]]:
    starts, ends = (frame[name].dt.to_pydatetime() for name in ("hour_start", "hour_end"))
    return list(zip(starts, ends, strict=True))


def _hours(frame: pd.DataFrame, key: str, lens: HourFilter) -> Iterator[_Hour]:
    """Each hour with the cell it belongs to, what it counts, and what it is."""
    values = frame[list(HOUR_METRICS[key].top)].sum(axis=1, skipna=False).astype("Int64")
    known = values.notna().tolist()
    numbers = values.fillna(0).tolist()
    for limit, has, number in zip(_limits(frame), known, numbers, strict=True):
        local = limit[0].astimezone(lens.period.zone)
        offset = local.isoformat()[-_OFFSET:] if local.fold else ""
        slot = _Slot(local.hour, bool(local.fold), offset)
        yield _Hour(local.weekday(), slot, number, _state(limit, lens, has=has))


def _state(limit: tuple[datetime, datetime], lens: HourFilter, *, has: bool) -> CellState:
    if not lens.counts(*limit):
        return CellState.OUTSIDE
    if not lens.is_whole(*limit):
        return CellState.RUNNING
    return CellState.VALUE if has else CellState.UNKNOWN


def _cells(hours: Iterable[_Hour], weekdays: Sequence[int], lens: HourFilter) -> pd.DataFrame:
    found: defaultdict[tuple[int, _Slot], list[_Hour]] = defaultdict(list)
    for hour in hours:
        found[hour.weekday, hour.slot].append(hour)
    second = {slot for _, slot in found if slot.again}
    slots = sorted({*(_Slot(hour, False, "") for hour in range(24)), *second})
    rows = [
        _cell(weekday, slot, found[weekday, slot], lens) for slot in slots for weekday in weekdays
    ]
    cells = pd.DataFrame(rows, columns=list(COLUMNS)).astype(COLUMNS)
    check(cells)
    return cells


def _cell(weekday: int, slot: _Slot, hours: list[_Hour], lens: HourFilter) -> tuple[object, ...]:
    states = [hour.state for hour in hours]
    counted, unknown = states.count(CellState.VALUE), states.count(CellState.UNKNOWN)
    if counted:
        total = sum(hour.value for hour in hours if hour.state is CellState.VALUE)
        figures: tuple[object, ...] = (total, total / counted, CellState.VALUE)
    else:
        outside = not (slot.again or _may_count(weekday, slot.hour, lens.working))
        kinds = (CellState.UNKNOWN, CellState.RUNNING, CellState.OUTSIDE)
        state = next((kind for kind in kinds if kind in states), CellState.NEVER)
        figures = (pd.NA, pd.NA, CellState.OUTSIDE if outside else state)
    return (weekday, *slot, counted, unknown, *figures)


def _may_count(weekday: int, hour: int, working: WorkingHours | None) -> bool:
    days = range(len(WEEKDAYS)) if weekday == _ANY_DAY else (weekday,)
    return working is None or any(
        working.weekly.count(_A_MONDAY + timedelta(days=day, hours=hour), 60) for day in days
    )
