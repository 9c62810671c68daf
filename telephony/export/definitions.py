"""The small tables of a page as files: the mismatches, and what each metric means."""

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
    "Disagreeing", "Mismatches", ("where", "extension", "difference", "explanation")
)
MEANINGS: Final = _of_texts(
    "Figures", "What each metric means", ("figure", "formula", "mind", "when_empty", "source")
)
_ABOUT_DISAGREEING: Final = {
    "where": Definition("Where", "The day, the whole range, or the call areas that are summed."),
    "extension": Definition("Extension", "The number of the extension."),
    "difference": Definition("Difference", "The values that differ, in words."),
    "explanation": Definition(
        "Explanation", "Why the difference follows from how 3CX counts; empty where nothing does."
    ),
}
_ABOUT_MEANINGS: Final = {
    "figure": Definition("Metric", "The name of the metric."),
    "formula": Definition("Formula", "How it is calculated."),
    "mind": Definition("Caveats", "What to be careful about."),
    "when_empty": Definition("Zero or empty", "What a 0 or an empty cell means."),
    "source": Definition("Source", "Where it comes from."),
}


MEANING_LABELS: Final = {name: definition.label for name, definition in _ABOUT_MEANINGS.items()}
"""How the columns of ``meanings`` are headed on the screen."""


@dataclass(frozen=True)
class Mismatches:
    """The mismatches of a history; those with a reason are right all the same.

    with_total: its sums were also compared with the PBX's own total.
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
        """The query and the time of the days."""
        history = self.history
        return Provenance(self.query, history.as_of, history.complete)


def mismatches_export(found: Mismatches, view: View, source: Source) -> Export:
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
            f"The values of each day were compared with each other{total}.",
            "All extensions of the groups were checked, also where the page shows fewer.",
        ),
        _ABOUT_DISAGREEING,
    )
    about = about_file("mismatches", found.provenance, source, link, own)
    return Export(rows, tuple(DISAGREEING.fields), found.provenance, about, DISAGREEING)


def mismatches_file_name(provenance: Provenance, suffix: str = "csv") -> str:
    """``disagreeing_GRP0000_2026-08-25_2026-11-22_as-of_2026-11-23T1015.csv``, ASCII only."""
    return file_name(provenance, suffix, "disagreeing")


def meanings() -> pd.DataFrame:
    """What each metric means: a row per metric with the columns of ``MEANINGS``."""
    return pd.DataFrame(
        [
            (metric.label, metric.formula, metric.caution, metric.empty, metric.source)
            for metric in METRICS.values()
        ],
        columns=list(MEANINGS.fields),
    )


def meanings_export(provenance: Provenance, view: View, source: Source) -> Export:
    """What each metric means, with the query of the page that shows them."""
    rows = meanings()
    link = fixed_link(view, provenance, source)
    own = About({"rows": len(rows)}, (), _ABOUT_MEANINGS)
    about = about_file("what each metric means", provenance, source, link, own)
    return Export(rows, tuple(MEANINGS.fields), provenance, about, MEANINGS)


def meanings_file_name(provenance: Provenance, suffix: str = "csv") -> str:
    """``figures_GRP0000_2026-11-16_2026-11-22_as-of_2026-11-23T1015.csv``, ASCII only."""
    return file_name(provenance, suffix, "figures")
