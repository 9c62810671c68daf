"""The small tables of a page as files: which figures disagree, and what each figure means."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import pandas as pd

from telephony.answers.history import History
from telephony.export.about import About, Definition, about_file, fixed_link
from telephony.export.contents import Export
from telephony.export.fields import Field, FileLayout
from telephony.export.provenance import Provenance, file_name
from telephony.export.safety import safe
from telephony.export.source import Source
from telephony.metrics.consistency import Mismatch
from telephony.metrics.registry import METRICS
from telephony.query.view import Query, View


def _of_texts(name: str, title: str, fields: Sequence[str]) -> FileLayout:
    return FileLayout(name, title, {field: Field(field, safe) for field in fields})


DISAGREEING: Final = _of_texts(
    "Disagreeing", "Figures that disagree", ("where", "extension", "difference", "explanation")
)
MEANINGS: Final = _of_texts(
    "Figures", "What each figure means", ("figure", "formula", "mind", "when_empty", "source")
)
_ABOUT_DISAGREEING: Final = {
    "where": Definition("Where", "The day, the whole range, or the call areas that are added up."),
    "extension": Definition("Extension", "The number of the extension."),
    "difference": Definition("Difference", "The figures that differ, in words."),
    "explanation": Definition(
        "Explanation", "Why the difference follows from how 3CX counts; empty where nothing does."
    ),
}
_ABOUT_MEANINGS: Final = {
    "figure": Definition("Figure", "What the figure is called."),
    "formula": Definition("Formula", "How it is counted."),
    "mind": Definition("Mind", "What to bear in mind."),
    "when_empty": Definition("When empty", "What an empty cell, or a zero, says."),
    "source": Definition("Source", "Where it comes from."),
}


@dataclass(frozen=True)
class Disagreeing:
    """Figures of a history that differ; those with a reason are right all the same.

    with_total: they were also held against the PBX's own total.
    """

    rows: tuple[Mismatch, ...]
    with_total: bool
    history: History
    query: Query

    @property
    def faults(self) -> tuple[Mismatch, ...]:
        """Those that nothing explains."""
        return tuple(row for row in self.rows if not row.why)

    @property
    def provenance(self) -> Provenance:
        """The question and the moment of the days."""
        history = self.history
        return Provenance(self.query, history.as_of, history.complete)


def disagreeing_export(found: Disagreeing, view: View, source: Source) -> Export:
    """All the rows in their order, for a file in any format."""
    rows = pd.DataFrame(
        [(row.where, row.extension, row.words, row.why) for row in found.rows],
        columns=list(DISAGREEING.fields),
    )
    total = ", and their sums with the PBX's own total" if found.with_total else ""
    link = fixed_link(view, found.provenance, source)
    own = About(
        {"rows": len(rows)},
        (
            f"The figures of each day were compared with each other{total}.",
            "Whatever narrows the page, all extensions of the groups were looked at.",
        ),
        _ABOUT_DISAGREEING,
    )
    about = about_file("figures that disagree", found.provenance, source, link, own)
    return Export(rows, tuple(DISAGREEING.fields), found.provenance, about, DISAGREEING)


def disagreeing_file_name(provenance: Provenance, suffix: str = "csv") -> str:
    """``disagreeing_GRP0000_2026-08-25_2026-11-22_as-of_2026-11-23T1015.csv``, ASCII only."""
    return file_name(provenance, suffix, "disagreeing")


def meanings() -> pd.DataFrame:
    """What each figure means: a row per metric with the columns of ``MEANINGS``."""
    return pd.DataFrame(
        [
            (metric.label, metric.formula, metric.caution, metric.empty, metric.source)
            for metric in METRICS.values()
        ],
        columns=list(MEANINGS.fields),
    )


def meanings_export(provenance: Provenance, view: View, source: Source) -> Export:
    """What each figure means, beside the question of the page that shows them."""
    rows = meanings()
    link = fixed_link(view, provenance, source)
    own = About({"rows": len(rows)}, (), _ABOUT_MEANINGS)
    about = about_file("what each figure means", provenance, source, link, own)
    return Export(rows, tuple(MEANINGS.fields), provenance, about, MEANINGS)


def meanings_file_name(provenance: Provenance, suffix: str = "csv") -> str:
    """``figures_GRP0000_2026-11-16_2026-11-22_as-of_2026-11-23T1015.csv``, ASCII only."""
    return file_name(provenance, suffix, "figures")
