"""Which extensions the overview's charts show, and in which order: the same in all of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from telephony.charts import palette
from telephony.charts.figure import ChartOptions
from telephony.charts.thinning import MOST_POINTS
from telephony.formatting.name_order import name_key
from telephony.frames.columns import COUNTS, TALKS
from telephony.metrics.extension_changes import CHANGE
from telephony.metrics.frame_view import FrameView, Numbers, Positions
from telephony.metrics.stored_values import per_frame, per_row
from telephony.query.view import BarOrder, Direction

# So many names are readable at the charts' height.
TOP: Final = 25
# Selected ones beyond the top get rows of their own, until the rows become too thin.
SELECTED_BEYOND: Final = 10

ONLY_TALK: Final = " counted, only talk time"


@dataclass(frozen=True)
class Rows:
    """Positions in the frame: those with an own row, in order, and those in the others' bar."""

    own: Positions
    others: Positions

    def __len__(self) -> int:
        return len(self.own) + (1 if len(self.others) else 0)


def talk_alone(columns: FrameView, direction: Direction) -> bool:
    """Whether there is talk time without calls: 3CX counts the two in different ways."""
    calls, talk = (sum_columns(columns, names, direction).any() for names in (COUNTS, TALKS))
    return bool(talk and not calls)


def series_of(names: tuple[str, ...], direction: Direction) -> tuple[str, ...]:
    """The columns that belong to the direction."""
    both = direction is Direction.BOTH
    return tuple(name for name in names if both or name.startswith(direction))


@per_row
def sum_columns(columns: FrameView, names: tuple[str, ...], direction: Direction) -> Numbers:
    """The direction's columns summed row by row [calls or microseconds].

    In floating point, as in the browser, so that no sum is too large.
    """
    total = np.zeros(len(columns))
    for name in series_of(names, direction):
        total += np.nan_to_num(columns.numbers(name))
    return total


@per_frame
def order_by_calls(columns: FrameView, direction: Direction) -> Positions:
    """Positions of the extensions, most calls of the direction first.

    Ties: longer talk time first, then by number, 99 before 100.
    """
    calls = sum_columns(columns, COUNTS, direction)
    talk = sum_columns(columns, TALKS, direction)
    return np.lexsort((number_ranks(columns), -talk, -calls))


@per_row
def number_ranks(columns: FrameView) -> Positions:
    """Each extension's place by its number, shorter ones first."""
    keys = [(len(number), number) for number in columns.values("extension")]
    places = np.empty(len(keys), dtype=np.intp)
    places[sorted(range(len(keys)), key=keys.__getitem__)] = np.arange(len(keys))
    return places


def order_of(columns: FrameView, direction: Direction, order: BarOrder) -> Positions:
    """Positions of the extensions in the order asked for; equal ones by calls.

    By change the largest rise comes first and what has no change last; where nothing is compared
    it means by calls.
    """
    by_calls = order_by_calls(columns, direction)
    if order is BarOrder.TALK:
        return by_calls[
            np.argsort(-sum_columns(columns, TALKS, direction)[by_calls], kind="stable")
        ]
    if order is BarOrder.CHANGE and CHANGE in columns:
        return by_calls[np.argsort(-columns.numbers(CHANGE)[by_calls], kind="stable")]
    if order is BarOrder.NAME:
        names = [name_key(name) for name in columns.texts("display_name", by_calls)]
        return by_calls[sorted(range(len(names)), key=names.__getitem__)]
    return by_calls


@per_frame
def choose_rows(columns: FrameView, options: ChartOptions) -> Rows:
    """All in order when they are few; else the top, selected ones, and the others.

    ``show_all`` has as long a top as a chart can draw. The others' bar stands for at least two
    extensions: a single one gets its own row.
    """
    order = order_of(columns, options.direction, options.order)
    top = MOST_POINTS if options.show_all else TOP
    if len(order) <= top + 1:
        return Rows(order, order[:0])
    tail = order[top:]
    if options.selected:
        wanted = tail[columns.one_of(options.selected, tail)][:SELECTED_BEYOND]
        tail = tail[~np.isin(tail, wanted)]
        return Rows(np.concatenate((order[:top], wanted)), tail)
    return Rows(order[:top], tail)


def opacities(extensions: list[str], selected: frozenset[str]) -> float | list[float]:
    """Full for what is selected, dimmed for the rest; full for all when none of them is."""
    if selected.isdisjoint(extensions):
        return 1.0
    return [1.0 if extension in selected else palette.DIMMED for extension in extensions]
