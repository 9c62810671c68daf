"""What the explorer shows as a file, which says what was asked and where its rows come from."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pandas as pd

from telephony.answers.extensions import Answer
from telephony.answers.raw import RawRows
from telephony.explore.exploration import Exploration
from telephony.explore.links import link
from telephony.explore.verdicts import FAILURES, Verification
from telephony.export.about import (
    About,
    Source,
    definitions_of,
    facts_of,
    fixed,
    notes_of,
    option_facts,
    progress_notes,
    with_sentiment,
)
from telephony.export.fields import as_in_files, fields_of
from telephony.export.provenance import Provenance
from telephony.export.writing import Export
from telephony.query.view import Query


@dataclass(frozen=True)
class ResultRows:
    """The rows on the screen and what they were made of.

    ``origin`` is the report without options where the rows were worked out here, else the PBX's
    answer to them. ``count``: how many rows match, None where nobody knows.
    """

    state: Exploration
    query: Query
    rows: pd.DataFrame
    origin: Answer | RawRows
    comparison: Verification | None
    count: int | None

    @property
    def provenance(self) -> Provenance:
        """The question without its options, and the moment of the rows."""
        return Provenance(self.query, self.origin.as_of, self.origin.complete)


def export_of(shown: ResultRows, source: Source) -> Export:
    """The rows with their columns, in their order, for a file in any format."""
    fields = tuple(fields_of(shown.rows.columns))
    return Export(as_in_files(shown.rows), fields, shown.provenance, _about(shown, source))


def _about(shown: ResultRows, source: Source) -> About:
    state, query, provenance = shown.state, shown.query, shown.provenance
    ours = isinstance(shown.origin, Answer)
    frozen = replace(state, range=fixed(state.range, query.period))
    particulars: dict[str, str | int] = {
        **option_facts(state.options),
        "rows": "worked out here from the report without options" if ours else "as received",
        "extensions": len(shown.rows),
    }
    if "sentiment" in shown.rows:
        particulars["with_sentiment"] = with_sentiment(shown.rows)
    if shown.count is not None:
        particulars["count"] = shown.count
    address = link(source.page, frozen)
    facts = facts_of("extension statistics with options", provenance, particulars, source, address)
    notes = (*progress_notes(provenance), *_notes(shown))
    return About(facts, notes, definitions_of(provenance.direction))


def _notes(shown: ResultRows) -> tuple[str, ...]:
    """What was odd in the rows, and what the PBX made of the options."""
    if isinstance(shown.origin, Answer):
        notes = list(notes_of(shown.origin))
    else:
        notes = shown.origin.quality.words()
    if shown.comparison is None:
        return (*notes, "Whether the PBX did what was asked could not be checked.")
    wrong = (verdict for verdict in shown.comparison.verdicts if verdict.outcome in FAILURES)
    said = [f"The PBX, {one.option}: {one.outcome}. {one.words}".rstrip() for one in wrong]
    return (*notes, *said, *shown.comparison.notes)
