"""What a file is about: what was asked, when and of whom, what was odd, what each column means."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

import pandas as pd

from telephony.answers.extensions import ExtensionsAnswer
from telephony.data_access.service import DataAccess
from telephony.export.provenance import Provenance
from telephony.frames.former_names import former_words, of_extensions
from telephony.metrics.registry import METRICS, Metric
from telephony.metrics.view_filter import narrow
from telephony.odata.options import OptionTexts
from telephony.periods.period import Period, period_words
from telephony.periods.range_progress import progress_words
from telephony.periods.ranges import DayRange, PresetRange, RangeChoice
from telephony.query.links import link_to
from telephony.query.view import Direction, Query, View
from telephony.query.words import not_applied
from telephony.tables.extensions import DEFAULT_SORT, TableColumn, available_columns


@dataclass(frozen=True)
class Source:
    """Where the figures come from; the PBX's address is nobody's business who reads a file.

    group_names: as the PBX lists them, empty where it may not be asked. version: the PBX's, None
    where it was not told yet. page: the address at which the view can be seen again.
    """

    group_names: tuple[str, ...]
    demo: bool
    version: str | None
    page: str

    @property
    def words(self) -> str:
        """Which kind of PBX in which version."""
        kind = "demo PBX (made-up company)" if self.demo else "3CX phone system"
        return f"{kind}, version {self.version or 'not known'}"


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
    """facts: by name, in order. notes: plain words. definitions: by column of the frame."""

    facts: Mapping[str, str | int]
    notes: tuple[str, ...]
    definitions: Mapping[str, Definition]

    def words(self) -> list[tuple[str, str]]:
        """The facts that there are with their names for reading: ``("Call area", "all")``."""
        facts = ((name, str(fact)) for name, fact in self.facts.items())
        return [(name.replace("_", " ").capitalize(), fact) for name, fact in facts if fact]

    def data(self, columns: Mapping[str, str]) -> dict[str, Any]:
        """Everything by name, for programs; `columns` says which name stands for which column."""
        defined = {name: asdict(self.definitions[key]) for name, key in columns.items()}
        return {**self.facts, "notes": list(self.notes), "columns": defined}


def source_of(access: DataAccess, query: Query, *, demo: bool, page: str) -> Source:
    """The source as far as it is known now: a file waits for no list of groups."""
    directory = access.known_groups
    names = () if directory is None else tuple(map(directory.name, query.groups))
    return Source(names, demo, access.pbx_version, page)


def about_of(
    view: View, provenance: Provenance, answer: ExtensionsAnswer, shown: int, source: Source
) -> About:
    """About `shown` of the answer's rows. The link goes to the file's dates, whatever day it is."""
    columns = _columns(view.direction)
    sort = view.sort if view.sort.column in columns else DEFAULT_SORT
    order = "largest first" if sort.descending else "smallest first"
    particulars: dict[str, str | int] = {
        "search": view.search,
        "filter": view.filter,
        "quiet_extensions": "shown" if view.quiet else "hidden",
        "sorted_by": f"{columns[sort.column].label}, {order}",
        "extensions": f"{shown} of {len(answer.frame)}",
        "with_sentiment": with_sentiment(answer.frame),
    }
    address = lasting_link(view, provenance, source)
    facts = facts_of("extension statistics", provenance, particulars, source, address)
    notes = (
        *progress_notes(provenance),
        *not_applied(view, provenance.query.period.zone.key, "this file"),
        *_former(view, provenance, answer),
        *notes_of(answer),
    )
    return About(facts, notes, definitions_of(view.direction))


def _former(view: View, provenance: Provenance, answer: ExtensionsAnswer) -> tuple[str, ...]:
    """Which of the numbers in the view had another name in the range."""
    former = answer.former_names
    if not former:
        return ()
    there = frozenset(narrow(answer.frame, view, former)["extension"])
    zone = provenance.query.period.zone
    return tuple(filter(None, [former_words(of_extensions(former, there), zone)]))


def facts_of(
    contents: str,
    provenance: Provenance,
    particulars: Mapping[str, str | int],
    source: Source,
    address: str,
) -> dict[str, str | int]:
    """The facts of any file in their order: the question, its particulars, where to see it."""
    query = provenance.query
    return {
        "contents": contents,
        "groups": ", ".join(query.groups),
        "group_names": ", ".join(source.group_names),
        "period": period_words(query.period),
        **provenance.values(),
        **particulars,
        "source": source.words,
        "link": address,
    }


def lasting_link(view: View, provenance: Provenance, source: Source) -> str:
    """The view's address with the dates of its period."""
    period = provenance.query.period
    return link_to(source.page, replace(view, range=fixed(view.range, period)))


def with_sentiment(rows: pd.DataFrame) -> str:
    """How many of the rows have one: ``5 of 40``. It is given as it is, without a mean."""
    return f"{int(rows['sentiment'].notna().sum())} of {len(rows)}"


def with_options(about: About, options: OptionTexts, count: int) -> About:
    """The same of what OData's options leave of the rows; ``count`` without top and skip.

    It is told where it was asked for.
    """
    facts = {**about.facts, **option_facts(options)}
    if "orderby" in facts:
        facts["sorted_by"] = facts.pop("orderby")
    if options.count.strip() == "true":
        facts["count"] = count
    origin = {name: facts.pop(name) for name in ("source", "link")}
    return replace(about, facts={**facts, **origin})


def option_facts(options: OptionTexts) -> dict[str, str]:
    """The options that are given, as they were, by name; count is a fact of the answer's."""
    return {name: getattr(options, name).strip() for name in options.given() if name != "count"}


def notes_of(answer: ExtensionsAnswer) -> tuple[str, ...]:
    """What was odd, in plain sentences."""
    missing = (f"Group {group} is missing: {why.headline}" for group, why in answer.missing.items())
    return (*answer.origins, *answer.quality.words(), *answer.staleness, *missing)


def progress_notes(provenance: Provenance) -> tuple[str, ...]:
    """What of the range has not begun, in a sentence; none where all of it has."""
    return progress_words(provenance.query.period, provenance.as_of)


def definitions_of(direction: Direction) -> dict[str, Definition]:
    """Of every column that files have, by its name in the frame."""
    return {key: _definition(column) for key, column in _columns(direction).items()}


def _columns(direction: Direction) -> dict[str, TableColumn]:
    """Every column, those of the chosen direction under that direction's label."""
    return {column.key: column for column in (*available_columns(), *available_columns(direction))}


def _definition(column: TableColumn) -> Definition:
    metric = METRICS.get(column.key)
    if metric is None:
        return Definition(column.label, column.help)
    return defined(metric, column.label)


def defined(metric: Metric, label: str) -> Definition:
    """The metric in words under a label of its own."""
    return Definition(label, f"{metric.formula}.", metric.caution, metric.empty, metric.source)


def fixed(choice: RangeChoice, period: Period) -> RangeChoice:
    """The range with the dates of its period, so that a link shows the same for ever."""
    if not isinstance(choice, PresetRange):
        return choice
    return DayRange(period.first_day, period.last_day)
