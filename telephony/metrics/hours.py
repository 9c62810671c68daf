"""Time of day: averages per hour of the week and of the day, over the hours that took place.

Grain of the input: one row per hour (``telephony.frames.hour_columns``). Grain of the output: one
row per cell, an hour of the wall clock on a weekday (``grid``) or on any day (``profile``). An
average is the sum of a cell's hours ÷ their number. A weekday that came five times has five hours,
an hour that clocks skip has none, and one that clocks repeat has a cell of its own the second time.
Hours that are not over, cut by the range, unknown or outside the working hours count in neither.
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
    """What a cell holds; everything but a value is a gap."""

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
    "unknown": "int64",  # that took place and are unknown
    "total": "Int64",  # calls or microseconds of the counted hours; NA without any
    "mean": "Float64",  # total ÷ hours
    "state": "str",  # a State
    "seconds": "int64",  # of the counted hours; a change of the clocks can cut one short
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
    """One hour of the range: its cell, its value (0 where it has none) and its state."""

    weekday: int
    slot: _Slot
    value: int
    state: CellState
    seconds: int


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


def grid(frame: pd.DataFrame, key: str, hour_filter: HourFilter) -> pd.DataFrame:
    """A cell per weekday and hour of the wall clock: 7 × 24, and 7 more for each repeated hour.

    ``key`` is one of ``HOUR_METRICS``. Columns: ``COLUMNS``, by hour, repetition, weekday.
    """
    return _cells(_hours(frame, key, hour_filter), range(len(WEEKDAYS)), hour_filter)


def profile(frame: pd.DataFrame, key: str, hour_filter: HourFilter) -> pd.DataFrame:
    """A cell per hour of the wall clock on whichever day, as `grid`; its weekday is -1."""
    hours = (hour._replace(weekday=_ANY_DAY) for hour in _hours(frame, key, hour_filter))
    return _cells(hours, (_ANY_DAY,), hour_filter)


def inside(frame: pd.DataFrame, hour_filter: HourFilter) -> pd.DataFrame:
    """The rows of the hour frame in the working hours, also those that are cut or running."""
    # an array, since pandas takes an empty list for a choice of no columns
    kept = np.array([hour_filter.counts(*limit) for limit in _limits(frame)], dtype=bool)
    return frame[kept].reset_index(drop=True)


def left_out_words(frame: pd.DataFrame, hour_filter: HourFilter) -> list[str]:
    """Which working hours the averages leave out, in sentences."""
    limits = [limit for limit in _limits(frame) if hour_filter.counts(*limit)]
    running = sum(end > hour_filter.as_of for _, end in limits)
    cut = sum(not hour_filter.is_whole(*limit) for limit in limits) - running
    sentences = []
    if running:
        sentences.append("The current hour is not over and is left out.")
    if cut > 0:
        sentences.append("An hour that is only partly in the range is left out.")
    return [*sentences, *partial_hour_words(frame, hour_filter)]


def partial_hour_words(frame: pd.DataFrame, hour_filter: HourFilter) -> list[str]:
    """A sentence where hours count of which only a part lies in the working hours."""
    if any(hour_filter.cuts(*limit) for limit in _limits(frame)):
        return ["Where working hours begin or end inside an hour, the whole hour counts."]
    return []


def sum_cells(cells: pd.DataFrame) -> HourSums:
    """All cells of a grid or a profile together."""
    return HourSums(*(int(cells[name].sum()) for name in ("total", "hours", "unknown")))


def busiest(cells: pd.DataFrame) -> pd.Series[Any] | None:
    """The cell with the highest average, the first of equal ones; None if all are 0 or gaps."""
    known = cells[cells["mean"].notna() & (cells["mean"] > 0)]
    return None if known.empty else known.iloc[int(known["mean"].to_numpy(float).argmax())]


def check(cells: pd.DataFrame) -> None:
    """Raise BrokenFrameError unless columns and types are these and values fit their states."""
    found = {str(name): str(dtype) for name, dtype in cells.dtypes.items()}
    if found != COLUMNS:
        raise BrokenFrameError(f"columns {found} instead of {COLUMNS}")
    has = (cells["state"] == CellState.VALUE).to_numpy()
    if (cells["mean"].notna().to_numpy() != has).any() or ((cells["hours"] > 0) != has).any():
        raise BrokenFrameError("a mean without an hour, or an hour without a mean")


def _limits(frame: pd.DataFrame) -> list[tuple[datetime, datetime]]:
    starts, ends = (frame[name].dt.to_pydatetime() for name in ("hour_start", "hour_end"))
    return list(zip(starts, ends, strict=True))


def _hours(frame: pd.DataFrame, key: str, hour_filter: HourFilter) -> Iterator[_Hour]:
    """Each hour with the cell it belongs to, what it counts, and what it is."""
    first, *others = (frame[name].array for name in HOUR_METRICS[key].top)
    values = sum(others, first)
    numbers = values.to_numpy(np.int64, na_value=0).tolist()
    for limit, gap, number in zip(_limits(frame), values.isna().tolist(), numbers, strict=True):
        local = limit[0].astimezone(hour_filter.period.zone)
        offset = local.isoformat()[-_OFFSET:] if local.fold else ""
        slot = _Slot(local.hour, bool(local.fold), offset)
        seconds = round((limit[1] - limit[0]).total_seconds())
        yield _Hour(local.weekday(), slot, number, _state(limit, hour_filter, has=not gap), seconds)


def _state(limit: tuple[datetime, datetime], hour_filter: HourFilter, *, has: bool) -> CellState:
    if not hour_filter.counts(*limit):
        return CellState.OUTSIDE
    if not hour_filter.is_whole(*limit):
        return CellState.RUNNING
    return CellState.VALUE if has else CellState.UNKNOWN


def _cells(
    hours: Iterable[_Hour], weekdays: Sequence[int], hour_filter: HourFilter
) -> pd.DataFrame:
    found: defaultdict[tuple[int, _Slot], list[_Hour]] = defaultdict(list)
    for hour in hours:
        found[hour.weekday, hour.slot].append(hour)
    second = {slot for _, slot in found if slot.again}
    slots = sorted({*(_Slot(hour, False, "") for hour in range(24)), *second})
    rows = [
        _cell(weekday, slot, found[weekday, slot], hour_filter)
        for slot in slots
        for weekday in weekdays
    ]
    columns = zip(COLUMNS.items(), zip(*rows, strict=True), strict=True)
    # column by column: pandas would look for the type of what stands in rows, and change it then
    cells = pd.DataFrame({name: pd.Series(found, dtype=dtype) for (name, dtype), found in columns})
    check(cells)
    return cells


def _cell(
    weekday: int, slot: _Slot, hours: list[_Hour], hour_filter: HourFilter
) -> tuple[object, ...]:
    states = [hour.state for hour in hours]
    whole = [hour for hour in hours if hour.state is CellState.VALUE]
    counted, unknown = len(whole), states.count(CellState.UNKNOWN)
    if whole:
        total = sum(hour.value for hour in whole)
        values: tuple[object, ...] = (total, total / counted, CellState.VALUE)
    else:
        outside = not (slot.again or _may_count(weekday, slot.hour, hour_filter.working))
        kinds = (CellState.UNKNOWN, CellState.RUNNING, CellState.OUTSIDE)
        state = next((kind for kind in kinds if kind in states), CellState.NEVER)
        values = (pd.NA, pd.NA, CellState.OUTSIDE if outside else state)
    seconds = sum(hour.seconds for hour in whole)
    return (weekday, *slot, counted, unknown, *values, seconds)


def _may_count(weekday: int, hour: int, working: WorkingHours | None) -> bool:
    days = range(len(WEEKDAYS)) if weekday == _ANY_DAY else (weekday,)
    return working is None or any(
        working.weekly.count(_A_MONDAY + timedelta(days=day, hours=hour), 60) for day in days
    )
