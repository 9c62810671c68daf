"""Everything the overview draws, built once per question and view and kept ready."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import streamlit as st

from components import grid, notices
from components.kept import kept
from components.loading import Loaded
from telephony.cells import cells_of
from telephony.charts import (
    calls_against_talk,
    describe_calls_against_talk,
    describe_load_share,
    describe_talk_time,
    describe_volume,
    load_share,
    talk_time,
    volume,
)
from telephony.formats import Separators, separators
from telephony.former_names import former_words, of_extensions
from telephony.metrics import derive
from telephony.metrics.columns import Columns, Picked
from telephony.metrics.derived import narrowed
from telephony.metrics.narrow import matching, matching_before
from telephony.metrics.scorecard import Card, scorecard
from telephony.periods import period_words
from telephony.query import Direction, View
from telephony.tables import Table, extension_table

KEPT = 128
"""Views kept drawn, a few hundred kilobytes each: the last minutes of a busy floor."""
_USUAL = 1_000
"""Extensions of a group. A view of ten times as many takes the place of ten."""


BUILDING = 8
"""Answers and views kept while figures and tables are made from them: those of some at once."""


@dataclass(frozen=True)
class Found:
    """How many extensions a view keeps, and why there is nothing to draw (empty: there is).

    former_names: of numbers that had another name in the range, in a sentence for each.
    """

    extensions: int
    why_empty: str
    former_names: str = ""


@dataclass(frozen=True)
class Sheet:
    """The table, its cells in words as the browser is sent them, and how its columns look.

    extensions: those of the rows, in order.
    """

    table: Table
    cells: Any
    columns: Mapping[str, Any]
    extensions: tuple[str, ...]


@dataclass(frozen=True)
class Chart:
    """A figure and the sentence that stands in for it."""

    figure: Any
    words: str


def _weight(loaded: Loaded) -> int:
    return max(1, len(loaded.answer.frame) // _USUAL)


def viewer_separators() -> Separators:
    """The thousands and decimal signs of the viewer's browser."""
    return separators(st.context.locale)


@kept(BUILDING)
def _everyone(loaded: Loaded, direction: Direction) -> Columns:
    """All extensions of the answer, with what is true of each whatever the view shows."""
    seconds = loaded.query.period.elapsed_seconds(loaded.answer.as_of)
    return Columns(derive(loaded.answer.frame, seconds, direction))


@kept(BUILDING)
def _everyone_before(loaded: Loaded) -> Columns | None:
    return Columns(loaded.previous.frame) if loaded.previous else None


@kept(BUILDING)
def _derived(loaded: Loaded, view: View) -> Columns:
    everyone = _everyone(loaded, view.direction)
    return narrowed(everyone, matching(everyone, view, loaded.answer.former_names))


@kept(KEPT)
def found(loaded: Loaded, view: View) -> Found:
    """How many extensions the view keeps."""
    columns, former = _derived(loaded, view), loaded.answer.former_names
    why_empty = notices.why_empty(len(loaded.answer.frame), columns, view)
    if former:
        former = of_extensions(former, frozenset(columns.values("extension")))
    return Found(len(columns), why_empty, former_words(former, loaded.query.period.zone))


@kept(KEPT)
def cards(loaded: Loaded, view: View, style: Separators) -> list[Card]:
    """The scorecard of the view against the period before."""
    everyone = replace(view, quiet=True)  # who is quiet now may have had calls before
    now, before = _derived(loaded, everyone), _everyone_before(loaded)
    compared = None
    if before is not None and loaded.previous is not None:
        former = loaded.previous.former_names
        compared = Picked(before, matching_before(before, now, everyone, former))
    return scorecard(
        now,
        compared,
        period_words(loaded.before),
        view.direction,
        style,
        lacks_rows=(
            not loaded.answer.has_all_rows,
            loaded.previous is not None and not loaded.previous.has_all_rows,
        ),
    )


@kept(KEPT, _weight)
def charts(loaded: Loaded, view: View, *, show_all: bool) -> Mapping[str, Chart]:
    """The figures by name."""
    columns, selected = _derived(loaded, view), frozenset(view.selected)
    direction = view.direction
    bars: dict[str, Any] = {"direction": direction, "selected": selected, "show_all": show_all}
    points: dict[str, Any] = {"direction": direction, "selected": selected}
    marked = "" if loaded.answer.complete else " The numbers may be incomplete."

    def chart(figure: Any, words: str) -> Chart:
        return Chart(figure, words + marked)

    return {
        "volume": chart(volume(columns, **bars), describe_volume(columns, direction=direction)),
        "talk": chart(talk_time(columns, **bars), describe_talk_time(columns, direction=direction)),
        "scatter": chart(
            calls_against_talk(columns, **points),
            describe_calls_against_talk(columns, direction=direction),
        ),
        "share": chart(
            load_share(columns, **points), describe_load_share(columns, direction=direction)
        ),
    }


def strangers(loaded: Loaded, view: View) -> tuple[str, ...]:
    """Those picked out that the answer has no row of, whatever narrows the view."""
    return _strangers(loaded, view.selected) if view.selected else ()


@kept(KEPT)
def _strangers(loaded: Loaded, selected: tuple[str, ...]) -> tuple[str, ...]:
    everyone = loaded.answer.frame["extension"]
    there = frozenset(everyone[everyone.isin(selected)])
    return tuple(extension for extension in selected if extension not in there)


@kept(KEPT, _weight)
def sheet(loaded: Loaded, view: View, style: Separators) -> Sheet:
    """The table of the view."""
    drawn = extension_table(
        _derived(loaded, view),
        view.sort,
        view.direction,
        view.columns or None,
        all_extensions=len(loaded.answer.frame),
    )
    return Sheet(
        drawn,
        cells_of(drawn, style),
        grid.columns(drawn, view.sort),
        drawn.extensions,
    )
