"""The table of extensions: which columns there are, the rows in order, the total line."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from telephony import formats
from telephony.formats import ENGLISH, Separators
from telephony.frames import COUNTS, TALKS
from telephony.metrics import METRICS, Figure, Unit, total, unknown_in
from telephony.metrics.registry import label_of
from telephony.query import Direction, Sort


class Kind(StrEnum):
    """What a column's cells hold, which decides how they are drawn."""

    TEXT = "text"
    COUNT = "count"
    DURATION = "duration"  # microseconds
    RATE = "rate"  # a share, 0 to 1
    ERLANGS = "erlangs"
    SCORE = "score"


@dataclass(frozen=True)
class Column:
    """One column; `default` when it is shown before anybody has chosen columns."""

    key: str
    label: str
    kind: Kind
    default: bool
    help: str


@dataclass(frozen=True)
class Table:
    """Rows in order with the columns shown, and what belongs to every row together.

    rows: the derived frame in order, all its columns, of which `columns` are shown. unknown: for
    shown columns with unreadable values, which rows those are; any other missing value is one
    that does not exist. total: of the shown metrics, by key. shown of all: extensions. notes:
    plain words.
    """

    rows: pd.DataFrame
    columns: tuple[Column, ...]
    unknown: Mapping[str, npt.NDArray[np.bool_]]
    total: Mapping[str, Figure]
    shown: int
    all: int
    notes: tuple[str, ...] = ()


_KINDS: Final = {
    Unit.CALLS: Kind.COUNT,
    Unit.TALK: Kind.DURATION,
    Unit.RATE: Kind.RATE,
    Unit.ERLANGS: Kind.ERLANGS,
    Unit.SCORE: Kind.SCORE,
}
_TEXTS: Final = (
    Column("extension", "Extension", Kind.TEXT, True, "The extension's number on the PBX."),
    Column("display_name", "Name", Kind.TEXT, True, "The extension's name on the PBX."),
    Column("groups", "Groups", Kind.TEXT, False, "Those of the groups asked that it is in."),
)
# The report's own fields, the rates, and what a supervisor sorts by; the rest is one click away.
_HIDDEN_AT_FIRST: Final = frozenset(
    {"outbound_mean_talk", "mean_talk", "share_of_calls", "share_of_talk", "erlangs", "sentiment"}
)
# The sums come first: they are what the rows are ordered by and compared on.
_LEADING: Final = ("calls", "talk")
DEFAULT_SORT: Final = Sort("calls")
_DIGITS: Final = re.compile(r"([0-9]+)")


def available_columns(direction: Direction = Direction.BOTH) -> tuple[Column, ...]:
    """Every column that can be chosen, in order; without those of the other direction."""
    keys = (*_LEADING, *(key for key in METRICS if key not in _LEADING))
    metrics = (
        Column(
            key,
            label_of(key, direction),
            _KINDS[METRICS[key].unit],
            key not in _HIDDEN_AT_FIRST,
            METRICS[key].help,
        )
        for key in keys
        if not _of_other_direction(METRICS[key].top, direction)
    )
    return (*_TEXTS, *metrics)


def extension_table(
    frame: pd.DataFrame,
    sort: Sort,
    direction: Direction = Direction.BOTH,
    columns: Sequence[str] | None = None,
    all_extensions: int | None = None,
) -> Table:
    """The derived frame as a table, sorted by real values; equal ones by extension, 2 before 10.

    `columns` are keys to show; None or none that exists here: the default ones, which include
    groups when there are several and the sentiment when any is known. Unknown keys are left out,
    and an unknown sort column is replaced by the default; `notes` say so. What does not exist
    sorts last either way.
    `all_extensions` is the number before anything was narrowed down.
    """
    notes: list[str] = []
    shown = _chosen(frame, direction, columns, notes)
    if sort.column not in {column.key for column in (*_TEXTS, *available_columns())}:
        notes.append("There is no such column to sort by; sorted by calls.")
        sort = DEFAULT_SORT
    rows = frame.iloc[order(frame, sort)].reset_index(drop=True)
    totals = total(frame, direction)
    metrics = [column.key for column in shown if column.key in METRICS]
    unknown = _unknown(rows, metrics, direction)
    return Table(
        rows,
        shown,
        unknown,
        {key: totals[key] for key in metrics},
        len(rows),
        len(rows) if all_extensions is None else all_extensions,
        tuple(notes),
    )


def order(frame: pd.DataFrame, sort: Sort) -> npt.NDArray[np.intp]:
    """Positions of the rows in sorted order: missing values last, equal ones by extension."""
    extensions = [natural(extension) for extension in frame["extension"].tolist()]
    by_extension = sorted(range(len(frame)), key=extensions.__getitem__)
    if sort.column == "extension":
        return np.array(by_extension[:: -1 if sort.descending else 1], dtype=np.intp)
    column = frame[sort.column]
    values = column.tolist()
    missing = column.isna().tolist()
    key: Callable[[int], object] = values.__getitem__
    if column.dtype == "str":
        missing = [not value for value in values]
        values = [natural(value.casefold()) for value in values]
        key = values.__getitem__
    there = [place for place in by_extension if not missing[place]]
    there.sort(key=key, reverse=sort.descending)  # type: ignore[arg-type]  # one type per column
    last = [place for place in by_extension if missing[place]]
    return np.array(there + last, dtype=np.intp)


@lru_cache(maxsize=32_768)  # every extension and name of the largest PBX
def natural(text: str) -> tuple[tuple[int, int, str], ...]:
    """A sort key in which numbers inside the text count as numbers, of whatever length."""
    return tuple(
        (0, len(bare := part.lstrip("0")), bare) if part[0] in "0123456789" else (1, 0, part)
        for part in _DIGITS.split(text)
        if part
    )


def cell_text(kind: Kind, figure: Figure, style: Separators = ENGLISH) -> str:
    """A figure as the table writes it, for the total line: ``1,234``, ``3:12:05``, ``86.7 %``."""
    if figure.value is None:
        return formats.UNKNOWN if figure.unknown else formats.NONE
    if kind is Kind.DURATION:
        return formats.clock(figure.value)
    if kind is Kind.RATE:
        return formats.percent(figure.value, style)
    if kind is Kind.ERLANGS:
        return formats.decimal(figure.value, 2, style)
    return formats.count(int(figure.value), style)


def _chosen(
    frame: pd.DataFrame, direction: Direction, keys: Sequence[str] | None, notes: list[str]
) -> tuple[Column, ...]:
    available = available_columns(direction)
    if keys is not None:
        by_key = {column.key: column for column in available}
        known = [by_key[key] for key in dict.fromkeys(keys) if key in by_key]
        if not {column.key for column in available_columns()}.issuperset(keys):
            notes.append("Some chosen columns do not exist here and are left out.")
        if known:
            return tuple(known)
    extra = set()
    if len(set(frame["groups"].tolist())) > 1:
        extra.add("groups")
    if frame["sentiment"].notna().any():
        extra.add("sentiment")
    return tuple(column for column in available if column.default or column.key in extra)


def _unknown(
    rows: pd.DataFrame, metrics: Iterable[str], direction: Direction
) -> dict[str, npt.NDArray[np.bool_]]:
    readable = not any(rows[name].array.isna().any() for name in COUNTS + TALKS)
    wanted = {"sentiment"}.intersection(metrics) if readable else metrics
    masks = {key: unknown_in(rows, key, direction) for key in wanted}
    return {key: mask for key, mask in masks.items() if mask.any()}


def _of_other_direction(parts: tuple[str, ...], direction: Direction) -> bool:
    other = {Direction.INBOUND: "outbound", Direction.OUTBOUND: "inbound"}.get(direction)
    return other is not None and all(part.startswith(other) for part in parts)
