"""Groups side by side as a file: one row per group."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

import numpy as np
import pandas as pd
from pandas.api.extensions import ExtensionArray
from pandas.arrays import IntegerArray

from telephony.answers.extensions import ExtensionsAnswer
from telephony.export.about import About, about_file, defined, fixed_link, notes_of
from telephony.export.contents import Export
from telephony.export.group_fields import (
    COUNTS,
    LAYOUT,
    LAYOUT_ACROSS,
    MEANINGS,
    OWN_FACTS,
    RATES,
    STATES,
    TALKS,
)
from telephony.export.provenance import Provenance, file_name
from telephony.export.source import Source
from telephony.formatting.numbers import count_of
from telephony.metrics.group_totals import (
    GroupAnswers,
    GroupPlace,
    GroupTotals,
    shared_extensions,
)
from telephony.metrics.registry import METRICS, label_of
from telephony.periods.period import Period, period_words
from telephony.periods.range_progress import compared_progress_words
from telephony.query.view import Query, View
from telephony.query.words import not_applied
from telephony.xapi.errors import XapiError


class _AcrossProvenance(Provenance):
    """Of groups of several PBXs: each row has its own period and zone."""

    def values(self) -> dict[str, str]:
        """Without what the rows have themselves."""
        values = super().values()
        return {name: values[name] for name in values if name not in {"pbx", *OWN_FACTS}}


@dataclass(frozen=True)
class GroupsContent:
    """The groups with what was loaded of them; ``before``: the period they are compared with.

    ``totals``: their metrics in the view's order, as ``totals_of`` makes them of ``answers``.
    ``missing``: why a PBX has no groups here, by its name, among groups of several PBXs.
    ``unlisted``: that there may be further groups, where all of them are asked for.
    """

    answers: tuple[GroupAnswers, ...]
    totals: Sequence[GroupTotals]
    query: Query
    view: View
    before: Period | None
    missing: Mapping[str, XapiError] = field(default_factory=dict)
    unlisted: str = ""

    @property
    def loaded(self) -> Mapping[str, ExtensionsAnswer]:
        """The values of the groups that could be loaded."""
        return {
            answers.number: answers.now
            for answers in self.answers
            if isinstance(answers.now, ExtensionsAnswer)
        }

    @property
    def remarks(self) -> tuple[str, ...]:
        """What a reader of the numbers has to know first, a sentence each."""
        return (
            *not_applied(self.view, self.query.period.zone.key, "this file"),
            *filter(None, [self._compared_progress]),
            *shared_words(self.totals),
        )

    @property
    def lacks_before(self) -> str:
        """That calls are lacking in what groups are compared with; empty where none are."""
        lacking = any(group.lacks_before for group in self.totals)
        return "Some groups lack calls to compare with: see state." if lacking else ""

    @property
    def stale(self) -> XapiError | None:
        """Why values are not newer: those of the groups first, then what is compared with."""
        before = (group.before for group in self.answers)
        loaded = (*self.loaded.values(), *before)
        stale = (one.stale for one in loaded if isinstance(one, ExtensionsAnswer))
        return next(filter(None, stale), None)

    @property
    def _as_of(self) -> datetime:
        return min(one.as_of for one in self.loaded.values())

    @property
    def _compared_progress(self) -> str:
        return compared_progress_words(self.query.period, self.before, self._as_of)

    @property
    def provenance(self) -> Provenance:
        """The query and the time of the values."""
        loaded = self.loaded.values()
        complete = len(loaded) == len(self.answers) and all(one.complete for one in loaded)
        complete = complete and not (self.missing or self.unlisted or self.lacks_before)
        kind = _AcrossProvenance if self.view.of_all_systems else Provenance
        return kind(self.query, self._as_of, complete, self.view.direction)

    @property
    def places(self) -> Mapping[str, GroupPlace]:
        """Where each group is, by its number here, among groups of several PBXs."""
        return {answers.number: answers.place for answers in self.answers if answers.place}


def groups_export(content: GroupsContent, source: Source) -> Export:
    """The groups in the view's order, for a file in any format. At least one must be loaded."""
    totals, view, provenance = content.totals, content.view, content.provenance
    places = content.places
    rows = _rows(totals, places)
    systems = {place.system.id: place.system.name for place in places.values()}
    particulars: dict[str, str | int] = {
        **({"pbx": ", ".join(systems)} if view.of_all_systems else {}),
        "search": view.search,
        "filter": view.filter,
        "compared_with": period_words(content.before) if content.before else "",
        "rows": len(rows),
    }
    keys = (*COUNTS, *TALKS, *RATES)
    metrics = {key: defined(METRICS[key], label_of(key, view.direction)) for key in keys}
    notes = [*content.remarks]
    notes += [f"{name} is missing: {why.headline}" for name, why in content.missing.items()]
    for group, answer in content.loaded.items():
        notes += [f"{group}: {note}" for note in notes_of(answer)]
    notes += [
        f"Group {group.number} is missing: {group.error.headline}"
        for group in totals
        if group.error is not None
    ]
    notes += _notes_before(content)
    own = About(particulars, tuple(notes), {**metrics, **MEANINGS})
    layout = LAYOUT_ACROSS if view.of_all_systems else LAYOUT
    if view.of_all_systems:
        names = tuple(answers.name for answers in content.answers)
        source = replace(source, group_names=names, pbx_name=", ".join(systems.values()))
    link = fixed_link(view, provenance, source)
    about = about_file("groups side by side", provenance, source, link, own)
    return Export(rows, tuple(layout.fields), provenance, about, layout)


def groups_file_name(provenance: Provenance, suffix: str = "csv") -> str:
    """``groups_GRP0000-and-3-more_2026-11-16_2026-11-22_as-of_….csv``, ASCII only."""
    return file_name(provenance, suffix, "groups")


def shared_words(totals: Sequence[GroupTotals]) -> tuple[str, ...]:
    """That extensions are in several of the groups, so that the groups do not add up."""
    shared = len(shared_extensions(totals))
    if not shared:
        return ()
    several = count_of(shared, "extension is", many="extensions are")
    return (f"{several} in more than one of these groups and counted in each.",)


def _notes_before(content: GroupsContent) -> list[str]:
    """What is peculiar about the values that each group is compared with."""
    notes = []
    for group in content.answers:
        if group.before is None or content.before is None:
            continue
        if isinstance(group.before, XapiError):
            told: tuple[str, ...] = (group.before.headline,)
        else:
            told = notes_of(group.before)
        notes += [f"{group.number}, {period_words(content.before)}: {note}" for note in told]
    return notes


def _rows(totals: Sequence[GroupTotals], places: Mapping[str, GroupPlace]) -> pd.DataFrame:
    def values(key: str, *, before: bool = False) -> list[float | int | None]:
        found = [group.before or {} if before else group.values for group in totals]
        return [one[key].value if key in one else None for one in found]

    known = [None if group.error else len(group.extensions) for group in totals]
    return pd.DataFrame(
        {
            "group": _texts(_own(group, places).number for group in totals),
            "name": _texts(_own(group, places).name for group in totals),
            "extensions": _integers(known),
            **{key: _integers(values(key)) for key in (*COUNTS, *TALKS)},
            **{key: np.array(values(key), dtype=float) for key in RATES},
            "calls_before": _integers(values("calls", before=True)),
            "calls_change": np.array([group.change_share for group in totals], dtype=float),
            "state": _texts(map(_state, totals)),
            **(_places_of(totals, places) if places else {}),
        }
    )


def _own(group: GroupTotals, places: Mapping[str, GroupPlace]) -> GroupTotals | GroupPlace:
    """What has the group's number and name on its PBX."""
    return places.get(group.number, group)


def _places_of(
    totals: Sequence[GroupTotals], places: Mapping[str, GroupPlace]
) -> dict[str, ExtensionArray]:
    found = [places[group.number] for group in totals]
    facts = [Provenance(one.query, one.query.period.start, complete=True).values() for one in found]
    return {
        "pbx": _texts(one.system.id for one in found),
        "pbx_name": _texts(one.system.name for one in found),
        **{name: _texts(own[name] for own in facts) for name in OWN_FACTS},
    }


def _texts(values: Iterable[str]) -> ExtensionArray:
    return pd.array(list(values), dtype="str")


def _state(group: GroupTotals) -> str:
    whole, incomplete, none = STATES
    if group.error:
        return none
    return whole if group.complete and not group.lacks_before else incomplete


def _integers(values: Sequence[float | None]) -> IntegerArray:
    lost = np.array([value is None for value in values], dtype=bool)
    return IntegerArray(np.array([int(value or 0) for value in values], dtype=np.int64), lost)
