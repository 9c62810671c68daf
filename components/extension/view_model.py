"""What the page of one extension shows, built once per answer and view and memoized."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import pandas as pd

from components.shared.answers_loading import LoadedAnswers
from components.shared.charts import MAX_CACHED, Chart
from components.shared.history_loading import LoadedHistory
from components.shared.memo import memoized
from components.shared.words import INCOMPLETE
from telephony.answers.extensions import ExtensionsAnswer
from telephony.answers.history import History
from telephony.charts.extension.load import LoadChartData, describe_load, load_chart
from telephony.charts.hours.profile import describe_profile, hour_profile, profile_keys
from telephony.data_access.reports.counted_hours import hours_from_history
from telephony.formatting.lists import extension_words
from telephony.formatting.locale_style import LocaleStyle
from telephony.frames.columns import COUNTS
from telephony.metrics.extension_metrics import of_direction
from telephony.metrics.frame_view import FrameView
from telephony.metrics.group_medians import group_medians, with_medians
from telephony.metrics.hours import HourFilter, profile
from telephony.metrics.normal_load import ExtensionLoad, load_of
from telephony.metrics.normal_words import load_sentence
from telephony.metrics.scorecard import Card, scorecard
from telephony.metrics.view_rows import all_rows, row_of, view_rows
from telephony.periods.events import Events
from telephony.query.view import CallArea, Direction, Query, View
from telephony.tables.extension import load_table
from telephony.tables.extensions import order
from telephony.tables.hours import profile_table

_HOUR_KEY = "calls"


@dataclass(frozen=True)
class Summary:
    """The extensions in the overview's order, how they are called, and the cards of the one shown.

    ``cards`` are None where the answer has no row of it. ``groups`` are those that it is in.
    """

    extensions: tuple[str, ...]
    names: Mapping[str, str]
    cards: list[Card] | None
    groups: str


@dataclass(frozen=True)
class DaysModel:
    """The days of the extension: what is said of them, their chart and its table."""

    loaded: ExtensionLoad
    marks: tuple[str, ...]
    sentence: str
    chart: Chart
    table: pd.DataFrame
    numbers: tuple[str, ...]


@memoized(MAX_CACHED)
def summary(loaded: LoadedAnswers, view: View, style: LocaleStyle) -> Summary:
    """What the answer says of the view's extension, and of those around it."""
    answer, query, extension = loaded.answer, loaded.query, view.trend.extension
    everyone = all_rows(answer, query, view.direction)
    others = view_rows(answer, query, view, everyone)
    extensions = others.texts("extension", order(others, view.sort))
    numbers = everyone.values("extension")
    names = dict(zip(numbers, everyone.values("display_name"), strict=True))
    cards, groups = None, ""
    if extension in names:
        row = row_of(everyone, extension)
        made = scorecard(
            row,
            _row_before(loaded, view),
            loaded.before_words(style),
            view.direction,
            style,
            lacks_rows=loaded.lacks_rows,
        )
        medians = group_medians(others, [card.key for card in made])
        cards = with_medians(made, medians, style, incomplete=not answer.has_all_rows)
        groups = str(row.values("groups")[0])
    words = {number: extension_words(names[number], number) for number in extensions}
    return Summary(tuple(extensions), words, cards, groups)


@memoized(MAX_CACHED)
def first_of(loaded: LoadedAnswers, view: View) -> str:
    """The first extension in the overview's order; empty where there is none."""
    rows = view_rows(loaded.answer, loaded.query, view)
    return next(iter(rows.texts("extension", order(rows, view.sort))), "")


def build_days(
    loaded: LoadedHistory, extension: str, direction: Direction, events: Events, style: LocaleStyle
) -> DaysModel:
    """The days of one extension, for a look at what has arrived so far."""
    history = loaded.history
    made = load_of(history, loaded.compared, loaded.query.period, extension, direction)
    marks = tuple(events.words(step.first, step.last) for step in made.trend.steps)
    data = LoadChartData(made.trend, marks=marks, style=style, load=made.load)
    kind = "" if direction is Direction.BOTH else direction.value
    marked = "" if history.complete else f" {INCOMPLETE}"
    keys = (*of_direction(COUNTS, direction), "calls")
    table = load_table(data, made.load, keys)
    return DaysModel(
        loaded=made,
        marks=marks,
        sentence=load_sentence(made.load, made.name, kind, style),
        chart=Chart(load_chart(data), f"{describe_load(data)}{marked}"),
        table=table,
        numbers=tuple(map(str, table.columns[1:-1])),
    )


build_days_memoized = memoized(MAX_CACHED)(build_days)
"""The same for a finished history, memoized."""


@dataclass(frozen=True)
class HoursModel:
    """The hours of the extension: their chart, and its table."""

    chart: Chart
    table: pd.DataFrame


@memoized(MAX_CACHED)
def hours(loaded: LoadedHistory, extension: str, style: LocaleStyle) -> HoursModel:
    """The average calls of the extension by hour of the day."""
    query = loaded.query
    answer = hours_from_history(_only(loaded.history, extension))
    hour_filter = HourFilter(query.period, answer.as_of)
    keys = {_HOUR_KEY, *profile_keys(_HOUR_KEY)}
    cells = {key: profile(answer.frame, key, hour_filter) for key in keys}
    chart = hour_profile(cells, _HOUR_KEY, query.period.zone.key, style=style)
    words = describe_profile(cells[_HOUR_KEY], _HOUR_KEY, style=style)
    return HoursModel(Chart(chart, words), profile_table(cells[_HOUR_KEY], _HOUR_KEY, style))


def area_cards(
    answer: ExtensionsAnswer, query: Query, area: CallArea, extension: str, style: LocaleStyle
) -> list[Card]:
    """The cards of the calls of one area, compared with nothing."""
    everyone = all_rows(answer, replace(query, area=area), Direction.BOTH)
    found = row_of(everyone, extension)
    lacks = not answer.has_all_rows
    return scorecard(found, None, "", Direction.BOTH, style, lacks_rows=(lacks, False))


def _only(history: History, extension: str) -> History:
    rows = history.rows_of(extension).reset_index(drop=True)
    return replace(history, frame=rows)


def _row_before(loaded: LoadedAnswers, view: View) -> FrameView | None:
    if loaded.previous is None or loaded.compared is None:
        return None
    everyone = all_rows(loaded.previous, loaded.compared, view.direction)
    return row_of(everyone, view.trend.extension)
