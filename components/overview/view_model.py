"""Everything that the overview shows, built once per answer and view and cached."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from components.overview import table as grid
from components.overview import words
from components.shared.answers_loading import LoadedAnswers
from components.shared.charts import MAX_CACHED, Chart
from components.shared.memo import memoized
from components.shared.words import INCOMPLETE
from telephony.charts.overview.calls import describe_volume, volume
from telephony.charts.overview.calls_against_talk import (
    calls_against_talk,
    describe_calls_against_talk,
)
from telephony.charts.overview.load_share import describe_load_share, load_share
from telephony.charts.overview.talk_time import describe_talk_time, talk_time
from telephony.formatting.locale_style import LocaleStyle
from telephony.frames.former_names import former_words
from telephony.metrics.extension_changes import with_changes
from telephony.metrics.frame_view import FrameView
from telephony.metrics.overview_words import About, overview_sentence, subject_words
from telephony.metrics.scorecard import ONE_ROW, Card, scorecard
from telephony.metrics.view_rows import all_rows, compared_rows, former_names, view_rows
from telephony.query.view import Direction, View
from telephony.tables.cells import cells_of
from telephony.tables.extensions import extension_table

_USUAL_EXTENSIONS = 1_000
"""In one group. A view with ten times as many takes the place of ten in the cache."""


_SHEETS = 8
"""A table holds all columns of its answer and what was written of them: 200 kB for 200 extensions,
in some thousand objects."""

BUILDING = 8
"""Intermediate results cached while charts and tables are built: those of several viewers."""


@dataclass(frozen=True)
class Summary:
    """How many extensions a view shows; ``why_empty``: why it shows no calls, empty if it does.

    ``former_names``: a sentence for each number that had another name in the range.
    """

    extensions: int
    why_empty: str
    former_names: str = ""


def _weight(loaded: LoadedAnswers) -> int:
    return max(1, len(loaded.answer.frame) // _USUAL_EXTENSIONS)


@memoized(BUILDING)
def _everyone(loaded: LoadedAnswers, direction: Direction) -> FrameView:
    """All extensions of the answer, with the metrics and changes that no filter changes."""
    everyone = all_rows(loaded.answer, loaded.query, direction)
    before = _everyone_before(loaded)
    if before is None or not loaded.same_length:
        return everyone
    return with_changes(everyone, before, direction, lacks_rows=loaded.lacks_rows[1])


@memoized(BUILDING)
def _everyone_before(loaded: LoadedAnswers) -> FrameView | None:
    return FrameView(loaded.previous.frame) if loaded.previous else None


@memoized(BUILDING)
def _derived(loaded: LoadedAnswers, view: View) -> FrameView:
    everyone = _everyone(loaded, view.direction)
    return view_rows(loaded.answer, loaded.query, view, everyone)


@memoized(MAX_CACHED)
def summary(loaded: LoadedAnswers, view: View, style: LocaleStyle) -> Summary:
    """What the view shows, in numbers and sentences."""
    columns = _derived(loaded, view)
    why_empty = words.why_empty(len(loaded.answer.frame), columns, view, style)
    former = former_names(loaded.answer, columns)
    return Summary(len(columns), why_empty, former_words(former, loaded.query.period.zone, style))


def _both(loaded: LoadedAnswers, view: View) -> tuple[FrameView, FrameView | None]:
    """The view's extensions now and before; idle ones now may have had calls before."""
    everyone = replace(view, show_idle=True)
    now, before = _derived(loaded, everyone), _everyone_before(loaded)
    if before is None or loaded.previous is None:
        return now, None
    return now, compared_rows(loaded.previous, everyone, now, before)


def narrowed(loaded: LoadedAnswers, view: View) -> frozenset[str] | None:
    """The extensions that a search or filter has found; None where the view is about all."""
    if not view.search and not view.filter:
        return None
    return frozenset(_both(loaded, view)[0].values("extension"))


@memoized(MAX_CACHED)
def cards(loaded: LoadedAnswers, view: View, style: LocaleStyle) -> list[Card]:
    """The scorecard of the view, in one row, against what it is compared with."""
    now, before = _both(loaded, view)
    return scorecard(
        now,
        before,
        loaded.before_words(style),
        view.direction,
        style,
        lacks_rows=loaded.lacks_rows,
        keys=ONE_ROW[view.direction],
    )


@memoized(MAX_CACHED)
def sentence(loaded: LoadedAnswers, view: View, names: tuple[str, ...], style: LocaleStyle) -> str:
    """The answer of the page; ``names``: of the groups."""
    now, before = _both(loaded, view)
    subject = subject_words(names, now, narrowed=bool(view.search or view.filter), style=style)
    about = About(
        subject,
        view.direction,
        view.area,
        loaded.before_words(style),
        loaded.lacks_rows,
        loaded.same_length,
    )
    return overview_sentence(now, before, about, style)


@memoized(MAX_CACHED, _weight)
def charts(
    loaded: LoadedAnswers, view: View, style: LocaleStyle, *, show_all: bool
) -> Mapping[str, Chart]:
    """The charts by name."""
    columns, selected = _derived(loaded, view), frozenset(view.selected)
    said: dict[str, Any] = {"direction": view.direction, "style": style}
    points = said | {"selected": selected}
    bars = points | {"show_all": show_all, "order": view.bars}
    marked = "" if loaded.answer.complete else f" {INCOMPLETE}"

    def chart(figure: Any, words: str) -> Chart:
        return Chart(figure, words + marked)

    return {
        "volume": chart(volume(columns, **bars), describe_volume(columns, **said)),
        "talk": chart(talk_time(columns, **bars), describe_talk_time(columns, **said)),
        "scatter": chart(
            calls_against_talk(columns, **points),
            describe_calls_against_talk(columns, **said),
        ),
        "share": chart(load_share(columns, **points), describe_load_share(columns, **said)),
    }


def missing_selection(loaded: LoadedAnswers, view: View) -> tuple[str, ...]:
    """The selected extensions that the answer has no row of, whatever filters the view has."""
    return _missing_selection(loaded, view.selected) if view.selected else ()


def names_of_selected(loaded: LoadedAnswers, view: View) -> Mapping[str, str]:
    """The names of the selected extensions that the answer has a row of."""
    if not view.selected:
        return {}
    everyone = _everyone(loaded, view.direction)
    at = np.flatnonzero(everyone.one_of(frozenset(view.selected), everyone.everywhere))
    return dict(
        zip(everyone.texts("extension", at), everyone.texts("display_name", at), strict=True)
    )


@memoized(MAX_CACHED)
def _missing_selection(loaded: LoadedAnswers, selected: tuple[str, ...]) -> tuple[str, ...]:
    everyone = loaded.answer.frame["extension"]
    there = frozenset(everyone[everyone.isin(selected)])
    return tuple(extension for extension in selected if extension not in there)


@memoized(_SHEETS, _weight)
def sheet(loaded: LoadedAnswers, view: View, style: LocaleStyle) -> grid.Sheet:
    """The table of the view."""
    table = extension_table(
        _derived(loaded, view),
        view.sort,
        view.direction,
        view.columns or None,
        all_extensions=len(loaded.answer.frame),
    )
    return grid.Sheet(
        table,
        cells_of(table, style),
        grid.columns(table, view.sort),
        table.extensions,
    )


@memoized(_SHEETS, _weight)
def page_of_sheet(
    loaded: LoadedAnswers, view: View, style: LocaleStyle, page: range, days: grid.DayLines
) -> grid.Page:
    """The rows of the table at these places, as they are drawn."""
    return grid.page_of(sheet(loaded, view, style), page, view, days)
