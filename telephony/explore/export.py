"""The explorer's rows as a file, with the query and the origin of the rows."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pandas as pd

from telephony.answers.extensions import ExtensionsAnswer
from telephony.answers.raw import RawRows
from telephony.explore.exploration import Exploration
from telephony.explore.links import link_to
from telephony.explore.verdicts import FAILURES, Verification
from telephony.export.about import (
    About,
    about_file,
    definitions_of,
    fixed_range,
    notes_of,
    option_facts,
    with_sentiment,
)
from telephony.export.contents import Export
from telephony.export.fields import as_in_files, fields_of
from telephony.export.provenance import Provenance
from telephony.export.source import Source
from telephony.query.view import Query


@dataclass(frozen=True)
class ResultRows:
    """The rows on the screen and where they come from.

    ``origin``: the unfiltered report where the rows were computed here, else the rows that the
    PBX returned. ``count``: how many rows match, None where it is not known.
    """

    state: Exploration
    query: Query
    rows: pd.DataFrame
    origin: ExtensionsAnswer | RawRows
    verification: Verification | None
    count: int | None

    @property
    def provenance(self) -> Provenance:
        """The query without its options, and the time of the rows."""
        return Provenance(self.query, self.origin.as_of, self.origin.complete)


def export_of(shown: ResultRows, source: Source) -> Export:
    """The rows with their columns, in their order, for any file format."""
    fields = tuple(fields_of(shown.rows.columns))
    return Export(as_in_files(shown.rows), fields, shown.provenance, _about(shown, source))


def _about(shown: ResultRows, source: Source) -> About:
    state, query, provenance = shown.state, shown.query, shown.provenance
    computed = isinstance(shown.origin, ExtensionsAnswer)
    fixed_state = replace(state, range=fixed_range(state.range, query.period))
    particulars: dict[str, str | int] = {
        **option_facts(state.options),
        "rows": "computed here from the unfiltered report" if computed else "as received",
        "extensions": len(shown.rows),
    }
    if "sentiment" in shown.rows:
        particulars["with_sentiment"] = with_sentiment(shown.rows)
    if shown.count is not None:
        particulars["count"] = shown.count
    own = About(particulars, _notes(shown), definitions_of(provenance.direction))
    contents = "extension statistics with options"
    return about_file(contents, provenance, source, link_to(source.page, fixed_state), own)


def _notes(shown: ResultRows) -> tuple[str, ...]:
    """Peculiarities of the rows, and what the PBX did with the options."""
    if isinstance(shown.origin, ExtensionsAnswer):
        notes = list(notes_of(shown.origin))
    else:
        notes = shown.origin.quality.words()
    if shown.verification is None:
        return (*notes, "Not verified: the unfiltered report was not available.")
    if shown.verification.expected is None:
        notes = [*notes, "Not verified: the options cannot be evaluated here."]
    failures = [one for one in shown.verification.verdicts if one.outcome in FAILURES]
    verdicts = [f"{one.option}: {one.outcome}. {one.words}".rstrip() for one in failures]
    return (*notes, *verdicts, *shown.verification.notes)
