"""What a view selects from all rows is what would be made of those rows alone."""

from __future__ import annotations

import doctest
import importlib
import pkgutil
from collections.abc import Iterator
from copy import copy
from itertools import product
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

import telephony.charts
import telephony.metrics
import telephony.tables
from telephony.charts.figure import ChartOptions
from telephony.charts.overview.calls import volume
from telephony.charts.overview.calls_against_talk import calls_against_talk
from telephony.charts.overview.load_share import load_share
from telephony.charts.overview.rows import Rows
from telephony.charts.overview.talk_time import talk_time
from telephony.formatting.locale_style import ENGLISH
from telephony.frames.columns import COUNTS, TALKS
from telephony.metrics import frame_view
from telephony.metrics.extension_metrics import derive, select_rows, total, unknown_in
from telephony.metrics.frame_view import FrameSelection, FrameView
from telephony.metrics.registry import METRICS
from telephony.metrics.stored_values import FrameValue, RowValues, per_row, take
from telephony.metrics.view_filter import matching
from telephony.metrics.words import words
from telephony.query.view import Direction, Sort, View
from telephony.tables.cells import cells_of
from telephony.tables.extensions import available_columns, extension_table
from tests.telephony.frames.extension_frames import frame, frames, row

WEEK = 7 * 86_400.0
ROOMS = (telephony.metrics, telephony.tables, telephony.charts)
# The arguments of every function whose result a view stores. A new one has to be listed here.
COLUMNS = [(column.key,) for column in available_columns()]
NUMBERS = [(key,) for key in METRICS]
METRIC = list(product(METRICS, Direction))
WRITTEN = [(*args, ENGLISH) for args in METRIC]
ARGUMENTS: dict[str, list[tuple[Any, ...]]] = {
    "metrics.frame_view.column_values": COLUMNS,
    "metrics.frame_view.column_missing": COLUMNS,
    "metrics.frame_view.column_integers": [(name,) for name in COUNTS + TALKS],
    "metrics.frame_view.column_numbers": NUMBERS,
    "metrics.frame_view.column_complete": COLUMNS,
    "metrics.extension_metrics.metric_total": METRIC,
    "metrics.extension_metrics.column_sum": [(name,) for name in COUNTS + TALKS],
    "metrics.extension_metrics._unknown": METRIC,
    "metrics.view_filter._folded": [()],
    "metrics.view_filter._active": [(direction,) for direction in Direction],
    "metrics.words.metric_words": WRITTEN,
    "tables.cells._shown": [("extension",), ("display_name",), ("groups",)],
    "tables.cells._words": WRITTEN,
    "tables.extensions._ranks": COLUMNS,
    "tables.extensions._blank": [("display_name",), ("groups",)],
    "charts.overview.rows.sum_columns": list(product((COUNTS, TALKS), Direction)),
    "charts.overview.rows.number_ranks": [()],
    "charts.overview.rows.order_by_calls": [(direction,) for direction in Direction],
    "charts.overview.rows.choose_rows": [(ChartOptions(direction),) for direction in Direction],
    "charts.overview.bars._lines": [(ChartOptions(direction),) for direction in Direction],
    "charts.overview.hover._all_rows": [(COUNTS, direction, ENGLISH) for direction in Direction],
}
# Places in an order: only the order of two rows counts.
ORDERS = ("tables.extensions._ranks", "charts.overview.rows.number_ranks")


def stored() -> dict[str, RowValues[..., Any] | FrameValue[..., Any]]:
    """Every function of the rooms whose result a view stores, by its name."""
    found = {}
    for room in ROOMS:
        for module in pkgutil.walk_packages(room.__path__, f"{room.__name__}."):
            for name, value in vars(importlib.import_module(module.name)).items():
                if isinstance(value, RowValues | FrameValue) and value.__module__ == module.name:
                    found[f"{module.name}.{name}".removeprefix("telephony.")] = value
    return found


STORED = stored()
KEYS = [column.key for column in available_columns()]
SOME = st.lists(st.booleans(), min_size=1, max_size=7)


def picked_and_alone(
    plain: pd.DataFrame, picks: list[bool], direction: Direction
) -> Iterator[tuple[FrameView, FrameView]]:
    """Some rows picked from all, and made of those rows alone; new views each time."""
    keep = np.resize(np.array(picks), len(plain)) if len(plain) else np.zeros(0, dtype=bool)
    derived = derive(plain, WEEK, direction)
    alone = derive(plain[keep].reset_index(drop=True), WEEK, direction)
    everyone = FrameView(derived)
    for key in METRICS:  # what is made for all of them must not be taken for that of some
        words(everyone, key, direction, ENGLISH)
    total(everyone, direction)
    while True:
        yield select_rows(copied(everyone), np.flatnonzero(keep)), FrameView(alone)


def copied(view: FrameView) -> FrameView:
    """A view of its own that stores what this one does."""
    other = copy(view)
    other._made = dict(view._made)  # noqa: SLF001
    return other


def test_every_function_whose_result_a_view_stores_is_tried_here() -> None:
    assert STORED.keys() == ARGUMENTS.keys()
    assert any(isinstance(owner, RowValues) for owner in STORED.values())
    assert any(isinstance(owner, FrameValue) for owner in STORED.values())


@given(frames(), SOME, st.sampled_from(Direction), st.integers(0, 2))
def test_a_selection_equals_the_same_made_of_the_frame(
    plain: pd.DataFrame, picks: list[bool], direction: Direction, first: int
) -> None:
    # each by itself: what one stores in a view must not help the next
    views = picked_and_alone(plain, picks, direction)
    for (name, owner), (selected, alone) in zip(STORED.items(), views, strict=False):
        backwards = alone.everywhere[::-1]
        several = ARGUMENTS[name]
        for args in several[first::3] if len(several) > len(Direction) else several:
            expected = owner(alone, *args)
            found = owner(selected, *args)
            assert comparable(name, found) == comparable(name, expected), (name, args)
            if isinstance(owner, RowValues):
                some = owner.at(selected, backwards, *args)
                expected = take(expected, backwards)
                assert comparable(name, some) == comparable(name, expected), (name, args)


def comparable(name: str, made: Any) -> str:
    """As text: what is no number equals itself there."""
    if isinstance(made, pa.Array):
        return str(made.to_pylist())
    if isinstance(made, Rows):
        return str((made.own.tolist(), made.others.tolist()))
    if not isinstance(made, np.ndarray):
        return str(made)
    values = np.unique(made, return_inverse=True)[1] if name in ORDERS else made
    return str(values.tolist())


def test_functions_with_the_same_arguments_never_meet_under_one_key() -> None:
    @per_row
    def one(rows: FrameView, name: str) -> list[str]:
        return [f"one {value}" for value in rows.values(name)]

    @per_row
    def other(rows: FrameView, name: str) -> list[str]:
        return [f"other {value}" for value in rows.values(name)]

    view = FrameView(frame(row("100")))
    assert one(view, "extension") == ["one 100"]
    assert other(view, "extension") == ["other 100"]
    assert one(view, name="extension") == one(view, "extension")


def test_a_result_is_made_once_for_a_view_and_all_selections_from_it() -> None:
    made = []

    @per_row
    def counted(rows: FrameView, name: str) -> list[str]:
        made.append(len(rows))
        return rows.values(name)

    view = FrameView(frame(row("100"), row("101"), row("102")))
    for at in ([0], [2, 1], [], [0, 1, 2]):
        counted(FrameSelection(view, np.array(at, dtype=np.intp)), "extension")
    counted(view, "extension")
    assert made == [3]


def test_the_example_in_the_module_is_right() -> None:
    assert doctest.testmod(frame_view).attempted > 5
    assert doctest.testmod(frame_view).failed == 0


@given(frames(), SOME, st.sampled_from(Direction), st.sampled_from(KEYS), st.booleans())
def test_figures_words_table_and_charts_are_the_same(
    plain, picks, direction, key, descending
) -> None:
    views = picked_and_alone(plain, picks, direction)
    figures_are_the_same(*next(views), direction)
    tables_are_the_same(*next(views), direction, Sort(key, descending))
    charts_are_the_same(*next(views), direction, frozenset(plain["extension"][:1]))


def figures_are_the_same(picked: FrameView, alone: FrameView, direction: Direction) -> None:
    assert picked.frame.equals(alone.frame)
    assert total(picked, direction) == total(alone, direction)
    for key in METRICS:
        assert words(picked, key, direction, ENGLISH) == words(alone, key, direction, ENGLISH)
        unknown = unknown_in(picked, key, direction)
        assert unknown.tolist() == unknown_in(alone, key, direction).tolist()


def tables_are_the_same(
    picked: FrameView, alone: FrameView, direction: Direction, sort: Sort
) -> None:
    tables = [extension_table(rows, sort, direction, KEYS) for rows in (picked, alone)]
    one, other = (cells_of(table, ENGLISH).to_pydict() for table in tables)
    assert str(one) == str(other)  # as text, in which what is no number is the same
    assert tables[0].rows.equals(tables[1].rows)
    assert tables[0].extensions == tables[1].extensions


def charts_are_the_same(
    picked: FrameView, alone: FrameView, direction: Direction, selected: frozenset[str]
) -> None:
    chosen = {"direction": direction, "selected": selected}
    for draw in (volume, talk_time):
        one, other = (draw(rows, **chosen, show_all=False) for rows in (picked, alone))
        assert one.to_dict() == other.to_dict()
    for draw in (calls_against_talk, load_share):
        one, other = (draw(rows, **chosen) for rows in (picked, alone))
        assert one.to_dict() == other.to_dict()


@given(frames(), st.sampled_from(Direction), st.booleans())
def test_rows_can_be_picked_from_picked_rows(plain, direction, show_idle) -> None:
    once = FrameSelection(
        FrameView(plain), matching(plain, View(direction=direction, show_idle=show_idle))
    )
    twice = FrameSelection(once, once.everywhere[::-1])
    assert twice.values("extension") == once.values("extension")[::-1]
    assert twice.frame["extension"].tolist() == twice.values("extension")
