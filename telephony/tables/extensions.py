"""The table of extensions: which columns there are, the rows in order, the total line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

import numpy as np
import pandas as pd

from telephony.formatting.name_order import name_key, natural_key
from telephony.formatting.units import Unit
from telephony.frames.columns import BY_NAME, COUNTS, TALKS
from telephony.metrics.extension_changes import CHANGE, HELP
from telephony.metrics.extension_metrics import MetricValue, total, unknown_in
from telephony.metrics.frame_view import FrameOrView, FrameView, Integers, Mask, Positions
from telephony.metrics.registry import METRICS, label_of
from telephony.metrics.stored_values import per_row
from telephony.query.parameter_reader import Problem, describe_problem
from telephony.query.view import Direction, Sort, View


@dataclass(frozen=True)
class TableColumn:
    """One column: ``unit`` is None for text; ``default`` ones are shown at first."""

    key: str
    label: str
    unit: Unit | None
    default: bool
    help: str


@dataclass(frozen=True)
class Table:
    """Rows in order with the columns shown, and what belongs to every row together.

    columns: those chosen, and the change where something is compared.
    source: the columns of all rows; order: their positions in it. unknown: the shown columns with
    unreadable values; any other missing value is one that does not exist. total: of the shown
    metrics, by key. all: extensions before anything was narrowed down. notes: plain words.
    """

    source: FrameView
    order: Positions
    direction: Direction
    columns: tuple[TableColumn, ...]
    unknown: frozenset[str]
    total: Mapping[str, MetricValue]
    all: int
    notes: tuple[str, ...] = ()

    @property
    def shown(self) -> int:
        """How many extensions there are."""
        return len(self.order)

    @property
    def extensions(self) -> tuple[str, ...]:
        """Their numbers, row by row."""
        return tuple(self.source.texts("extension", self.order))

    @property
    def rows(self) -> pd.DataFrame:
        """The derived frame in order, all its columns, of which ``columns`` are shown."""
        return self.source.frame.take(self.order).reset_index(drop=True)


def _text_column(name: str, *, default: bool) -> TableColumn:
    field = BY_NAME[name]
    meaning = f"{field.meaning[:1].upper()}{field.meaning[1:]}."
    return TableColumn(name, field.label, None, default, meaning)


_TEXTS: Final = (
    _text_column("extension", default=True),
    _text_column("display_name", default=True),
    _text_column("groups", default=False),
)
_TEXT_KEYS: Final = frozenset(column.key for column in _TEXTS)
# The sums come first: they are what the rows are ordered by and compared on.
_LEADING: Final = ("calls", "talk")
DEFAULT_SORT: Final = Sort("calls")
_CHANGE_COLUMN: Final = TableColumn(CHANGE, "Change", Unit.RATE, default=False, help=HELP)
PAGE_SORTS: Final = frozenset({CHANGE})
"""What only some pages can sort by; elsewhere it means the default."""


@lru_cache(maxsize=8)
def available_columns(direction: Direction = Direction.BOTH) -> tuple[TableColumn, ...]:
    """Every column that can be chosen, in order; without those of the other direction."""
    keys = (*_LEADING, *(key for key in METRICS if key not in _LEADING))
    metrics = (
        TableColumn(
            key,
            label_of(key, direction),
            METRICS[key].unit,
            METRICS[key].default,
            METRICS[key].help,
        )
        for key in keys
        if not _of_other_direction(METRICS[key].top, direction)
    )
    return (*_TEXTS, *metrics)


def with_known_columns(view: View) -> tuple[View, tuple[Problem, ...]]:
    """The view without columns that no table has, and a problem for each of them."""
    known = {column.key for column in available_columns()}
    problems = [
        describe_problem("column", key, "is not a column", "It is ignored.")
        for key in view.columns
        if key not in known
    ]
    sort = view.sort
    if sort.column not in known | PAGE_SORTS:
        wrong = describe_problem("sort", sort.column, "is not a column", "The busiest come first.")
        problems.append(wrong)
        sort = DEFAULT_SORT
    columns = tuple(key for key in view.columns if key in known)
    return replace(view, columns=columns, sort=sort), tuple(problems)


def extension_table(
    frame: FrameOrView,
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
    """
    source = FrameView.of(frame)
    notes: list[str] = []
    shown = _with_change(source, _chosen(source, direction, columns, notes))
    known = {column.key for column in (*_TEXTS, *available_columns())}
    if sort.column not in known and not (sort.column == CHANGE and CHANGE in source):
        notes.append("There is no such column to sort by; sorted by calls.")
        sort = DEFAULT_SORT
    totals = total(source, direction)
    metrics = [column.key for column in shown if column.key in METRICS]
    return Table(
        source,
        order(source, sort),
        direction,
        shown,
        frozenset(_unknown(source, metrics, direction)),
        {key: totals[key] for key in metrics},
        len(source) if all_extensions is None else all_extensions,
        tuple(notes),
    )


def order(frame: FrameOrView, sort: Sort) -> Positions:
    """Positions of the rows in sorted order: missing values last, equal ones by extension.

    A column that the frame lacks means the default.
    """
    columns = FrameView.of(frame)
    sort = sort if sort.column in columns else DEFAULT_SORT
    by_extension = _ranks(columns, "extension")
    if sort.column == "extension":
        return np.argsort(by_extension, kind="stable")[:: -1 if sort.descending else 1]
    ranks, missing = _ranks(columns, sort.column), _missing(columns, sort.column)
    return np.lexsort((by_extension, -ranks if sort.descending else ranks, missing))


@per_row
def _ranks(columns: FrameView, name: str) -> Integers:
    """Each row's place among the column's values, the same for equal ones."""
    values = columns.values(name)
    if name == "extension":
        values = [natural_key(value) for value in values]
    elif name in _TEXT_KEYS:
        values = [name_key(value) for value in values]
    else:
        known = zip(values, columns.missing(name), strict=True)
        values = [0 if lost else value for value, lost in known]
    places = {value: place for place, value in enumerate(sorted(set(values)))}
    return np.fromiter(map(places.__getitem__, values), np.int64, len(values))


def _missing(columns: FrameView, name: str) -> Mask:
    """Where the column has nothing to sort by; an empty text is nothing."""
    return _blank(columns, name) if name in _TEXT_KEYS else columns.missing(name)


@per_row
def _blank(columns: FrameView, name: str) -> Mask:
    return np.array([not text for text in columns.values(name)], dtype=bool)


def _chosen(
    source: FrameView, direction: Direction, keys: Sequence[str] | None, notes: list[str]
) -> tuple[TableColumn, ...]:
    available = available_columns(direction)
    if keys is not None:
        by_key = {column.key: column for column in available}
        known = [by_key[key] for key in dict.fromkeys(keys) if key in by_key]
        if not {column.key for column in available_columns()}.issuperset(keys):
            notes.append("Some chosen columns do not exist here and are left out.")
        if known:
            return tuple(known)
    return default_columns(source, direction)


def _with_change(source: FrameView, columns: tuple[TableColumn, ...]) -> tuple[TableColumn, ...]:
    """The columns, and where something is compared the change: behind the calls, or the texts."""
    if CHANGE not in source:
        return columns
    leading = [at for at, column in enumerate(columns, 1) if column.key in {"calls", *_TEXT_KEYS}]
    place = max(leading, default=0)
    return (*columns[:place], _CHANGE_COLUMN, *columns[place:])


def default_columns(source: FrameView, direction: Direction) -> tuple[TableColumn, ...]:
    """What is shown before anybody chooses: groups only of several, a sentiment only if known."""
    extra = set()
    if len(set(source.values("groups"))) > 1:
        extra.add("groups")
    if not source.missing("sentiment").all():
        extra.add("sentiment")
    return tuple(
        column for column in available_columns(direction) if column.default or column.key in extra
    )


def _unknown(source: FrameView, metrics: Iterable[str], direction: Direction) -> Iterable[str]:
    readable = all(map(source.complete, COUNTS + TALKS))
    wanted = {"sentiment"}.intersection(metrics) if readable else metrics
    return (key for key in wanted if unknown_in(source, key, direction).any())


def _of_other_direction(parts: tuple[str, ...], direction: Direction) -> bool:
    other = {Direction.INBOUND: "outbound", Direction.OUTBOUND: "inbound"}.get(direction)
    return other is not None and all(part.startswith(other) for part in parts)
