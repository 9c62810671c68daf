"""What a file says about itself: its query, time and source, caveats, and each column's meaning."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

import pandas as pd

from telephony.answers.extensions import ExtensionsAnswer
from telephony.export.provenance import Provenance
from telephony.export.source import Source
from telephony.frames.former_names import former_words
from telephony.metrics.frame_view import FrameView
from telephony.metrics.registry import METRICS, Metric
from telephony.metrics.view_rows import former_names
from telephony.odata.option_texts import OptionTexts
from telephony.periods.period import Period, period_words
from telephony.periods.range_progress import progress_words
from telephony.periods.ranges import DayRange, PresetRange, RangeChoice
from telephony.query.links import link_to
from telephony.query.view import Direction, View
from telephony.query.words import not_applied
from telephony.tables.extensions import DEFAULT_SORT, TableColumn, available_columns


@dataclass(frozen=True)
class Definition:
    """A column in words: its label and meaning, the caveat, and what a 0 or an empty cell means."""

    label: str
    meaning: str
    caution: str = ""
    empty: str = ""
    source: str = ""

    @property
    def words(self) -> str:
        """All of it in one line."""
        return " ".join(part for part in (self.meaning, self.caution, self.empty) if part)


@dataclass(frozen=True)
class About:
    """facts: by name, in order. notes: sentences. definitions: by column of the frame."""

    facts: Mapping[str, str | int]
    notes: tuple[str, ...]
    definitions: Mapping[str, Definition]

    def words(self) -> list[tuple[str, str]]:
        """The facts that are not empty, with readable names: ``("Call area", "all")``."""
        facts = ((name, str(fact)) for name, fact in self.facts.items())
        return [(_readable(name), fact) for name, fact in facts if fact]

    def data(self, columns: Mapping[str, str]) -> dict[str, Any]:
        """Everything by name, for programs; ``columns``: frame columns by name in the file."""
        defined = {name: asdict(self.definitions[key]) for name, key in columns.items()}
        return {**self.facts, "notes": list(self.notes), "columns": defined}


def _readable(name: str) -> str:
    return name.replace("_", " ").capitalize().replace("Pbx", "PBX")


def about_of(  # noqa: PLR0913, PLR0917  # all that a file says about itself
    view: View,
    provenance: Provenance,
    answer: ExtensionsAnswer,
    rows: FrameView,
    source: Source,
    shown: int | None = None,
) -> About:
    """About a file with the view's ``rows`` of the answer, or ``shown`` many of them."""
    columns = _columns(view.direction)
    sort = view.sort if view.sort.column in columns else DEFAULT_SORT
    order = "largest first" if sort.descending else "smallest first"
    particulars: dict[str, str | int] = {
        **narrowing_facts(view),
        "sorted_by": f"{columns[sort.column].label}, {order}",
        "extensions": f"{len(rows) if shown is None else shown} of {len(answer.frame)}",
        "with_sentiment": with_sentiment(answer.frame),
    }
    notes = (
        *not_applied(view, provenance.query.period.zone.key, "this file"),
        *_former(provenance, answer, rows),
        *notes_of(answer),
    )
    own = About(particulars, notes, definitions_of(view.direction))
    return about_file(
        "extension statistics", provenance, source, fixed_link(view, provenance, source), own
    )


def narrowing_facts(view: View) -> dict[str, str | int]:
    """What decides which extensions a view shows."""
    return {
        "search": view.search,
        "filter": view.filter,
        "quiet_extensions": "shown" if view.show_idle else "hidden",
    }


def _former(provenance: Provenance, answer: ExtensionsAnswer, rows: FrameView) -> tuple[str, ...]:
    """A sentence on extensions in the rows that had another name in the range."""
    words = former_words(former_names(answer, rows), provenance.query.period.zone)
    return (words,) if words else ()


def about_file(
    contents: str, provenance: Provenance, source: Source, link: str, own: About
) -> About:
    """About any file: ``own`` facts and notes, put between those that every file has.

    ``contents`` says what the rows are; ``link`` is the URL that shows them.
    """
    query = provenance.query
    facts: dict[str, str | int] = {
        "contents": contents,
        **({"pbx_name": source.pbx_name} if source.pbx_name else {}),
        "groups": ", ".join(query.groups),
        "group_names": ", ".join(source.group_names),
        "period": period_words(query.period),
        **provenance.values(),
        **own.facts,
        "source": source.words,
        "link": link,
    }
    progress = progress_words(query.period, provenance.as_of)
    return About(facts, (*progress, *own.notes), own.definitions)


def fixed_link(view: View, provenance: Provenance, source: Source) -> str:
    """The view's URL with the dates of its period, so that it shows the same on any day."""
    period = provenance.query.period
    return link_to(source.page, replace(view, range=fixed_range(view.range, period)))


def with_sentiment(rows: pd.DataFrame) -> str:
    """How many of the rows have a sentiment: ``5 of 40``. There is no average of sentiments."""
    return f"{int(rows['sentiment'].notna().sum())} of {len(rows)}"


def with_options(about: About, options: OptionTexts, count: int) -> About:
    """The same about the rows that OData options leave.

    ``count``: the rows without $top and $skip, a fact where $count asks for it.
    """
    facts = {**about.facts, **option_facts(options)}
    if "orderby" in facts:
        facts["sorted_by"] = facts.pop("orderby")
    if options.count.strip() == "true":
        facts["count"] = count
    origin = {name: facts.pop(name) for name in ("source", "link")}
    return replace(about, facts={**facts, **origin})


def option_facts(options: OptionTexts) -> dict[str, str]:
    """The given options by name, as they were written; $count is no fact by itself."""
    return {name: getattr(options, name).strip() for name in options.given() if name != "count"}


def notes_of(answer: ExtensionsAnswer) -> tuple[str, ...]:
    """Peculiarities of an answer, a sentence each."""
    missing = (f"Group {group} is missing: {why.headline}" for group, why in answer.missing.items())
    return (*answer.origins, *answer.quality.words(), *answer.staleness, *missing)


def definitions_of(direction: Direction) -> dict[str, Definition]:
    """The definitions of all columns that files have, by column of the frame."""
    return {key: _definition(column) for key, column in _columns(direction).items()}


def _columns(direction: Direction) -> dict[str, TableColumn]:
    """Every column; those of the selected direction have that direction's label."""
    return {column.key: column for column in (*available_columns(), *available_columns(direction))}


def _definition(column: TableColumn) -> Definition:
    metric = METRICS.get(column.key)
    if metric is None:
        return Definition(column.label, column.help)
    return defined(metric, column.label)


def defined(metric: Metric, label: str) -> Definition:
    """The definition of a metric under ``label``."""
    return Definition(label, f"{metric.formula}.", metric.caution, metric.empty, metric.source)


def fixed_range(choice: RangeChoice, period: Period) -> RangeChoice:
    """The range with the dates of its period in place of words such as "last 7 days"."""
    if not isinstance(choice, PresetRange):
        return choice
    return DayRange(period.first_day, period.last_day)
